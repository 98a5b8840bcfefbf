import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApduCard, answer, SW } from './apdu-card.js';
import { VirtualCps3 } from './virtual-cps3.js';
import { VirtualVitale } from './virtual-vitale.js';

/** Of no card that anybody knows. */
const UNKNOWN_ATR = Buffer.from('3b0a4e4f42414e4b43415244', 'hex');

/** The card of a folder: see `prepareReader`. */
export function cardIn(folder: string): ApduCard {
  const { kind } = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')) as { readonly kind: string };
  if (kind === 'cps') return new VirtualCps3(folder);
  if (kind === 'vitale') return new VirtualVitale(folder);
  return { atr: UNKNOWN_ATR, reset: () => {}, transmit: () => answer(SW.unknownInstruction) };
}
