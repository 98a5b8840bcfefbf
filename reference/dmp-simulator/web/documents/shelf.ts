import { type DocumentEntry, isSignature } from '../../documents/document-model.js';
import { institutionIn, personIn } from '../../documents/hl7-strings.js';
import type { RecordDocuments } from '../../documents/record-documents.js';
import { authorisedToRead, isShown, knownRecord, professionalsAlone } from '../../documents/rules/reading-rules.js';
import { wordsOf } from '../../refusal.js';
import { dateOf } from '../../registration/paris-date.js';
import { firstRefusal, type World } from '../../rule.js';
import type { SimulatedRecord } from '../../state.js';
import { stampOf } from '../../xml-writing.js';
import type { SiteSession } from '../site-sessions.js';
import { listOf, type Rubric, rubricOf, type SiteList } from './rubrics.js';
import { askerOf } from './site-asker.js';

/** Who made a document, as the site names him. */
export interface Authorship {
  readonly structure: string;
  readonly person: string;
  readonly profession: string;
}

/** A document where the site shows it. */
export interface ShelvedDocument {
  readonly entry: DocumentEntry;
  readonly list: SiteList;
  readonly rubric: Rubric;
  readonly authors: readonly Authorship[];
  /** `yyyy-MM-dd`. */
  readonly actStart: string;
  /** Since his visit before this one. */
  readonly isNew: boolean;
  readonly hasFormerVersions: boolean;
}

/** What one professional sees of the documents of a record: the rules are those of TD3.1 and TD3.2. */
export interface Shelf {
  /** The latest act first. */
  readonly documents: readonly ShelvedDocument[];
  /** Why he sees none. */
  readonly refusal?: string;
}

export function shelfOf(record: SimulatedRecord, session: SiteSession, world: World): Shelf {
  const asker = askerOf(session, record);
  const verdict = firstRefusal([professionalsAlone, ...knownRecord, authorisedToRead], { vihf: asker }, world);
  if (verdict) return { documents: [], refusal: wordsOf(verdict.refusal).text };
  const { documents } = world.state;
  const since = formerVisitOf(record, session, world);
  const shelved = documents.entriesOf(record).flatMap((entry): readonly ShelvedDocument[] => {
    const list = listOf(entry);
    if (!list || isSignature(entry) || !isShown(entry, asker, world)) return [];
    return [
      {
        ...{ entry, list, rubric: rubricOf(entry.typeCode.code), authors: authorsOf(entry), actStart: dayIn(entry.serviceStartTime) },
        isNew: addedAt(entry, documents) > since,
        hasFormerVersions: documents.formerVersionsOf(entry).length > 0,
      },
    ];
  });
  return {
    documents: shelved.sort((one, other) => other.actStart.localeCompare(one.actStart) || other.entry.creationTime.localeCompare(one.entry.creationTime)),
  };
}

export const authorsOf = ({ authors }: DocumentEntry): readonly Authorship[] =>
  authors.map(({ institutions: [structure = ''], persons: [person = ''], specialities: [speciality = ''] }) => {
    const { family = '', given = '' } = personIn(person) ?? {};
    return { structure: institutionIn(structure)?.name ?? '', person: `${given} ${family}`.trim(), profession: speciality.split('^')[1] ?? '' };
  });

/** Day of a time of the metadata, `yyyy-MM-dd`, here. */
export function dayIn(time: string): string {
  const [, year, month, day, hours, minutes] = /^(\d{4})(\d\d)(\d\d)(?:(\d\d)(\d\d))?/.exec(time) ?? [];
  return hours ? dateOf(Date.parse(`${year}-${month}-${day}T${hours}:${minutes}:00Z`)) : `${year}-${month}-${day}`;
}

/** `yyyyMMddHHmmss`, UTC: when its set came. */
export function addedAt({ lid }: DocumentEntry, documents: RecordDocuments): string {
  const member = documents.associationsOf(lid).find(({ target, type }) => type === 'HasMember' && target === lid);
  return (member && documents.set(member.source)?.submissionTime) ?? '';
}

/** [A] Of his last access on the site before he signed in; `''`: there was none, and all is new to him. */
function formerVisitOf({ matricule }: SimulatedRecord, { openedAt, professional }: SiteSession, { state }: World): string {
  const former = state.traces.findLast(
    (trace) => trace.by === 'WEB' && trace.granted && trace.psId === professional.psId && trace.matricule === matricule && trace.at < openedAt,
  );
  return former ? stampOf(former.at) : '';
}
