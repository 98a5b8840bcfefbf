import { keyOf } from '../../src/api/patient.js';
import type { Journal, JournalEntry, JournalSubject } from '../../src/services/journal.js';

/** A journal that ends with the test, of one user. */
export class FakeJournal implements Journal {
  /** The oldest first. */
  readonly entries: JournalEntry[] = [];
  /** What `begin` fails with, while it is set; `end` the same. */
  failsToBegin: Error | undefined;
  failsToEnd: Error | undefined;
  /** Who each line was about, by its message. */
  readonly #patients = new Map<string, string>();
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

  async begin({ patient, ...entry }: JournalSubject & Pick<JournalEntry, 'messageId'>): Promise<void> {
    await this.#gate;
    if (this.failsToBegin) throw this.failsToBegin;
    this.#patients.set(entry.messageId, keyOf(patient));
    this.entries.push({ at: this.now(), userId: this.userId, patientId: patient.id, ...entry, result: 'sent' });
  }

  async end(messageId: string, result: Exclude<JournalEntry['result'], 'sent'>, code?: string): Promise<void> {
    await this.#gate;
    if (this.failsToEnd) throw this.failsToEnd;
    const index = this.entries.findIndex((entry) => entry.messageId === messageId);
    const entry = this.entries[index];
    if (entry) this.entries[index] = { ...entry, result, ...(code === undefined ? {} : { code }) };
  }

  async last(about: JournalSubject): Promise<JournalEntry | undefined> {
    return this.entries.findLast((entry) => this.#isAbout(entry, about));
  }

  async list(most: number, about?: JournalSubject): Promise<readonly JournalEntry[]> {
    return this.entries
      .filter((entry) => !about || this.#isAbout(entry, about))
      .toReversed()
      .slice(0, most);
  }

  #isAbout({ messageId, professionalId, transaction }: JournalEntry, about: JournalSubject): boolean {
    return professionalId === about.professionalId && this.#patients.get(messageId) === keyOf(about.patient) && transaction === about.transaction;
  }
}
