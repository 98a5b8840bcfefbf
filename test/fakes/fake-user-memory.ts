import type { UserMemory, UserNotes } from '../../src/services/user-memory.js';

/** A memory that ends with the test. */
export class FakeUserMemory implements UserMemory {
  readonly #notes = new Map<string, UserNotes>();
  readonly #acknowledged = new Map<string, number>();

  async read(userId: string): Promise<UserNotes> {
    return this.#notes.get(userId) ?? {};
  }

  async note(userId: string, notes: UserNotes): Promise<void> {
    this.#notes.set(userId, { ...this.#notes.get(userId), ...notes });
  }

  async tracesAcknowledgedAt(holderId: string): Promise<number | undefined> {
    return this.#acknowledged.get(holderId);
  }

  async noteTracesAcknowledged(holderId: string, at: number): Promise<void> {
    this.#acknowledged.set(holderId, at);
  }
}
