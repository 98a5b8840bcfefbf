import type { PatientRef } from '../api/patient.js';

/** One exchange with the DMP about a patient: who, for whom, which transaction, when, with what result. No INS, no name, no content. */
export interface JournalEntry {
  /** When it was sent, epoch milliseconds. */
  readonly at: number;
  /** The host's user, PS_IdNat of the card's holder, and the host's id of the patient. */
  readonly userId: string;
  readonly professionalId: string;
  readonly patientId: string;
  /** `TD0.3`, with its action where it has several: `TD0.3 AJOUT`. */
  readonly transaction: string;
  /** Of the SOAP message: what the DMP's support can look up. */
  readonly messageId: string;
  /**
   * `sent`: its answer is awaited, or the plugin ended before it came · `done` · `refused`: the DMP said no · `notSent`: it never left ·
   * `unknown`: it left, and the answer was lost.
   */
  readonly result: 'sent' | 'done' | 'refused' | 'notSent' | 'unknown';
  /** Code of the error, when there is one. */
  readonly code?: string;
}

/** One transaction of one professional about one patient: the same form with another INS is about somebody else. */
export type JournalSubject = Pick<JournalEntry, 'professionalId' | 'transaction'> & { readonly patient: PatientRef };

/** What was sent to the DMP, kept for the practice. */
export interface Journal {
  /** Committed when the promise resolves: a write is sent only then. */
  begin(entry: JournalSubject & Pick<JournalEntry, 'messageId'>): Promise<void>;
  end(messageId: string, result: Exclude<JournalEntry['result'], 'sent'>, code?: string): Promise<void>;
  /** The last one of this transaction about this patient, by this professional. */
  last(about: JournalSubject): Promise<JournalEntry | undefined>;
  /** The newest first; `about`: of that transaction alone. */
  list(most: number, about?: JournalSubject): Promise<readonly JournalEntry[]>;
}
export const Journal = Symbol.for('dmp.Journal');
