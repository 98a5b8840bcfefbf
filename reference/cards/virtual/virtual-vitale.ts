import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { VitaleCard } from '../card-catalogue.js';
import { type ApduCard, answer, type Command, parseCommand, SW, tlv } from './apdu-card.js';

/** Of a Vitale 2: T=0 alone. */
const ATR = Buffer.from('3b751300004409ea9000', 'hex');
const ROOT = '3f00';
const NUMBERS_APPLICATION = 'd250000002564954414c45';
const SHORT_FILE = 2;
const FRANCE = Buffer.from('FR', 'latin1');

/** As T=0 wants it: the answer to a command with data waits to be fetched, a length that is not that of the answer is said with the right one. */
const moreReady = (length: number): number => 0x6100 | length;
const otherLength = (length: number): number => 0x6c00 | length;

/** A Carte Vitale 2 made from its folder, with what such a card shows without keys: a file of names and birth dates, and one of numbers, in the same order. */
export class VirtualVitale implements ApduCard {
  readonly atr = ATR;
  private readonly files: Readonly<Record<string, Buffer>>;
  private directory = ROOT;
  private isSelected = false;
  private waiting: Buffer = Buffer.alloc(0);

  constructor(folder: string) {
    const { beneficiaries } = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')) as VitaleCard;
    const text = (tag: number, value: string): Buffer => tlv(tag, Buffer.from(value, 'latin1'));
    this.files = {
      [ROOT]: Buffer.concat(
        beneficiaries.map(({ birthDate, birthName, givenName, usedName }) =>
          tlv(0x65, text(0x80, usedName || birthName), text(0x81, givenName), text(0x82, birthDate)),
        ),
      ),
      // Who has no number of his own bears that of the insured [A].
      [NUMBERS_APPLICATION]: Buffer.concat(beneficiaries.map(({ insuredNir, nir }) => tlv(0x65, tlv(0x90, FRANCE), text(0x93, nir || insuredNir)))),
    };
  }

  reset(): void {
    this.directory = ROOT;
    this.isSelected = false;
    this.waiting = Buffer.alloc(0);
  }

  transmit(apdu: Buffer): Buffer {
    const command = parseCommand(apdu);
    if (!command) return answer(SW.wrongLength);
    if (command.cla !== 0x00) return answer(SW.unknownClass);
    switch (command.ins) {
      case 0xa4:
        return this.select(command);
      case 0xb0:
        return this.readBinary(command);
      case 0xc0:
        return this.getResponse(command);
      default:
        return answer(SW.unknownInstruction);
    }
  }

  /** By file identifier the root, by name the application of the numbers. */
  private select({ data, p1, p2 }: Command): Buffer {
    if (![0x00, 0x04].includes(p1) || p2 !== 0x00) return answer(SW.wrongParameters);
    const wanted = data.toString('hex');
    if (wanted !== (p1 === 0x04 ? NUMBERS_APPLICATION : ROOT)) return answer(SW.fileNotFound);
    this.directory = wanted;
    this.isSelected = false;
    this.waiting = tlv(0x6f, tlv(0x84, data));
    return answer(moreReady(this.waiting.length));
  }

  private getResponse({ le = 0 }: Command): Buffer {
    const { waiting } = this;
    if (waiting.length === 0) return answer(SW.conditions);
    if (le !== waiting.length) return answer(otherLength(waiting.length));
    this.waiting = Buffer.alloc(0);
    return answer(SW.ok, waiting);
  }

  private readBinary({ le = 0, p1, p2 }: Command): Buffer {
    const isShort = (p1 & 0x80) !== 0;
    if (isShort && (p1 & 0x1f) !== SHORT_FILE) return answer(SW.fileNotFound);
    if (!isShort && !this.isSelected) return answer(SW.conditions);
    this.isSelected = true;
    const content = this.files[this.directory] ?? Buffer.alloc(0);
    const offset = isShort ? p2 : (p1 << 8) | p2;
    if (offset >= content.length) return answer(SW.wrongOffset);
    const left = content.length - offset;
    return le > left ? answer(otherLength(left)) : answer(SW.ok, content.subarray(offset, offset + le));
  }
}
