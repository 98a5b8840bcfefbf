/** The tables of the store, as they are after the last migration. Patients and holders of an answer are there as keyed hashes only. */
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
}
