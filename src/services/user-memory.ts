/** What is remembered of a user of the host. */
export interface UserNotes {
  /** `Holder.id` of the card last unlocked under this user. */
  readonly holderId?: string;
  /** The user ticked "ne plus afficher" on the notice of the WEB DMP. */
  readonly hidesWebDmpNotice?: boolean;
}

/** It outlives the process, and never rejects: what cannot be read is absent. */
export interface UserMemory {
  read(userId: string): Promise<UserNotes>;
  /** Keeps these notes beside those already there. */
  note(userId: string, notes: UserNotes): Promise<void>;
  /** When this holder last said that he knows that accesses are traced (SC.DMP/CONF.11), epoch milliseconds. Whoever he is signed in as. */
  tracesAcknowledgedAt(holderId: string): Promise<number | undefined>;
  noteTracesAcknowledged(holderId: string, at: number): Promise<void>;
}
export const UserMemory = Symbol.for('dmp.UserMemory');
