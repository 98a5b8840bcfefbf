import type { Observable } from 'rxjs';
import type { DocumentForm, FedDocument, Visibility } from '../api/documents.js';
import type { DmpEnvironment } from '../api/messages.js';
import type { PatientRef } from '../api/patient.js';
import type { ErrorDto } from '../api/plugin-error.js';
import type { StatusChange, WrittenDocument } from './document-gateway.js';
import type { MedicalDocument } from './medical-document.js';

/** What the outbox remembers of a row without opening it. `sending` outlives the process: it says that a submission may have left. */
export type OutboxStatus = 'held' | 'queued' | 'sending' | 'sent' | 'failed' | 'refused';

/** A change to what was sent (TD3.3): of its status, or of who may not see it. */
export type DocumentUpdate =
  | { readonly kind: 'status'; readonly change: StatusChange }
  | { readonly kind: 'visibility'; readonly visibility: readonly Visibility[] };

/** What was confirmed. Sealed at rest, as the bytes are: it names the patient and says what is about him. */
export interface OutboxContent {
  /** As he was when the document was written: its header says so, too. */
  readonly patient: PatientRef;
  readonly document: MedicalDocument;
  readonly written: WrittenDocument;
  /** SHA-256 of its body, base64: an unchanged one is not fed again by itself. */
  readonly bodyDigest: string;
  readonly form: DocumentForm;
  /** Of who may not see it; changes with TD3.3. */
  readonly visibility: readonly Visibility[];
  /** The row whose document it takes the place of. */
  readonly replaces?: string;
  /** An update that may have left, and nobody knows how it ended: the record is asked before anything else is done to the document. */
  readonly unsettled?: DocumentUpdate;
}

/** Who confirmed, and under which card it goes. */
export interface OutboxSigner {
  /** PS_IdNat. */
  readonly signerId: string;
  readonly situationId: string;
  readonly environment: DmpEnvironment;
}

/** One document of the outbox. Times in epoch milliseconds. */
export interface OutboxRow extends OutboxSigner {
  readonly documentId: string;
  readonly patientId: string;
  /** The host's document it was made of, and the version of that. */
  readonly local?: { readonly documentId: string; readonly version: number };
  readonly byRule: boolean;
  readonly acceptedAt: number;
  readonly status: OutboxStatus;
  /** Since when it has this status. */
  readonly statusAt: number;
  /** A submission may have left, and nobody knows how it ended: the DMP is asked before anything is sent again. */
  readonly mayHaveLeft: boolean;
  readonly tries: number;
  readonly nextTry?: number;
  readonly error?: ErrorDto;
  readonly availability: FedDocument['availability'];
  /** Sent long ago: it only says what the record has of a local document. */
  readonly isForgotten?: boolean;
  /** Absent: its key is lost, nobody can read it any more. */
  readonly content?: OutboxContent;
}

export interface NewOutboxRow extends OutboxSigner, Pick<OutboxRow, 'documentId' | 'patientId' | 'local' | 'byRule'> {
  readonly status: 'held' | 'queued';
  /** Asked for once the bytes were taken: their digests are part of it. */
  readonly content: () => OutboxContent;
  /** The row whose place this one takes, which has not left: it goes in the same instant, and only where it still has one of these statuses. */
  readonly corrects?: { readonly documentId: string; readonly from: readonly OutboxStatus[] };
}

/** What changes in a row. `nextTry` and `error` are taken away where they are not given. */
export interface OutboxChange {
  readonly status?: OutboxStatus;
  readonly mayHaveLeft?: boolean;
  readonly tries?: number;
  readonly nextTry?: number;
  readonly error?: ErrorDto;
  readonly availability?: FedDocument['availability'];
  readonly content?: OutboxContent;
  /** With `sent`: the row whose document this one takes the place of, told as replaced in the same instant. */
  readonly replaces?: string;
}

/** What takes the place of a document that was sent is not new to the record: an opposition does not stop it (§11.6). */
export const isNew = ({ content }: Pick<OutboxRow, 'content'>): boolean => content?.replaces === undefined;

/** How many there are of each. */
export type OutboxCounts = Readonly<Record<OutboxStatus, number>>;

/**
 * Documents on their way, and those that were sent. What a promise has answered is on disk. Every method rejects with `document.notKept` where the store
 * cannot.
 */
export interface Outbox {
  /** The patients whose rows have changed. */
  readonly changed$: Observable<string>;
  /** `bytes`: the finished document, in pieces. Rejects with `document.moved` where the row it corrects may have left meanwhile, or is gone. */
  add(row: NewOutboxRow, bytes: Iterable<Uint8Array>): Promise<void>;
  get(documentId: string): Promise<OutboxRow | undefined>;
  /** The newest first. */
  ofPatient(patientId: string): Promise<readonly OutboxRow[]>;
  /** What is not sent, in the order of acceptance; then what was, the newest first. */
  list(most: number): Promise<readonly OutboxRow[]>;
  /** The last row that was made of this local document. */
  ofLocal(localDocumentId: string): Promise<OutboxRow | undefined>;
  counts(): Promise<OutboxCounts>;
  /** Sent since then. */
  sentSince(time: number): Promise<number>;
  /**
   * The oldest row that may leave now: of this signer, queued or with its next try due (or with a clock that was put back since), with nothing of his of the same patient before it that is still to leave.
   */
  next(signer: OutboxSigner, now: number): Promise<OutboxRow | undefined>;
  /** When the file it was in could not be read any more, epoch milliseconds: what waited in it is not here. */
  lostAt(): Promise<number | undefined>;
  /** When the first row that waits for its next try may leave: of this signer, with nothing before it, as for `next`. */
  nextTry(signer: OutboxSigner): Promise<number | undefined>;
  /** Only where the row still has one of these statuses: two who want to change it do not overwrite each other. Answers whether it had. With `sent` the bytes go. */
  change(documentId: string, from: readonly OutboxStatus[], change: OutboxChange): Promise<boolean>;
  /** The finished document, checked; each call begins anew. `undefined`: locked, or gone. */
  bytes(documentId: string): Promise<(() => AsyncIterable<Uint8Array>) | undefined>;
  /** Only where it has one of these statuses. */
  remove(documentId: string, from: readonly OutboxStatus[]): Promise<boolean>;
  /** All that wait for their next try, in the order of acceptance. */
  failed(): Promise<readonly string[]>;
  /** Rows sent before then. What the record has of a local document is kept, unseen: the next version takes its place. */
  forgetSent(before: number): Promise<void>;
}
export const Outbox = Symbol.for('dmp.Outbox');
