import { headingOfType } from '../documents/code-lists.js';
import { type DocumentEntry, hides, isSignature } from '../documents/document-model.js';
import { institutionIn, personIn } from '../documents/hl7-strings.js';
import type { RecordDocuments } from '../documents/record-documents.js';
import { isBy } from '../documents/rules/author-rules.js';
import type { SimulatedRecord } from '../state.js';
import type { SiteSession } from './site-sessions.js';

/** Headings of the list of documents, in the order of the guide. Those of the DMP's own papers come last, where there are any. */
export const RUBRICS = {
  syntheses: 'Synthèses',
  traitements: 'Traitements et soins',
  'comptes-rendus': 'Comptes-rendus',
  imagerie: 'Imagerie médicale',
  biologie: 'Biologie',
  prevention: 'Prévention',
  certificats: 'Certificats, déclarations',
  remboursement: 'Données de remboursement',
  patient: 'Documents ajoutés par le patient',
  gestion: 'Documents administratifs et de gestion',
} as const;
export type Rubric = keyof typeof RUBRICS;

export const LISTS = { courants: 'Documents courants', archives: 'Documents archivés', 'non-visibles': 'Documents non visibles par le patient' } as const;
export type List = keyof typeof LISTS;

/** A document, in the words of the site. */
export interface ShownDocument {
  readonly entry: DocumentEntry;
  readonly rubric: Rubric;
  /** What the patient does not see stands among the current ones, too [A]. */
  readonly lists: readonly List[];
  readonly author: string;
  /** Profession or speciality. */
  readonly speciality: string;
  /** How many versions it took the place of. */
  readonly formerVersions: number;
  /** Not opened since its reader has signed in [A]. */
  readonly isNew: boolean;
}

/** Staff may not read (PDT-526). */
export const mayRead = ({ professional }: SiteSession): boolean => professional.cardKind !== 'CPE';

/** What may be told of the record to who has signed in, as on the wire (TD3.1); the one whose act began last first. */
export function shownDocuments(documents: RecordDocuments, record: SimulatedRecord, session: SiteSession): readonly ShownDocument[] {
  if (!mayRead(session)) return [];
  const { psId } = session.professional;
  const seesMasked = (entry: DocumentEntry): boolean => record.treatingPhysicians.includes(psId) || entry.authors.some((author) => isBy(author, psId));
  return documents
    .entriesOf(record)
    .filter((entry) => !isSignature(entry) && (entry.status === 'Approved' || entry.status === 'Archived'))
    .filter((entry) => !hides(entry, 'MASQUE_PS') || seesMasked(entry))
    .map((entry) => ({
      entry,
      rubric: rubricOf(entry),
      lists: listsOf(entry),
      author: authorOf(entry),
      speciality: (entry.authors[0]?.specialities[0] ?? '').split('^')[1] ?? '',
      formerVersions: documents.formerVersionsOf(entry).length,
      isNew: !session.opened.has(entry.uniqueId),
    }))
    .sort((one, other) => other.entry.serviceStartTime.localeCompare(one.entry.serviceStartTime));
}

const rubricOf = ({ typeCode }: DocumentEntry): Rubric => {
  const heading = headingOfType(typeCode.code);
  return (Object.keys(RUBRICS) as Rubric[]).find((rubric) => RUBRICS[rubric] === heading) ?? 'comptes-rendus';
};

function listsOf(entry: DocumentEntry): readonly List[] {
  if (entry.status === 'Archived') return ['archives'];
  return hides(entry, 'INVISIBLE_PATIENT') ? ['courants', 'non-visibles'] : ['courants'];
}

function authorOf({ authors: [author] }: DocumentEntry): string {
  const person = personIn(author?.persons[0] ?? '');
  return person ? `${person.given} ${person.family}` : (institutionIn(author?.institutions[0] ?? '')?.name ?? '');
}
