import type { Situation } from '../../../api/professional.js';
import { tlvsIn } from '../ber-tlv.js';

/** The objects of the CPS are BER-TLV whose grammar is not public: what is not understood is passed over. */

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

function textOf(bytes: Buffer): string {
  const text = bytes.toString('utf8');
  return text.includes('\ufffd') ? bytes.toString('latin1') : text;
}
