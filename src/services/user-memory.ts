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
}
export const UserMemory = Symbol.for('dmp.UserMemory');
