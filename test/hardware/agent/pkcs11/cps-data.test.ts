import fc from 'fast-check';
import { expect, test } from 'vitest';
import { situationsIn, specialityIn } from '../../../../src/hardware/agent/pkcs11/cps-data.js';

const tlv = (tag: number, value: Buffer): Buffer => Buffer.concat([Buffer.from([tag, value.length]), value]);
const field = (tag: number, text: string, encoding: BufferEncoding = 'utf8'): Buffer => tlv(tag, Buffer.from(text, encoding));
const situation = (...fields: readonly Buffer[]): Buffer => tlv(0xee, Buffer.concat(fields));
const CABINET = situation(field(0x84, 'CABINET DE LÉA'), field(0x85, '499900021212001'), field(0x86, 'SA07'));

test('situations come in the order of the card, whatever numbers are left out', () => {
  const hospital = situation(field(0x84, 'CENTRE HOSPITALIER'), field(0x85, '10B0127189'), field(0x86, 'SA01'));
  const objects = new Map([
    ['CPS_ACTIVITY_07_PS', hospital],
    ['CPS_NAME_PS', Buffer.from('nothing of it')],
    ['CPS_ACTIVITY_02_PS', CABINET],
  ]);
  expect(situationsIn(objects).map(({ structureId }) => structureId)).toEqual(['499900021212001', '10B0127189']);
});

test('a situation is read with its text in either encoding, and with what nobody knows beside it', () => {
  const latin = situation(tlv(0x99, Buffer.from('?')), field(0x84, 'CABINET DE LÉA', 'latin1'), field(0x85, '499900021212001'), field(0x86, 'SA07'));
  for (const object of [CABINET, latin]) {
    expect(situationsIn(new Map([['CPS_ACTIVITY_01_PS', object]]))).toEqual([
      { id: '499900021212001', structureName: 'CABINET DE LÉA', structureId: '499900021212001', sectorCode: 'SA07' },
    ]);
  }
});

test('a stand-in is told', () => {
  const standIn = situation(field(0x85, '499900021212001'), field(0x86, 'SA07'), field(0x87, '1'));
  expect(situationsIn(new Map([['CPS_ACTIVITY_01_PS', standIn]]))).toMatchObject([{ isReplacement: true }]);
});

test('a speciality is the end of the professional data, if it is one', () => {
  const of = (text: string): string | undefined => specialityIn(new Map([['CPS_INFO_PS', Buffer.from(text)]]));
  expect([of('…10 SM26'), of('…60'), of('')]).toEqual(['SM26', undefined, undefined]);
});

test('no content ends the reading', () => {
  fc.assert(fc.property(fc.uint8Array(), (bytes) => situationsIn(new Map([['CPS_ACTIVITY_01_PS', Buffer.from(bytes)]])).length <= 1));
});
