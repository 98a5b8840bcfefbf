import { closeSync, existsSync, fsyncSync, mkdirSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { keepText } from '../keep-text.js';
import type { DocumentChange } from './document-model.js';

type KeptChange = Omit<DocumentChange, 'bytes'>;

/**
 * A folder with one file for the bytes of each document, and the changes of the metadata, one a line. The line is written last: with it the change
 * has happened, and without it the files beside it mean nothing.
 */
export class DocumentStore {
  readonly #inMemory = new Map<string, Buffer>();

  /** @param folder absent: everything stays in memory. */
  constructor(private readonly folder: string | undefined) {}

  /** As they were kept. The file may end in the middle of a line; it is set right here. */
  get changes(): readonly KeptChange[] {
    const file = this.#journal;
    if (!file || !existsSync(file)) return [];
    const text = readFileSync(file, 'utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    if (whole !== text) keepText(file, whole);
    return whole
      .split('\n')
      .filter((line) => line)
      .map((line) => JSON.parse(line) as KeptChange);
  }

  /** On the disk when it returns. */
  keep({ bytes, ...change }: DocumentChange): void {
    const { folder } = this;
    if (!folder) {
      for (const [uniqueId, document] of bytes) this.#inMemory.set(uniqueId, document);
      return;
    }
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    for (const [uniqueId, document] of bytes) write(join(folder, uniqueId), 'w', document);
    write(join(folder, JOURNAL), 'a', Buffer.from(`${JSON.stringify(change)}\n`));
    sync(folder);
  }

  read(uniqueId: string): Buffer | undefined {
    if (!this.folder) return this.#inMemory.get(uniqueId);
    const file = join(this.folder, uniqueId);
    return existsSync(file) ? readFileSync(file) : undefined;
  }

  remove(uniqueId: string): void {
    this.#inMemory.delete(uniqueId);
    if (this.folder) rmSync(join(this.folder, uniqueId), { force: true });
  }

  forget(): void {
    this.#inMemory.clear();
  }

  get #journal(): string | undefined {
    return this.folder && join(this.folder, JOURNAL);
  }
}

/** No OID is written like it. */
const JOURNAL = 'changes.jsonl';

function write(file: string, flag: 'w' | 'a', bytes: Buffer): void {
  const descriptor = openSync(file, flag, 0o600);
  try {
    let written = 0;
    while (written < bytes.length) written += writeSync(descriptor, bytes, written);
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

/** New names in a folder last only once the folder is written too. */
function sync(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}
