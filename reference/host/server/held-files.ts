import { randomBytes } from 'node:crypto';

export interface HeldFile {
  readonly name: string;
  readonly mediaType: string;
  readonly bytes: Buffer;
}

/** Who hands over without end does not fill the memory of the server. */
const MOST_BYTES = 64_000_000;
const MOST_FILES = 1_000;
const MEDIA_TYPE = /^[\w.+-]{1,60}\/[\w.+-]{1,60}$/;

/** Files on their way between plugins, pages and the practice, in memory alone: each is handed out once, and forgotten after a while. */
export class HeldFiles {
  private readonly held = new Map<string, HeldFile & { readonly forget: NodeJS.Timeout }>();
  private size = 0;

  /** @param life milliseconds after which a file nobody has taken is forgotten */
  constructor(private readonly life: number) {}

  /** The id it is taken by. Undefined: it is not kept, its type is none or too much is held already. */
  keep(file: HeldFile): string | undefined {
    if (!MEDIA_TYPE.test(file.mediaType) || this.size + file.bytes.length > MOST_BYTES || this.held.size >= MOST_FILES) return undefined;
    const id = randomBytes(16).toString('hex');
    this.held.set(id, { ...file, forget: setTimeout(() => void this.take(id), this.life).unref() });
    this.size += file.bytes.length;
    return id;
  }

  /** The file, once. Undefined: it was taken before, is forgotten, or never was. */
  take(id: string): HeldFile | undefined {
    const file = this.held.get(id);
    if (!file) return undefined;
    clearTimeout(file.forget);
    this.held.delete(id);
    this.size -= file.bytes.length;
    return file;
  }

  clear(): void {
    for (const id of [...this.held.keys()]) this.take(id);
  }
}
