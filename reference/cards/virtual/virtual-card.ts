import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ApduCard, answer, SW } from './apdu-card.js';
import { VirtualCps3 } from './virtual-cps3.js';

/** Of no card that anybody knows. */
const UNKNOWN_ATR = Buffer.from('3b0a4e4f42414e4b43415244', 'hex');
const VITALE_ATR = Buffer.from('3b7513000044 09ea9000'.replace(' ', ''), 'hex');

/** The card of a folder: see `prepareReader`. */
export function cardIn(folder: string): ApduCard {
  const { kind } = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')) as { readonly kind: string };
  if (kind === 'cps') return new VirtualCps3(folder);
  return silentCard(kind === 'vitale' ? VITALE_ATR : UNKNOWN_ATR);
}

const silentCard = (atr: Buffer): ApduCard => ({ atr, reset: () => {}, transmit: () => answer(SW.unknownInstruction) });
