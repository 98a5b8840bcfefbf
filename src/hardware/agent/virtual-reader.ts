import { type FSWatcher, watch } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { Disposable } from '../../api/disposable.js';
import { type OtherCard, SoftwareCardFolder } from './software-card-folder.js';

const ReaderJson = z.object({ readers: z.array(z.object({ name: z.string(), card: z.string().nullable() })) });

export interface ReaderSlot {
  readonly reader: string;
  readonly card?: SoftwareCardFolder | OtherCard;
}
/** Undefined: the readers are there but cannot be read. */
export type Readers = readonly ReaderSlot[] | undefined;

/**
 * Watches `reader.json` of a folder: what readers are plugged in, and which card is in each. A card that stays in is told as the same
 * object; one that was taken out and put back, however fast, is another.
 */
export class VirtualReader implements Disposable {
  private seen: Seen = { version: '', text: '', slots: [] };
  private watcher: FSWatcher | undefined;
  private poll: NodeJS.Timeout | undefined;
  private reading: Promise<void> = Promise.resolve();
  private disposed = false;

  constructor(
    private readonly folder: string,
    private readonly onReaders: (readers: Readers) => void,
    private readonly pollMilliseconds = 1000,
  ) {}

  /** Resolves when the readers were told for the first time. */
  async start(): Promise<void> {
    await this.look();
    // File events are missed on some network folders, and before the folder exists there is nothing to watch.
    this.poll = setInterval(() => void this.look(), this.pollMilliseconds);
  }

  dispose(): void {
    this.disposed = true;
    clearInterval(this.poll);
    this.watcher?.close();
  }

  /** One reading at a time, so that an older one never overtakes a newer. */
  private look(): Promise<void> {
    this.reading = this.reading.then(() => (this.disposed ? undefined : this.read()));
    return this.reading;
  }

  private async read(): Promise<void> {
    this.watchFolder();
    const { version, text } = await readWithVersion(this.folder && join(this.folder, 'reader.json'));
    const before = this.seen;
    if (version === before.version && before.slots) {
      if (await anyRepaired(before.slots)) this.tell(before);
      return;
    }
    // The same content written again: the card was out in between.
    const kept = text === before.text ? [] : (before.slots ?? []);
    const slots = await readSlots(this.folder, text, kept).catch(() => undefined);
    if (slots || before.slots) this.tell({ version, text, slots });
  }

  private tell(seen: Seen): void {
    if (this.disposed) return;
    this.seen = seen;
    this.onReaders(seen.slots);
  }

  private watchFolder(): void {
    if (this.watcher) return;
    try {
      this.watcher = watch(this.folder, { persistent: false }, () => void this.look());
      this.watcher.on('error', () => this.stopWatching());
    } catch {
      this.watcher = undefined;
    }
  }

  private stopWatching(): void {
    this.watcher?.close();
    this.watcher = undefined;
  }
}

interface Seen {
  /** Changes whenever the file is replaced. */
  readonly version: string;
  readonly text: string;
  readonly slots: readonly (ReaderSlot & { readonly folderName: string | null })[] | undefined;
}

async function readWithVersion(path: string): Promise<{ readonly version: string; readonly text: string }> {
  try {
    const { ino, mtimeNs } = await stat(path, { bigint: true });
    return { version: `${ino} ${mtimeNs}`, text: await readFile(path, 'utf8') };
  } catch {
    // No file: no reader.
    return { version: 'none', text: '{"readers":[]}' };
  }
}

async function readSlots(folder: string, text: string, kept: NonNullable<Seen['slots']>): Promise<NonNullable<Seen['slots']>> {
  const { readers } = ReaderJson.parse(JSON.parse(text));
  return Promise.all(
    readers.map(async ({ name, card: folderName }) => {
      const same = kept.find((slot) => slot.reader === name && slot.folderName === folderName);
      if (same) return same;
      const card = folderName === null ? undefined : await SoftwareCardFolder.read(join(folder, 'cards', basename(folderName)));
      return { reader: name, folderName, ...(card && { card }) };
    }),
  );
}

/** A blocked card may get its tries back while it is in. */
async function anyRepaired(slots: readonly ReaderSlot[]): Promise<boolean> {
  const repaired = await Promise.all(slots.map(({ card }) => (card?.kind === 'cps' && card.triesLeft === 0 ? card.isRepaired() : false)));
  return repaired.includes(true);
}
