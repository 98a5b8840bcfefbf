import { createHash, createVerify, X509Certificate } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { VirtualCps3 } from '../../../../reference/cards/virtual/virtual-cps3.js';
import { CardDesk } from '../../../hardware/card-desk.js';

const DIGEST_INFO = '3031300d060960864801650304020105000420';

describe('a virtual CPS3', () => {
  let desk: CardDesk;
  let folder: string;
  let card: VirtualCps3;
  beforeAll(async () => {
    desk = await CardDesk.open();
  });
  afterAll(() => desk.close());
  beforeEach(() => {
    folder = join(desk.newReader(), 'cards/cps-infirmiere');
    card = new VirtualCps3(folder);
  });
  const send = (hex: string): string => card.transmit(Buffer.from(hex.replaceAll(' ', ''), 'hex')).toString('hex');
  const verify = (pin: string): string => send(`00 20 00 01 0${pin.length} ${Buffer.from(pin).toString('hex')}`);
  const status = (answer: string): string => answer.slice(-4);
  const tries = (): number => JSON.parse(readFileSync(join(folder, 'tries.json'), 'utf8')).left;
  const certificate = (use: string): X509Certificate => new X509Certificate(readFileSync(join(folder, `${use}.crt.pem`)));
  const digest = createHash('sha256').update('demande').digest('hex');
  const isSigned = (use: string, answer: string): boolean =>
    createVerify('sha256')
      .update('demande')
      .verify(certificate(use).publicKey, Buffer.from(answer.slice(0, -4), 'hex'));

  test('says how many tries are left, and loses none by being asked', () => {
    expect([send('00 20 00 01'), send('00 20 00 01'), tries()]).toEqual(['63c3', '63c3', 3]);
    expect(send('00 CB 3F FF 0A 4D 08 70 06 BF 81 01 02 A0 80 00')).toMatch(/9a0103 ?9b0103/);
  });

  test('counts wrong codes, blocks at the third, and stays blocked', () => {
    expect([verify('0000'), verify('0001'), verify('0002'), verify('1234'), tries()]).toEqual(['63c2', '63c1', '6983', '6983', 0]);
    expect(new VirtualCps3(folder).transmit(Buffer.from('00200001', 'hex')).toString('hex')).toBe('6983');
  });

  test('gives all tries back to the right code; what is no code of four costs none', () => {
    expect([verify('0000'), verify('123'), verify('12345'), verify('1234'), tries()].map(String)).toEqual(['63c2', '6700', '6700', '9000', '3']);
  });

  test('a code is not looked at unless its try is on the disk', () => {
    writeFileSync(join(folder, 'tries.json'), '{"left":1}');
    expect(verify('1234')).toBe('9000');
    expect(tries()).toBe(3);
  });

  test('the authentication key signs a DigestInfo, after the code alone', () => {
    const authenticate = (): string => send(`00 88 00 00 33 ${DIGEST_INFO}${digest} 00`);
    expect([send('00 22 41 A4 06 800102 840182'), authenticate()]).toEqual(['9000', '6982']);
    verify('1234');
    expect(isSigned('authentication', authenticate())).toBe(true);
    expect(isSigned('signature', authenticate())).toBe(false);
    card.reset();
    send('00 22 41 A4 06 800102 840182');
    expect(authenticate()).toBe('6982');
  });

  test('the signature key signs what was hashed on the card, and nothing else', () => {
    verify('1234');
    expect(send('00 22 41 A4 06 800102 840181')).toBe('6a88');
    const message = Buffer.from('demande').toString('hex');
    expect([send('00 22 41 AA 03 800140'), send(`00 2A 90 A0 0B 90 00 80 07 ${message}`), send('00 22 41 B6 06 800142 840181')]).toEqual([
      ...Array(3).fill('9000'),
    ]);
    expect(isSigned('signature', send('00 2A 9E 9A 00'))).toBe(true);
    expect(send('00 2A 9E 9A 00')).toBe('6985');
    expect(send('00 22 41 B6 06 800142 840182')).toBe('6a88');
  });

  test('situations are read after the code only, certificates before it', () => {
    const read = (id: string): string => {
      send(`00 A4 09 0C 06 3F000001${id}`);
      return status(send('00 B0 00 00 10'));
    };
    expect([read('c002'), read('d113'), read('d120')]).toEqual(['9000', '9000', '6982']);
    verify('1234');
    expect(read('d120')).toBe('9000');
  });

  test('what it does not know it refuses by the status that says so', () => {
    const refusals = [
      '80 20 00 01',
      '00 C0 00 00 00',
      '00 A4 09 04 02 ABCD 00',
      '00 A4 04 00 02 3F00',
      '00 20 00 05',
      '00 CB 3F FF 02 4D 00',
      '00 B0 00 00 10',
      '00',
    ];
    expect(refusals.map(send)).toEqual(['6e00', '6d00', '6a82', '6a86', '6a88', '6a80', '6985', '6700']);
  });

  test('no command ends it, and none but a code costs a try', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        const isCode = bytes[1] === 0x20;
        const answer = isCode ? Buffer.alloc(2) : card.transmit(Buffer.from(bytes));
        return answer.length >= 2 && tries() === 3;
      }),
      { numRuns: 500 },
    );
  });
});
