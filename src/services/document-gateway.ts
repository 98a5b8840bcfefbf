import type { Observable } from 'rxjs';
import type { Visibility } from '../api/documents.js';
import type { QualifiedPatient } from '../api/patient.js';
import type { Holder } from '../api/professional.js';
import type { MedicalDocument } from './medical-document.js';

/** A finished CDA document: what is submitted is these bytes and no others. */
export interface WrittenDocument {
  /** SHA-1, lower case hex (XDS hash). */
  readonly hash: string;
  /** SHA-256, base64, for the signature: the bytes are in canonical form. */
  readonly digest: string;
  /** Bytes. */
  readonly size: number;
}

/** One document on its way to the DMP. */
export interface Submission {
  readonly document: MedicalDocument;
  readonly visibility: readonly Visibility[];
  readonly comment?: string;
  readonly written: WrittenDocument;
  /** From the beginning at every call. */
  readonly bytes: () => AsyncIterable<Uint8Array>;
  /** `entryUuid` of the version it takes the place of (TD2.1b), as `findOwn` has it now. */
  readonly replaces?: string;
}

/** Statuses of an entry (XDS availabilityStatus and its French extension). */
export type EntryStatus = 'approved' | 'deprecated' | 'archived' | 'deleted';

/** One entry of the record, as TD3.1 tells it. */
export interface DocumentEntry {
  /** Of these metadata: changes with every update, so it is never kept. */
  readonly entryUuid: string;
  /** Stays through all of them. */
  readonly logicalId: string;
  readonly uniqueId: string;
  readonly version: string;
  readonly status: EntryStatus;
  readonly title: string;
  readonly typeCode: string;
  readonly classCode: string;
  readonly visibility: readonly Visibility[];
  /** SHA-1 and bytes, as the DMP has them. */
  readonly hash: string;
  readonly size: number;
  readonly repositoryId: string;
}

/** What a query is narrowed to. `statuses`: approved alone, unless said (EX_3.1-1030). */
export interface DocumentQuery {
  readonly statuses?: readonly EntryStatus[];
  readonly classCodes?: readonly string[];
}

/** Between which statuses an entry may go (§14.4). */
export type StatusChange =
  | { readonly from: 'approved'; readonly to: 'archived' | 'deleted' }
  | { readonly from: 'archived'; readonly to: 'approved' | 'deleted' };

/** How far a submission has come. */
export interface SubmissionProgress {
  /** Bytes of the document that have been taken, of `written.size`. */
  sent(bytes: number): void;
}

/**
 * TD2.x and TD3.x, named by transaction. Reads are Observables, writes are promises, as in `RecordGateway`. A write whose answer was lost fails with
 * `dmp.answerLost`: `findOwn` and `findEntry` say whether it was done.
 */
export interface DocumentGateway {
  /** TD2.1, signed with the card; TD2.2 for the staff of a structure; TD2.1b when it replaces. `signerId`: in whose session it was confirmed, in the situation of the document's structure. @throws PluginError `card.changed` in another's, or in another situation; `dmp.rightsRefused` of a professional for what is not his own, of the staff for what is no professional's */
  submit(patient: QualifiedPatient, submission: Submission, signerId: Holder['id'], progress?: SubmissionProgress): Promise<void>;
  /** TD3.1b: `entryUuid` of one's own document by its uniqueId; `undefined`: the record does not hold it. Needs no authorisation. */
  findOwn(patient: QualifiedPatient, uniqueId: string): Observable<string | undefined>;
  /** TD3.1 of one document, whatever became of it; `undefined`: the record does not show it. Needs an authorisation. */
  findEntry(patient: QualifiedPatient, uniqueId: string): Observable<DocumentEntry | undefined>;
  /** TD3.1. */
  search(patient: QualifiedPatient, query: DocumentQuery): Observable<readonly DocumentEntry[]>;
  /** TD3.2: the bytes, compared with the hash and the size of the entry. @throws PluginError `dmp.unreadable` when they differ */
  retrieve(patient: QualifiedPatient, entry: Pick<DocumentEntry, 'uniqueId' | 'repositoryId' | 'hash' | 'size'>): Observable<Uint8Array>;
  /** TD3.3a (professionals), TD3.3b (patient, legal representatives). @throws PluginError `dmp.documentUnknown` */
  changeVisibility(patient: QualifiedPatient, uniqueId: string, visibility: readonly Visibility[]): Promise<void>;
  /** TD3.3d archives and takes out of the archive; TD3.3c deletes for ever, with all versions. Needs no authorisation. @throws PluginError `dmp.documentUnknown` */
  changeStatus(patient: QualifiedPatient, uniqueId: string, change: StatusChange): Promise<void>;
}
export const DocumentGateway = Symbol.for('dmp.DocumentGateway');
