import type { Observable } from 'rxjs';

/** A local document that a rule proposes, or that somebody has decided not to send: nothing of it is sent before somebody confirms it. */
export interface Proposal {
  readonly localDocumentId: string;
  /** Of the host's document. */
  readonly version: number;
  readonly patientId: string;
  /** Epoch milliseconds. */
  readonly since: number;
  /** Empty: no rule has proposed it; somebody took it out of the outbox. */
  readonly ruleId: string;
  /** Somebody does not want this version sent: no rule proposes or queues it again. */
  readonly isDeclined: boolean;
}

/** What rules propose. What cannot be read is none; a write rejects with `document.notKept`. */
export interface Proposals {
  /** The patients whose proposals have changed. */
  readonly changed$: Observable<string>;
  ofPatient(patientId: string): Promise<readonly Proposal[]>;
  /** Those somebody has still to look at, of every patient, the oldest first. */
  open(): Promise<readonly Proposal[]>;
  /** In the place of what was there about this document. */
  add(proposal: Proposal): Promise<void>;
  /** Confirmed. */
  remove(localDocumentId: string): Promise<void>;
}
export const Proposals = Symbol.for('dmp.Proposals');
