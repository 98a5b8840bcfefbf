import type { Journal, JournalEntry, JournalSubject } from '../../src/services/journal.js';

/** A journal that ends with the test, of one user. */
export class FakeJournal implements Journal {
  /** The oldest first. */
  readonly entries: JournalEntry[] = [];
  /** What `begin` fails with, while it is set; `end` the same. */
  failsToBegin: Error | undefined;
  failsToEnd: Error | undefined;
  #gate = Promise.resolve();

  constructor(
    private readonly now: () => number = () => 0,
    private readonly userId = 'user-1',
  ) {}

  /** From now on nothing is committed, until what this returns is called. */
  hold(): () => void {
    let release = () => {};
    this.#gate = new Promise((resolve) => {
      release = resolve;
    });
    return release;
  }

  async begin(entry: Pick<JournalEntry, 'professionalId' | 'patientId' | 'transaction' | 'messageId'>): Promise<void> {
    await this.#gate;
    if (this.failsToBegin) throw this.failsToBegin;
    this.entries.push({ at: this.now(), userId: this.userId, ...entry, result: 'sent' });
  }

  async end(messageId: string, result: Exclude<JournalEntry['result'], 'sent'>, code?: string): Promise<void> {
    await this.#gate;
    if (this.failsToEnd) throw this.failsToEnd;
    const index = this.entries.findIndex((entry) => entry.messageId === messageId);
    const entry = this.entries[index];
    if (entry) this.entries[index] = { ...entry, result, ...(code === undefined ? {} : { code }) };
  }

  async last(about: JournalSubject): Promise<JournalEntry | undefined> {
    return this.entries.findLast(isAbout(about));
  }

  async list(most: number, about?: JournalSubject): Promise<readonly JournalEntry[]> {
    return this.entries
      .filter(about ? isAbout(about) : () => true)
      .toReversed()
      .slice(0, most);
  }
}

const isAbout =
  ({ professionalId, patientId, transaction }: JournalSubject) =>
  (entry: JournalEntry): boolean =>
    entry.professionalId === professionalId && entry.patientId === patientId && entry.transaction === transaction;
