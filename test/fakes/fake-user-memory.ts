import type { UserMemory, UserNotes } from '../../src/services/user-memory.js';

/** A memory that ends with the test. */
export class FakeUserMemory implements UserMemory {
  readonly #notes = new Map<string, UserNotes>();

  async read(userId: string): Promise<UserNotes> {
    return this.#notes.get(userId) ?? {};
  }

  async note(userId: string, notes: UserNotes): Promise<void> {
    this.#notes.set(userId, { ...this.#notes.get(userId), ...notes });
  }
}
