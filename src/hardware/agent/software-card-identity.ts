import { sign as signWith } from 'node:crypto';
import { promisify } from 'node:util';
import { BehaviorSubject, type Observable } from 'rxjs';
import type { Disposable } from '../../api/disposable.js';
import type { CardState } from '../../api/messages.js';
import { PluginError } from '../../api/plugin-error.js';
import type { Situation } from '../../api/professional.js';
import type { AgentOptions } from '../agent-protocol.js';
import type { Answer, Exchange, ProfessionalIdentity } from '../professional-identity.js';
import type { CardKeys } from './card-keys.js';
import { DmpConnection, isAllowedOrigin } from './dmp-connection.js';
import { PinVault } from './pin-vault.js';
import type { SoftwareCardFolder } from './software-card-folder.js';
import { type ReaderSlot, type Readers, VirtualReader } from './virtual-reader.js';

/** For how long a screen may say that the card was taken out. */
const REMOVAL_TOLD_MILLISECONDS = 60_000;
const signAsync = promisify(signWith);

interface UsedCard {
  readonly reader: string;
  readonly card: SoftwareCardFolder;
}
interface Session {
  readonly keys: CardKeys;
  readonly connection: DmpConnection;
  readonly since: number;
  situation?: Situation;
}

/**
 * A professional's card as a folder, in a virtual reader. The session lives as long as the card stays in; what happens to a Carte Vitale
 * in another reader does not touch it.
 */
export class SoftwareCardIdentity implements ProfessionalIdentity, Disposable {
  private readonly state = new BehaviorSubject<CardState>({ kind: 'noReader' });
  /** Also for who reads the patients' cards in it. */
  readonly reader: VirtualReader;
  private readers: Readers = [];
  private chosenReader: string | undefined;
  private used: UsedCard | undefined;
  private session: Session | undefined;
  private attempt: Promise<void> | undefined;
  private readonly vault = new PinVault();
  private keyReady = Promise.resolve();
  private wrongPin = false;
  private removedAt: number | undefined;
  private forgetRemoval: NodeJS.Timeout | undefined;

  private constructor(
    private readonly options: AgentOptions,
    private readonly now: () => number,
  ) {
    this.reader = new VirtualReader(options.softwareCardReader, (readers) => this.handleReaders(readers));
  }

  /** Resolves when the state is that of the reader. */
  static async start(options: AgentOptions, now: () => number = Date.now): Promise<SoftwareCardIdentity> {
    const identity = new SoftwareCardIdentity(options, now);
    await identity.reader.start();
    await identity.keyReady;
    return identity;
  }

  get state$(): Observable<CardState> {
    return this.state;
  }

  async unlock(encryptedPin: string): Promise<void> {
    if (!this.used) throw new PluginError('card.absent');
    if (this.attempt) return this.attempt;
    // Opened or blocked meanwhile: the state says so, and no code is tried for nothing.
    if (this.session || this.used.card.triesLeft === 0) return;
    const pin = this.vault.open(encryptedPin);
    this.attempt = this.tryPin(this.used, pin).finally(() => pin.fill(0));
    this.publish();
    try {
      await this.attempt;
    } finally {
      this.attempt = undefined;
      this.keyReady = this.renewPinKey();
      // The state that follows a refusal shows the new key.
      if (!this.session) await this.keyReady;
    }
  }

  async chooseReader(reader: string): Promise<void> {
    if (!this.cards.some((card) => card.reader === reader)) throw new PluginError('card.absent');
    this.chosenReader = reader;
    this.useCard();
  }

  async chooseSituation(id: string): Promise<void> {
    if (!this.session || !this.used) throw new PluginError('card.absent');
    const situation = this.used.card.situations.find((candidate) => candidate.id === id);
    if (!situation) throw new PluginError('plugin.unexpected');
    this.session.situation = situation;
    this.publish();
  }

  async sign(bytes: Uint8Array, _use: 'signature'): Promise<Uint8Array> {
    const session = this.openSession();
    const signature = await signAsync('sha256', bytes, session.keys.signature.key);
    if (this.session !== session) throw new PluginError('card.absent');
    return signature;
  }

  async certificate(_use: 'signature'): Promise<Uint8Array> {
    return this.openSession().keys.signature.certificate.raw;
  }

  async exchange(request: Exchange): Promise<Answer> {
    if (!URL.canParse(request.url) || !isAllowedOrigin(new URL(request.url), this.options)) {
      request.body.destroy();
      throw new PluginError('dmp.wrongAddress', { detail: { layer: 'http', code: 'ORIGIN_NOT_ALLOWED' } });
    }
    return this.openSession().connection.exchange(request);
  }

  dispose(): void {
    this.reader.dispose();
    clearTimeout(this.forgetRemoval);
    this.endSession();
  }

  private get cards(): readonly UsedCard[] {
    return (this.readers ?? []).flatMap(({ reader, card }) => (card?.kind === 'cps' ? [{ reader, card }] : []));
  }

  private handleReaders(readers: Readers): void {
    const hadCard = this.cards.length > 0;
    this.readers = readers;
    if (this.cards.length > 0 || readers?.length === 0) this.tellRemoval(undefined);
    else if (hadCard && readers) this.tellRemoval(this.now());
    this.useCard();
  }

  private tellRemoval(at: number | undefined): void {
    clearTimeout(this.forgetRemoval);
    this.removedAt = at;
    if (at === undefined) return;
    this.forgetRemoval = setTimeout(() => {
      this.removedAt = undefined;
      this.publish();
    }, REMOVAL_TOLD_MILLISECONDS).unref();
  }

  /** Whatever changes in the readers, a card that is not the very one we had ends the session. */
  private useCard(): void {
    const { cards } = this;
    if (!cards.some(({ reader }) => reader === this.chosenReader)) this.chosenReader = undefined;
    const next = cards.length > 1 ? cards.find(({ reader }) => reader === this.chosenReader) : cards[0];
    if (next?.card !== this.used?.card) {
      this.endSession();
      this.used = next;
      this.wrongPin = false;
      if (next) this.keyReady = this.renewPinKey();
    }
    this.publish();
  }

  private async tryPin(used: UsedCard, pin: Buffer): Promise<void> {
    const keys = await used.card.open(pin);
    // Taken out while its code was being checked.
    if (this.used !== used) return;
    this.wrongPin = !keys && used.card.triesLeft > 0;
    if (!keys) return;
    const [situation, ...others] = used.card.situations;
    const connection = new DmpConnection(keys.authentication, this.options);
    this.session = { keys, connection, since: this.now(), ...(situation && others.length === 0 && { situation }) };
  }

  private openSession(): Session {
    if (!this.session?.situation) throw new PluginError('card.absent');
    return this.session;
  }

  private endSession(): void {
    this.session?.connection.end();
    this.session = undefined;
  }

  private async renewPinKey(): Promise<void> {
    const renewed = this.vault.renew();
    // What shows no key need not wait for one.
    this.publish();
    await renewed;
    this.publish();
  }

  private publish(): void {
    const state = this.currentState();
    if (state && JSON.stringify(state) !== JSON.stringify(this.state.value)) this.state.next(state);
  }

  /** Undefined while the next PIN key is being made. */
  private currentState(): CardState | undefined {
    const { readers, used, cards } = this;
    if (!readers) return { kind: 'unavailable', reason: { code: 'card.unreadable' } };
    if (readers.length === 0) return { kind: 'noReader' };
    if (used) return this.stateOf(used.card);
    if (cards.length > 1) return { kind: 'chooseReader', cards: cards.map(({ reader, card }) => ({ reader, holder: card.holder })) };
    if (readers.some(({ card }) => card?.kind === 'unreadable')) return { kind: 'unavailable', reason: { code: 'card.unreadable' } };
    const name = inTheWay(readers);
    if (name !== undefined) return { kind: 'unknownCard', name };
    return { kind: 'absent', ...(this.removedAt !== undefined && { removedAt: this.removedAt }) };
  }

  private stateOf({ holder, situations, triesLeft }: SoftwareCardFolder): CardState | undefined {
    if (this.attempt) return { kind: 'unlocking' };
    if (this.session) {
      const { situation, since } = this.session;
      if (!situation) return { kind: 'chooseSituation', holder, situations };
      return { kind: 'unlocked', holder, situation, since, ...(situations.length > 1 && { situations }) };
    }
    if (triesLeft === 0) return { kind: 'blocked' };
    const { pinKey } = this.vault;
    return pinKey && { kind: this.wrongPin ? 'wrongPin' : 'locked', pinKey, holder, lastTry: triesLeft === 1 };
  }
}

/** Name of a card to take out before a professional's can be used. A Carte Vitale is one only where it leaves no reader free. */
function inTheWay(readers: readonly ReaderSlot[]): string | undefined {
  const cards = readers.flatMap(({ card }) => (card?.kind === 'other' || card?.kind === 'vitale' ? [card] : []));
  const blocking = cards.find(({ kind }) => kind === 'other') ?? (readers.every(({ card }) => card) ? cards[0] : undefined);
  return blocking?.name;
}
