import { PluginError } from '../../../api/plugin-error.js';
import type { VitaleBeneficiary } from '../../../api/vitale.js';
import { type Tlv, tlvsIn } from '../ber-tlv.js';
import type { Transmit } from './pcsc-card-reader.js';

/**
 * What a Carte Vitale 2 shows to everybody, without a code and without a professional's card: names, birth dates and numbers. Told from public programs that read
 * cards [A]; no maker vouches for it, and it says neither whether a number is certified nor whether the card is a real one. It is not the licensed reading interface.
 */

/** SELECT by name or identifier; READ BINARY of a short file identifier (ISO 7816-4 §11). */
const ROOT = Buffer.from('00a40000023f00', 'hex');
const NUMBERS_APPLICATION = Buffer.from('00a404000bd250000002564954414c45', 'hex');
const SHORT_FILE = 2;
/** Of T=0, as high bytes of a status word: that much more is ready, and repeat with that length. */
const MORE_READY = 0x61;
const OTHER_LENGTH = 0x6c;
const BLOCK_BYTES = 256;
/** A card holds a family. */
const MOST_BLOCKS = 16;

const PERSON = 0x65;
const NAME = 0x80;
const GIVEN_NAME = 0x81;
const BIRTH_DATE = 0x82;
const NUMBER = 0x93;
/** As everywhere on these cards: 13 characters, of which the seventh is a letter for Corsica, and the key. */
const NIR = /^\d{6}[\dAB]\d{8}$/;

/** Everybody on the card, in its order. @throws PluginError `vitale.unreadable`, without a word of the card */
export async function readVitale2(transmit: Transmit): Promise<readonly VitaleBeneficiary[]> {
  await exchange(transmit, ROOT);
  const people = personsIn(await readShortFile(transmit));
  await exchange(transmit, NUMBERS_APPLICATION);
  const numbers = personsIn(await readShortFile(transmit)).map((fields) => textOf(fields.get(NUMBER)));
  // Persons and numbers are told apart from each other, by their order alone.
  if (people.length === 0 || numbers.length !== people.length) throw new PluginError('vitale.unreadable');
  return people.map((fields, index) => beneficiary(fields, numbers, index));
}

function beneficiary(fields: ReadonlyMap<number, Buffer>, numbers: readonly string[], index: number): VitaleBeneficiary {
  const [birthName, givenName, birthDate] = [NAME, GIVEN_NAME, BIRTH_DATE].map((tag) => textOf(fields.get(tag)));
  const [nir = '', insuredNir = ''] = [numbers[index], numbers[0]];
  if (!birthName || !givenName || !birthDate || !/^\d{8}$/.test(birthDate) || ![nir, insuredNir].every((number) => NIR.test(number)))
    throw new PluginError('vitale.unreadable');
  // A child without a number bears that of the insured, who comes first [A].
  const isOwn = index === 0 || nir !== insuredNir;
  return { birthName, usedName: '', givenName, birthDate, nir: isOwn ? nir : '', certificationDate: '', insuredNir, quality: '', address: [] };
}

const personsIn = (file: Buffer): readonly ReadonlyMap<number, Buffer>[] =>
  tlvsIn(file)
    .filter(({ tag }) => tag === PERSON)
    .map(({ value }) => new Map(tlvsIn(value).map(({ tag, value: field }: Tlv) => [tag, field])));

const textOf = (bytes: Buffer | undefined): string => bytes?.toString('latin1').trim() ?? '';

async function readShortFile(transmit: Transmit): Promise<Buffer> {
  const blocks: Buffer[] = [];
  for (let index = 0; index < MOST_BLOCKS; index += 1) {
    const [high, low] = index === 0 ? [0x80 | SHORT_FILE, 0] : [index, 0];
    const block = await exchange(transmit, Buffer.from([0x00, 0xb0, high, low, 0x00]), { mayEnd: index > 0 });
    blocks.push(block);
    if (block.length < BLOCK_BYTES) break;
  }
  return Buffer.concat(blocks);
}

/** One command, whole: over T=0 its answer may come in pieces, or be asked for again with its right length. `mayEnd`: the file may have ended before. */
async function exchange(transmit: Transmit, command: Buffer, { mayEnd = false } = {}): Promise<Buffer> {
  const data: Buffer[] = [];
  let next = command;
  // A card that never comes to an end is none.
  for (let times = 0; times < MOST_BLOCKS; times += 1) {
    const answer = await transmit(next);
    const [high, low] = [answer.at(-2), answer.at(-1) ?? 0];
    data.push(answer.subarray(0, -2));
    if (high === 0x90 && low === 0x00) return Buffer.concat(data);
    if (high === OTHER_LENGTH) next = Buffer.concat([command.subarray(0, 4), Buffer.from([low])]);
    else if (high === MORE_READY) next = Buffer.from([0x00, 0xc0, 0x00, 0x00, low]);
    else if (high === 0x6b && mayEnd) return Buffer.alloc(0);
    else break;
  }
  throw new PluginError('vitale.unreadable');
}
