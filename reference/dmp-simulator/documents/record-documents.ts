import { rmSync } from 'node:fs';
import { keyOf } from '../kept-record.js';
import type { Association, DocumentChange, DocumentEntry, PatientKey, SubmissionSet } from './document-model.js';
import { DocumentStore } from './document-store.js';

/**
 * Documents of all records, as `document-model.ts` tells them. What is read here is as it is now, the deleted entries among it; who may see what is
 * said by `visibility.ts`. A change is on the disk before {@link commit} returns, whole, or it never was.
 */
export class RecordDocuments {
  readonly #entries = new Map<string, DocumentEntry>();
  readonly #sets = new Map<string, SubmissionSet>();
  readonly #associations: Association[] = [];
  readonly #store: DocumentStore;

  /** @param folder absent: they end with the process. */
  constructor(private readonly folder?: string) {
    this.#store = new DocumentStore(folder);
    for (const change of this.#store.changes) this.#apply(change);
  }

  /** In the order in which they came. */
  entriesOf(patient: PatientKey): readonly DocumentEntry[] {
    return [...this.#entries.values()].filter((entry) => keyOf(entry.patient) === keyOf(patient));
  }

  setsOf(patient: PatientKey): readonly SubmissionSet[] {
    return [...this.#sets.values()].filter((set) => keyOf(set.patient) === keyOf(patient));
  }

  /** Those that `id`, an `entryUuid` of a set or a `lid`, takes part in. */
  associationsOf(id: string): readonly Association[] {
    return this.#associations.filter(({ source, target }) => source === id || target === id);
  }

  entry(lid: string): DocumentEntry | undefined {
    return this.#entries.get(lid);
  }

  /** By the name its metadata have now. */
  entryByUuid(entryUuid: string): DocumentEntry | undefined {
    return [...this.#entries.values()].find((entry) => entry.entryUuid === entryUuid);
  }

  entryByUniqueId(uniqueId: string): DocumentEntry | undefined {
    return [...this.#entries.values()].find((entry) => entry.uniqueId === uniqueId);
  }

  set(entryUuid: string): SubmissionSet | undefined {
    return this.#sets.get(entryUuid);
  }

  setByUniqueId(uniqueId: string): SubmissionSet | undefined {
    return [...this.#sets.values()].find((set) => set.uniqueId === uniqueId);
  }

  /** Undefined: there never were any, or they were deleted. */
  bytesOf(uniqueId: string): Buffer | undefined {
    return this.entryByUniqueId(uniqueId) && this.#store.read(uniqueId);
  }

  /** The versions a document took the place of, the last one first. */
  formerVersionsOf({ lid }: DocumentEntry): readonly DocumentEntry[] {
    const replaced = this.#associations.find(({ source, type }) => type === 'RPLC' && source === lid);
    const former = replaced && this.#entries.get(replaced.target);
    return former ? [former, ...this.formerVersionsOf(former)] : [];
  }

  commit(change: DocumentChange): void {
    this.#store.keep(change);
    this.#apply(change);
  }

  clear(): void {
    if (this.folder) rmSync(this.folder, { recursive: true, force: true });
    this.#entries.clear();
    this.#sets.clear();
    this.#associations.length = 0;
    this.#store.forget();
  }

  #apply({ associations, entries, set }: Omit<DocumentChange, 'bytes'>): void {
    this.#sets.set(set.entryUuid, set);
    for (const entry of entries) {
      this.#entries.set(entry.lid, entry);
      if (entry.status === 'Deleted') this.#store.remove(entry.uniqueId);
    }
    this.#associations.push(...associations);
  }
}
