import type { ReaderSlot, Readers } from '../card-readers.js';
import type { Presence } from '../pkcs11/cps-card-identity.js';
import { cardOf, type KnownCard } from './atr-table.js';
import { loadPcsc, type PcscLibrary, type PcscReader, type PcscService, type PcscStatus } from './pcsc-library.js';

/** Before the service that stopped, or was not there, is asked again; the last one repeats. */
const BACK_OFF_MILLISECONDS = [1_000, 2_000, 5_000];
/** How long the first readers are waited for. */
const FIRST_MILLISECONDS = 300;
/** Data and status word of a short command (ISO 7816-4 §5.1). */
const LONGEST_ANSWER = 258;

interface Seen {
  readonly reader: PcscReader;
  readonly atr?: Buffer;
  readonly isMute: boolean;
  readonly insertion: number;
}

/** A reader, and what its card's ATR says. */
export interface PcscSlot {
  readonly reader: string;
  readonly known?: KnownCard;
  /** The card does not answer to being powered. */
  readonly isMute: boolean;
  /** Grows with every card that is put in anywhere. */
  readonly insertion: number;
}
/** Sends a command to the card. @returns data and status word */
export type Transmit = (command: Buffer) => Promise<Buffer>;

/**
 * Readers and cards of the PC/SC service, by name and ATR. Nothing is sent to a card but by `talk`. A service that stops is asked for again and again; nothing it does may end this process.
 */
export class PcscCardReader implements Presence {
  private readonly seen = new Map<string, Seen>();
  private service: PcscService | undefined;
  private timer: NodeJS.Timeout | undefined;
  private failures = 0;
  private insertions = 0;
  private tell: () => void = () => {};
  private disposed = false;

  private constructor(
    private readonly library: PcscLibrary,
    private readonly backOff: readonly number[],
  ) {}

  /** Resolves when the readers that are there had the time to say so. @throws PluginError `card.noPcsc`: this installation has no access to readers */
  static async start(library?: PcscLibrary, backOff: readonly number[] = BACK_OFF_MILLISECONDS): Promise<PcscCardReader> {
    const watch = new PcscCardReader(library ?? (await loadPcsc()), backOff);
    watch.connect();
    await watch.first();
    return watch;
  }

  /** A professional's card is told as one that says nothing: only its module can name it. */
  get readers(): Readers {
    if (!this.service) return { code: 'card.noPcsc' };
    return [...this.seen.values()].map(({ atr, isMute, reader }) => ({ reader: reader.name, ...cardIn(atr, isMute) }));
  }

  /** Undefined: the service is not there. */
  get slots(): readonly PcscSlot[] | undefined {
    if (!this.service) return undefined;
    return [...this.seen.values()].map(({ atr, insertion, isMute, reader }) => {
      const known = atr && !isMute ? cardOf(atr) : undefined;
      return { reader: reader.name, isMute, insertion, ...(known && { known }) };
    });
  }

  /** Speaks to the card in a reader, which others may use meanwhile, and leaves it as it is. Never to a professional's: its module owns it. @throws whatever the service says */
  async talk<T>(name: string, conversation: (transmit: Transmit) => Promise<T>): Promise<T> {
    const { reader } = this.seen.get(name) ?? {};
    if (!reader) throw new Error('no such reader');
    const protocol = await told<number>((done) => reader.connect({ share_mode: reader.SCARD_SHARE_SHARED }, done));
    try {
      return await conversation((command) => told((done) => reader.transmit(command, LONGEST_ANSWER, protocol, done)));
    } finally {
      await told<void>((done) => reader.disconnect(reader.SCARD_LEAVE_CARD, (error) => done(error))).catch(() => {});
    }
  }

  onChange(tell: () => void): void {
    this.tell = tell;
  }

  dispose(): void {
    this.disposed = true;
    clearTimeout(this.timer);
    this.letGo();
  }

  private connect(): void {
    if (this.disposed) return;
    try {
      const service = this.library();
      this.service = service;
      service.on('error', () => this.handleFailure(service));
      service.on('reader', (reader) => this.handleReader(service, reader));
    } catch {
      this.retry();
    }
  }

  private handleReader(service: PcscService, reader: PcscReader): void {
    // With an ear on it: an error that nobody hears ends the process.
    reader.on('error', () => this.handleEnd(reader));
    if (this.service !== service) {
      reader.close();
      return;
    }
    this.failures = 0;
    reader.on('end', () => this.handleEnd(reader));
    reader.on('status', (status) => this.handleStatus(reader, status));
    this.seen.set(reader.name, { reader, isMute: false, insertion: 0 });
    this.tell();
  }

  private handleStatus(reader: PcscReader, { atr, state }: PcscStatus): void {
    const before = this.seen.get(reader.name);
    if (before?.reader !== reader) return;
    const isThere = (state & reader.SCARD_STATE_PRESENT) !== 0;
    const isMute = isThere && ((state & reader.SCARD_STATE_MUTE) !== 0 || !atr?.length);
    const wasThere = before.isMute || before.atr !== undefined;
    const insertion = isThere && !wasThere ? ++this.insertions : before.insertion;
    this.seen.set(reader.name, { reader, isMute, insertion, ...(isThere && atr?.length && { atr }) });
    this.tell();
  }

  private handleEnd(reader: PcscReader): void {
    if (this.seen.get(reader.name)?.reader !== reader) return;
    this.seen.delete(reader.name);
    this.tell();
  }

  private handleFailure(service: PcscService): void {
    if (this.service !== service) return;
    this.letGo();
    this.retry();
    this.tell();
  }

  private retry(): void {
    const wait = this.backOff[Math.min(this.failures, this.backOff.length - 1)] ?? 0;
    this.failures += 1;
    clearTimeout(this.timer);
    this.timer = setTimeout(() => {
      this.connect();
      this.tell();
    }, wait);
  }

  private letGo(): void {
    const { service } = this;
    this.service = undefined;
    this.seen.clear();
    try {
      service?.close();
    } catch {
      // It had gone by itself.
    }
  }

  private first(): Promise<void> {
    return new Promise((resolve) => setTimeout(resolve, this.service ? FIRST_MILLISECONDS : 0));
  }
}

function cardIn(atr: Buffer | undefined, isMute: boolean): Pick<ReaderSlot, 'card'> {
  const known = atr && cardOf(atr);
  if (isMute || known?.kind === 'cps') return { card: { kind: 'unreadable' } };
  if (!atr) return {};
  return { card: known ? { kind: 'vitale', name: known.name } : { kind: 'other', name: 'carte inconnue' } };
}

/** A call of the library as a promise. */
const told = <T>(call: (done: (error: unknown, value?: T) => void) => void): Promise<T> =>
  new Promise((resolve, reject) => call((error, value) => (error ? reject(error) : resolve(value as T))));
