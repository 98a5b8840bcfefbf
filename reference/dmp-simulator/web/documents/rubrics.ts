import { headingOfType } from '../../documents/code-lists.js';
import { type DocumentEntry, hides } from '../../documents/document-model.js';

/** Where the site puts a document: one list, and in it one rubric, in the order and words of the user guide. */

export const SITE_LISTS = { courants: 'Documents courants', archives: 'Documents archivés', 'non-visibles': 'Documents non visibles par le patient' } as const;
export type SiteList = keyof typeof SITE_LISTS;

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
} as const;
export type Rubric = keyof typeof RUBRICS;

export const keys = <K extends string>(entries: Readonly<Record<K, string>>): readonly K[] => Object.keys(entries) as K[];

/** [A] Each list is apart: what is archived is in no other, and neither is what the patient may not see. Undefined: in none. */
export function listOf(entry: Pick<DocumentEntry, 'status' | 'confidentialities'>): SiteList | undefined {
  if (entry.status === 'Archived') return 'archives';
  if (entry.status !== 'Approved') return undefined;
  return hides(entry, 'INVISIBLE_PATIENT') ? 'non-visibles' : 'courants';
}

/** [A] Administrative documents have no rubric of their own in the guide: they stand with the certificates. */
export const rubricOf = (typeCode: string): Rubric => keys(RUBRICS).find((rubric) => RUBRICS[rubric] === headingOfType(typeCode)) ?? 'certificats';

export const RUBRIC_ICONS: Readonly<Record<Rubric, string>> = {
  syntheses: 'scroll-text',
  traitements: 'pill',
  'comptes-rendus': 'notebook-text',
  imagerie: 'scan',
  biologie: 'test-tubes',
  prevention: 'syringe',
  certificats: 'file-check',
  remboursement: 'receipt-text',
  patient: 'user-round',
};
