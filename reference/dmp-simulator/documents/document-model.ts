import type { SimulatedRecord } from '../state.js';

/**
 * What is in the records. One version of a document is an entry (its metadata) and its bytes, which `uniqueId` names for ever. `lid` names the entry
 * through every change of its metadata, `entryUuid` only until the next one. A new version is an entry of its own: an association `RPLC` says whose
 * place it takes. What was sent at once is a submission set, which an association `HasMember` ties to each of its entries. The signature of a set
 * is an entry too (`isSignature`), tied to the set by `signs`; no user is shown it.
 */

export type PatientKey = Pick<SimulatedRecord, 'matricule' | 'insOid'>;

/** `Deprecated`: another version took its place · `Archived`: put aside by a professional · `Deleted`: its bytes are gone. */
export const STATUSES = {
  Approved: 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved',
  Deprecated: 'urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated',
  Archived: 'urn:asip:ci-sis:2010:StatusType:Archived',
  Deleted: 'urn:asip:ci-sis:2010:StatusType:Deleted',
} as const;
export type DocumentStatus = keyof typeof STATUSES;

export interface Coded {
  readonly code: string;
  readonly system: string;
  readonly display: string;
}

/** As the metadata write it: `persons` in XCN form, `institutions` in XON form, `specialities` as `code^display^system`. */
export interface EntryAuthor {
  readonly persons: readonly string[];
  readonly institutions: readonly string[];
  readonly roles: readonly string[];
  readonly specialities: readonly string[];
}

/** Who may not see a document, beside those who may not open the record. */
export type Hiding = 'MASQUE_PS' | 'INVISIBLE_PATIENT' | 'INVISIBLE_REPRESENTANTS_LEGAUX';

/** Times: `yyyyMMddHHmmss` or shorter, UTC. */
export interface DocumentEntry {
  readonly lid: string;
  readonly entryUuid: string;
  /** Of the metadata: 1, and one more with each change of them. */
  readonly version: number;
  readonly status: DocumentStatus;
  readonly uniqueId: string;
  readonly patient: PatientKey;
  readonly mimeType: string;
  readonly title: string;
  readonly comments?: string;
  readonly languageCode: string;
  readonly creationTime: string;
  readonly serviceStartTime: string;
  readonly serviceStopTime?: string;
  readonly legalAuthenticator: string;
  readonly sourcePatientId: string;
  readonly sourcePatientInfo: readonly string[];
  readonly referenceIds: readonly string[];
  /** SHA-1 of the bytes, lower case hex. */
  readonly hash: string;
  readonly size: number;
  readonly authors: readonly EntryAuthor[];
  readonly classCode: Coded;
  readonly typeCode: Coded;
  readonly formatCode: Coded;
  readonly facility: Coded;
  readonly practice: Coded;
  readonly events: readonly Coded[];
  readonly confidentialities: readonly Coded[];
}

export interface SubmissionSet {
  readonly entryUuid: string;
  readonly uniqueId: string;
  readonly patient: PatientKey;
  readonly sourceId: string;
  readonly submissionTime: string;
  readonly title?: string;
  readonly comments?: string;
  readonly contentType: Coded;
  readonly author: EntryAuthor;
}

/** `source` and `target`: `entryUuid` of a set, `lid` of an entry. */
export interface Association {
  readonly id: string;
  readonly type: 'HasMember' | 'RPLC' | 'signs' | 'UpdateAvailabilityStatus';
  readonly source: string;
  readonly target: string;
}

/** What happens at once or not at all. An entry takes the place of the one of its `lid`. */
export interface DocumentChange {
  readonly set: SubmissionSet;
  readonly entries: readonly DocumentEntry[];
  readonly associations: readonly Association[];
  /** Of the entries that are new. */
  readonly bytes: ReadonlyMap<string, Buffer>;
}

export const SIGNATURE_CLASS = 'urn:oid:1.3.6.1.4.1.19376.1.2.1.1.1';

export const isSignature = ({ classCode }: Pick<DocumentEntry, 'classCode'>): boolean => classCode.code === SIGNATURE_CLASS;

export const hides = ({ confidentialities }: Pick<DocumentEntry, 'confidentialities'>, hiding: Hiding): boolean =>
  confidentialities.some(({ code }) => code === hiding);
