import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { PluginError } from '../../../src/api/plugin-error.js';
import { readBody } from '../../../src/services/dmp/read-body.js';

test('a body is the bytes of its chunks', async () => {
  expect(await readBody(Readable.from([Buffer.from('a'), Buffer.from('bc')]))).toEqual(Buffer.from('abc'));
});

test('an endless body is given up as soon as it is too large', async () => {
  let sent = 0;
  const endless = new Readable({
    read() {
      sent += 1;
      this.push(Buffer.alloc(1024 * 1024));
    },
  });
  await expect(readBody(endless)).rejects.toMatchObject({ code: 'dmp.tooLarge' });
  expect(endless.destroyed).toBe(true);
  expect(sent).toBeLessThan(15);
});

test('a body of just the limit is read', async () => {
  expect(await readBody(Readable.from([Buffer.alloc(10)]), 10)).toHaveLength(10);
  await expect(readBody(Readable.from([Buffer.alloc(11)]), 10)).rejects.toMatchObject({ code: 'dmp.tooLarge' });
});

test('a line that drops in the middle leaves the DMP unreachable', async () => {
  const cut = new Readable({ read() {} });
  cut.push('<a>');
  const reading = readBody(cut);
  cut.destroy(Object.assign(new Error('aborted'), { code: 'ECONNRESET' }));
  await expect(reading).rejects.toMatchObject({ code: 'dmp.unreachable', about: { detail: { layer: 'http', code: 'ECONNRESET' } } });
});

test('what the identity says of a dropped line stays as it is', async () => {
  const cut = new Readable({ read() {} });
  const reading = readBody(cut);
  cut.destroy(new PluginError('card.absent'));
  await expect(reading).rejects.toMatchObject({ code: 'card.absent' });
});
