import { type ErrorCode, PluginError } from '../../../api/plugin-error.js';
import { areReadable, type CardReaders, type ReaderSlot, type Readers } from '../card-readers.js';
import type { CardModule, Token } from './card-module.js';
import { CpsCard, type CpsSettings } from './cps-card.js';

const POLL_MILLISECONDS = 1000;

/** What `CpsReaders` looks with. */
export interface CpsSources {
  /** @throws PluginError when there is no module that works; it is asked again. */
  readonly openModule: () => CardModule;
  /** Readers and cards as somebody else sees them who opens none (PC/SC). Undefined: nobody does. */
  readonly presence: () => Readers | undefined;
  readonly settings: Omit<CpsSettings, 'onTrouble'>;
}

/** Watches the cards of a PKCS#11 module: whenever told to look, and every second. */
export class CpsReaders implements CardReaders {
  private opened: CardModule | undefined;
  private cards = new Map<Token, CpsCard | undefined>();
  private poll: NodeJS.Timeout | undefined;
  /** Why there is no module. */
  failure: ErrorCode | undefined;
  private told: Readers | undefined;
  private disposed = false;

  constructor(
    private readonly sources: CpsSources,
    private readonly onReaders: (readers: Readers) => void,
    private readonly pollMilliseconds = POLL_MILLISECONDS,
  ) {}

  /** Undefined: none works. */
  get module(): CardModule | undefined {
    return this.opened;
  }

  async start(): Promise<void> {
    this.look();
    this.poll = setInterval(() => this.look(), this.pollMilliseconds);
  }

  /** Now: something may have changed. */
  look(): void {
    if (this.disposed) return;
    const readers = this.readers();
    if (this.told && areSame(this.told, readers)) return;
    this.told = readers;
    this.onReaders(readers);
  }

  /** No card is told any more; what was told stays open. */
  stop(): void {
    this.disposed = true;
    clearInterval(this.poll);
  }

  dispose(): void {
    this.stop();
    this.opened?.finalize();
  }

  private readers(): Readers {
    try {
      this.opened ??= this.sources.openModule();
    } catch (error) {
      const { code } = PluginError.from(error, 'card.noModule');
      this.failure = code;
      return { code };
    }
    try {
      return this.slots(this.opened);
    } catch {
      return this.afterRestart(this.opened);
    }
  }

  /** The service of the readers went, and may have come again. */
  private afterRestart(module: CardModule): Readers {
    try {
      this.cards.clear();
      module.restart();
      return this.slots(module);
    } catch {
      const presence = this.sources.presence();
      return presence && !areReadable(presence) ? presence : failed('card.moduleFailed');
    }
  }

  private slots(module: CardModule): Readers {
    for (const [token, card] of this.cards) if (card?.hasLostLogin) this.forget(module, token);
    const before = this.cards;
    this.cards = new Map(module.tokens([...before.keys()]).flatMap((token) => this.entry(module, token, before)));
    const cps = [...this.cards].flatMap(([{ reader }, card]): ReaderSlot[] => (card ? [{ reader, card }] : []));
    const seen = this.sources.presence() ?? module.readers().map((reader): ReaderSlot => ({ reader }));
    // A module may hold keys that are in no reader. Without any, whoever sees the readers says why.
    if (!areReadable(seen)) return cps.length > 0 ? cps : seen;
    return [...cps, ...seen.filter(({ reader }) => !cps.some((slot) => slot.reader === reader))];
  }

  /** Empty: it does not answer, and is asked again. No session on another card ends for that. @throws what the module throws */
  private entry(module: CardModule, token: Token, before: ReadonlyMap<Token, CpsCard | undefined>): readonly (readonly [Token, CpsCard | undefined])[] {
    if (before.has(token)) return [[token, before.get(token)]];
    try {
      return [[token, CpsCard.read(module, token, { ...this.sources.settings, onTrouble: () => void setImmediate(() => this.look()) })]];
    } catch (error) {
      if (![...before.keys()].some((other) => module.isThere(other))) throw error;
      module.close(token);
      return [];
    }
  }

  /** Its card is another one from now on: it has to be opened anew. */
  private forget(module: CardModule, token: Token): void {
    module.close(token);
    this.cards.delete(token);
  }
}

const failed = (code: ErrorCode): Readers => ({ code });

/** A professional's card is itself as long as it is the same object; of anything else, what it says counts. */
function areSame(before: Readers, now: Readers): boolean {
  if (!areReadable(before) || !areReadable(now)) return !areReadable(before) && !areReadable(now) && before.code === now.code;
  return before.length === now.length && before.every((slot, index) => isSame(slot, now[index]));
}

function isSame(before: ReaderSlot, now: ReaderSlot | undefined): boolean {
  if (before.reader !== now?.reader || before.card?.kind !== now.card?.kind) return false;
  if (before.card?.kind === 'cps') return before.card === now.card;
  return JSON.stringify(before.card) === JSON.stringify(now.card);
}
