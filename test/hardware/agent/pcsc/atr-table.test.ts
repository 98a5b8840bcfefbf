import { expect, test } from 'vitest';
import { cardOf } from '../../../../src/hardware/agent/pcsc/atr-table.js';

test.each([
  ['a CPS3', '3BAC00402A001225006480000310009000', 'cps'],
  ['a CPS3 of another issue', '3BAC00402A001225006480000411009000', 'cps'],
  ['a CPS3 without contact', '3B8F80010031B86404B0ECC1739401808290000E', 'cps'],
  ['a CPS4', '3B9B188001001225006480040100009044', 'cps'],
  ['a CPS4 of T=0', '3BDC18FF00001225006480000401009000', 'cps'],
  ['a Vitale 2', '3B751300004509EA9000', 'vitale'],
  ['a Vitale 1', '3F6525002209699000', 'vitale'],
] as const)('%s is known by its ATR', (_, atr, kind) => {
  expect(cardOf(Buffer.from(atr, 'hex'))?.kind).toBe(kind);
});

test.each(['', '3B', '3B751300004509EA90', '3B7F96000031B865B0850300EF1200F6829000'])('%s is nobody’s', (atr) => {
  expect(cardOf(Buffer.from(atr, 'hex'))).toBeUndefined();
});
