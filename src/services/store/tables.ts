import type { ColumnType, Generated } from 'kysely';
import type { JournalEntry } from '../journal.js';
import type { OutboxRow, OutboxStatus } from '../outbox.js';

/** Written as bytes; the driver reads them as a buffer. */
type Bytes = ColumnType<ArrayBuffer, Uint8Array, Uint8Array>;

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
  /** What it says of a patient is in `content` and `error`, sealed. */
  outbox: {
    sequence: Generated<number>;
    document_id: string;
    patient_id: string;
    local_document_id: string | null;
    local_version: number | null;
    /** 0 or 1. */
    by_rule: number;
    signer_id: string;
    situation_id: string;
    environment: OutboxRow['environment'];
    /** Epoch milliseconds, as every time here. */
    accepted_at: number;
    status: OutboxStatus;
    status_at: number;
    /** 0 or 1. */
    may_have_left: number;
    tries: number;
    next_try: number | null;
    availability: OutboxRow['availability'];
    /** 1: sent long ago and shown no more; kept because its local document may be fed again. */
    forgotten: number | null;
    content: Bytes;
    error: Bytes | null;
  };
  /** The finished documents, sealed. They go when the DMP has them. */
  outbox_bytes: {
    document_id: string;
    /** From 0, in order. */
    part: number;
    bytes: Bytes;
  };
  /** Documents a rule proposes and nobody has confirmed, and those somebody decided not to send. */
  proposal: {
    local_document_id: string;
    local_version: number;
    patient_id: string;
    since: number;
    rule_id: string;
    /** 0 or 1; null in lines of older versions: 0. */
    declined: number | null;
  };
  /** Patients who do not want to be fed, or for whom no rule does anything. */
  patient_wish: {
    patient_id: string;
    wish: 'opposed' | 'noRules';
    since: number;
    user_id: string;
  };
  /** Choices of the practice, and what a user chose last, as JSON. */
  note: {
    name: string;
    value: string;
  };
}
