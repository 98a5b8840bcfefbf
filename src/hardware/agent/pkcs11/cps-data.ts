import type { Situation } from '../../../api/professional.js';

/** BER-TLV with tags and lengths of one or two bytes, as the objects of the CPS hold them. Their grammar is not public: what is not understood is passed over. */
interface Tlv {
  readonly tag: number;
  readonly value: Buffer;
}

const ACTIVITY = /^CPS_ACTIVITY_(\d\d)_PS$/;
const STRUCTURE_NAME = 0x84;
const STRUCTURE_ID = 0x85;
const SECTOR = 0x86;
/** That the holder stands in for somebody there. Assumed [A]: to be confirmed on test cards. */
const IS_REPLACEMENT = 0x87;
/** The container of a practice situation. */
const SITUATION = 0xee;

/** The practice situations of the card, in its order; indexes may have gaps. Text is UTF-8, else Latin-1. */
export function situationsIn(objects: ReadonlyMap<string, Buffer>): readonly Situation[] {
  return [...objects]
    .flatMap(([label, value]) => {
      const index = ACTIVITY.exec(label)?.[1];
      return index === undefined ? [] : [{ index, situation: situationIn(value) }];
    })
    .sort((one, other) => one.index.localeCompare(other.index))
    .flatMap(({ situation }) => (situation ? [situation] : []));
}

/** Table R01, `SM26`: the last four characters of the professional data, where they are one. */
export function specialityIn(objects: ReadonlyMap<string, Buffer>): string | undefined {
  return /S[A-Z]\d{2}$/.exec(objects.get('CPS_INFO_PS')?.toString('latin1') ?? '')?.[0];
}

function situationIn(object: Buffer): Situation | undefined {
  const container = tlvsIn(object).find(({ tag }) => tag === SITUATION);
  const fields = new Map(tlvsIn(container?.value ?? object).map(({ tag, value }) => [tag, textOf(value)]));
  const [structureId, structureName, sectorCode] = [STRUCTURE_ID, STRUCTURE_NAME, SECTOR].map((tag) => fields.get(tag));
  if (!structureId || !sectorCode) return undefined;
  return { id: structureId, structureName: structureName ?? '', structureId, sectorCode, ...(fields.get(IS_REPLACEMENT) && { isReplacement: true }) };
}

/** What is whole, up to the first that is not. */
function tlvsIn(bytes: Buffer): readonly Tlv[] {
  const found: Tlv[] = [];
  let at = 0;
  while (at + 1 < bytes.length) {
    const isLongTag = ((bytes[at] ?? 0) & 0x1f) === 0x1f;
    const tag = isLongTag ? bytes.readUInt16BE(at) : (bytes[at] ?? 0);
    const length = lengthAt(bytes, at + (isLongTag ? 2 : 1));
    if (!length || length.end + length.value > bytes.length) break;
    found.push({ tag, value: bytes.subarray(length.end, length.end + length.value) });
    at = length.end + length.value;
  }
  return found;
}

function lengthAt(bytes: Buffer, at: number): { readonly value: number; readonly end: number } | undefined {
  const first = bytes[at];
  if (first === undefined) return undefined;
  if (first < 0x80) return { value: first, end: at + 1 };
  const count = first & 0x7f;
  if (count < 1 || count > 2 || at + 1 + count > bytes.length) return undefined;
  return { value: bytes.readUIntBE(at + 1, count), end: at + 1 + count };
}

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
}
