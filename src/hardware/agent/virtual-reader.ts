import { type FSWatcher, watch } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import type { CardReaders, ReaderSlot, Readers, UnreadableCard } from './card-readers.js';
import { type CardFolder, SoftwareCardFolder } from './software-card-folder.js';

const ReaderJson = z.object({ readers: z.array(z.object({ name: z.string(), card: z.string().nullable() })) });

/** A reader of the folder. */
export interface FolderSlot extends ReaderSlot {
  readonly card?: CardFolder | UnreadableCard;
  /** Grows with every card that is put in anywhere. */
  readonly insertion: number;
}

/**
 * Watches `reader.json` of a folder: what readers are plugged in, and which card is in each. A card that stays in is told as the same
 * object; one that was taken out and put back, however fast, is another.
 */
export class VirtualReader implements CardReaders {
  private seen: Seen = { version: '', text: '', slots: [] };
  private watcher: FSWatcher | undefined;
  private poll: NodeJS.Timeout | undefined;
  private reading: Promise<void> = Promise.resolve();
  private disposed = false;
  private insertions = 0;

  constructor(
    private readonly folder: string,
    private readonly onReaders: (readers: Readers) => void,
    private readonly pollMilliseconds = 1000,
  ) {}

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

  /** What is in the readers now. Undefined: they cannot be read. */
  async now(): Promise<readonly FolderSlot[] | undefined> {
    await this.look();
    return this.seen.slots;
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
    if (version === before.version && before.slots) return this.readAgain(before, before.slots);
    // The same content written again: the cards were out in between.
    const kept = text === before.text ? [] : (before.slots ?? []);
    const slots = await this.readSlots(text, kept).catch(() => undefined);
    if (slots || before.slots) this.tell({ version, text, slots });
  }

  /** Nobody touched the readers, but a card in them may answer at last. */
  private async readAgain(before: Seen, slots: Slots): Promise<void> {
    const again = await Promise.all(slots.map((slot) => (slot.card?.kind === 'unreadable' ? this.readSlot(slot) : slot)));
    const answers = again.some(({ card }, index) => card?.kind !== slots[index]?.card?.kind);
    if (answers || (await anyRepaired(again))) this.tell({ ...before, slots: again });
  }

  private async readSlots(text: string, kept: Slots): Promise<Slots> {
    const { readers } = ReaderJson.parse(JSON.parse(text));
    return Promise.all(
      readers.map(({ name, card: folderName }) => {
        const same = kept.find((slot) => slot.reader === name && slot.folderName === folderName);
        if (same && same.card?.kind !== 'unreadable') return same;
        return this.readSlot({ reader: name, folderName, insertion: same?.insertion ?? ++this.insertions });
      }),
    );
  }

  /** A card that cannot be read disturbs no other. */
  private async readSlot({ reader, folderName, insertion }: Slot): Promise<Slot> {
    if (folderName === null) return { reader, folderName, insertion };
    const card = await SoftwareCardFolder.read(join(this.folder, 'cards', basename(folderName))).catch((): UnreadableCard => ({ kind: 'unreadable' }));
    return { reader, folderName, insertion, card };
  }

  private tell(seen: Seen): void {
    if (this.disposed) return;
    this.seen = seen;
    this.onReaders(seen.slots ?? { code: 'card.unreadable' });
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
  readonly slots: Slots | undefined;
}
type Slot = FolderSlot & { readonly folderName: string | null };
type Slots = readonly Slot[];

async function readWithVersion(path: string): Promise<{ readonly version: string; readonly text: string }> {
  try {
    const { ino, mtimeNs } = await stat(path, { bigint: true });
    return { version: `${ino} ${mtimeNs}`, text: await readFile(path, 'utf8') };
  } catch {
    // No file: no reader.
    return { version: 'none', text: '{"readers":[]}' };
  }
}

/** A blocked card may get its tries back while it is in. */
async function anyRepaired(slots: readonly FolderSlot[]): Promise<boolean> {
  const repaired = await Promise.all(slots.map(({ card }) => (card instanceof SoftwareCardFolder && card.triesLeft === 'none' ? card.isRepaired() : false)));
  return repaired.includes(true);
}
