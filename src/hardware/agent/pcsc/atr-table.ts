/** What an ATR says of a card (ISO 7816-3 §8). Only to name it: whether it is a professional's, its module decides. */
export interface KnownCard {
  readonly kind: 'cps' | 'vitale';
  /** As the user says it. */
  readonly name: string;
}

const CPS: KnownCard = { kind: 'cps', name: 'carte CPS' };
const VITALE: KnownCard = { kind: 'vitale', name: 'carte Vitale' };

/** ATR, and the bits of it that count; `FF` throughout where no mask is given. From the public lists of the makers of card software. */
const TABLE: readonly (readonly [card: KnownCard, atr: string, mask?: string])[] = [
  // CPS3 by contact and without, CPS4 (three), and the CPS before them.
  [CPS, '3BAC00402A001225006480000310009000', 'FF00000000FFFFFFFFFFFF000000FFFFFF'],
  [CPS, '3B8F80010031B86404B0ECC1739401808290000E'],
  [CPS, '3B9B188001001225006480040100009044'],
  [CPS, '3B9B188001001225006480000401009044'],
  [CPS, '3BDC18FF00001225006480000401009000'],
  [CPS, '3BAC00402A001225006480820212009000'],
  // Vitale 2, and Vitale 1.
  [VITALE, '3B751300004009EA9000', 'FFFFFFFFFFF0FFFFFFFF'],
  [VITALE, '3F6525002009099000', 'FFFFFFFFF0FF0FFFFF'],
  [VITALE, '3F65250052096A9000'],
  [VITALE, '3F652500A3096A9000'],
  [VITALE, '3F652500A4096A9000'],
];

/** Undefined: a card nobody has told us of. */
export function cardOf(atr: Buffer): KnownCard | undefined {
  return TABLE.find(([, known, mask]) => matches(atr, Buffer.from(known, 'hex'), mask === undefined ? undefined : Buffer.from(mask, 'hex')))?.[0];
}

const matches = (atr: Buffer, known: Buffer, mask: Buffer | undefined): boolean =>
  atr.length === known.length && known.every((byte, index) => ((byte ^ (atr[index] ?? 0)) & (mask?.[index] ?? 0xff)) === 0);
