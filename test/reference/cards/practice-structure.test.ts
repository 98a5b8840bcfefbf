import { X509Certificate } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { preparePki, YEAR } from '../../../reference/cards/pki.js';
import { PRACTICE, PRACTICE_PASSPHRASE, prepareStructure } from '../../../reference/cards/practice-structure.js';

// Keys take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'structure-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

it('has the certificates of the practice, keeps them, and makes them anew before they end or when the authority is another', async () => {
  const pki = await preparePki(join(folder, 'pki'));
  const structure = join(folder, 'structure');
  const serial = (use: string): string => new X509Certificate(readFileSync(join(structure, `${use}.crt.pem`))).serialNumber;
  await prepareStructure(structure, pki);
  expect(JSON.parse(readFileSync(join(structure, 'structure.json'), 'utf8'))).toEqual({ ...PRACTICE, passphrase: PRACTICE_PASSPHRASE });
  const first = [serial('authentication'), serial('signature')];
  await prepareStructure(structure, pki);
  expect([serial('authentication'), serial('signature')]).toEqual(first);
  await prepareStructure(structure, pki, () => Date.now() + 3 * YEAR);
  const second = serial('signature');
  expect(second).not.toBe(first[1]);
  await prepareStructure(structure, await preparePki(join(folder, 'other')));
  expect(serial('signature')).not.toBe(second);
});
