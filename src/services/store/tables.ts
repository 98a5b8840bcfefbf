import type { Generated } from 'kysely';
import type { JournalEntry } from '../journal.js';

/**
 * The tables of the store, as they are after the last migration. Patients and holders of an answer are there as keyed hashes only; the
 * journal names a patient by the host's id, which says nothing of the person, and by such a hash.
 */
export interface Tables {
  status_cache: {
    patient_key: string;
    asker_key: string;
    /** The answer without its age, as JSON. */
    answer: string;
    /** Epoch milliseconds. */
    checked_at: number;
  };
  user_memory: {
    /** The host's own id; says nothing of the person. */
    user_id: string;
    holder_id: string | null;
    /** 0 or 1. */
    hides_web_dmp_notice: number | null;
  };
  traces_notice: {
    holder_id: string;
    /** Epoch milliseconds. */
    acknowledged_at: number;
  };
  journal: {
    sequence: Generated<number>;
    /** Epoch milliseconds. */
    sent_at: number;
    user_id: string;
    professional_id: string;
    patient_id: string;
    /** Who it was then, INS included; null in lines of older versions, which explain nothing. */
    patient_key: string | null;
    transaction_name: string;
    message_id: string;
    result: JournalEntry['result'];
    error_code: string | null;
  };
}
