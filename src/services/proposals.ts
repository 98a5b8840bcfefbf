import type { Observable } from 'rxjs';

/** A local document that a rule proposes: nothing of it is sent before somebody confirms it. */
export interface Proposal {
  readonly localDocumentId: string;
  /** Of the host's document. */
  readonly version: number;
  readonly patientId: string;
  /** Epoch milliseconds. */
  readonly since: number;
  readonly ruleId: string;
}

/** What rules propose. What cannot be read is none; a write rejects with `document.notKept`. */
export interface Proposals {
  /** The patients whose proposals have changed. */
  readonly changed$: Observable<string>;
  ofPatient(patientId: string): Promise<readonly Proposal[]>;
  add(proposal: Proposal): Promise<void>;
  /** Confirmed, or declined. */
  remove(localDocumentId: string): Promise<void>;
}
export const Proposals = Symbol.for('dmp.Proposals');
