import { BehaviorSubject, type Observable } from 'rxjs';
import type { Disposable } from '../../api/disposable.js';
import type { CardState } from '../../api/messages.js';
import { PluginError } from '../../api/plugin-error.js';
import type { Holder, Situation } from '../../api/professional.js';
import type { AgentOptions } from '../agent-protocol.js';
import type { Answer, Exchange, ProfessionalIdentity } from '../professional-identity.js';
import type { WorkstationFacts } from '../workstation.js';
import { areReadable, type ReaderSlot, type Readers } from './card-readers.js';
import { certificateFacts } from './certificate-facts.js';
import { PinVault } from './pin-vault.js';
import type { OpenCard, ProfessionalCard } from './professional-card.js';
import { DmpConnection, isAllowedOrigin } from './tls/dmp-connection.js';

/** For how long a screen may say that the card was taken out. */
const REMOVAL_TOLD_MILLISECONDS = 60_000;

interface UsedCard {
  readonly reader: string;
  readonly card: ProfessionalCard;
}
interface Session {
  readonly card: OpenCard;
  readonly connection: DmpConnection;
  readonly since: number;
  situation?: Situation;
}

/**
 * A professional's card in a reader: its code, its session, and who uses it. The session lives as long as the card stays in; what happens to a
 * Carte Vitale in another reader does not touch it. What the readers are, and how a card is read, its heirs say.
 */
export abstract class CardIdentity implements ProfessionalIdentity, Disposable {
  private readonly state = new BehaviorSubject<CardState>({ kind: 'noReader' });
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

  protected constructor(
    private readonly options: AgentOptions,
    private readonly now: () => number,
  ) {
    this.tellRemoval(options.removedAt);
  }

  /** Resolves when the state is that of the readers that were told. */
  protected get ready(): Promise<void> {
    return this.keyReady;
  }

  get state$(): Observable<CardState> {
    return this.state;
  }

  async unlock(encryptedPin: string): Promise<void> {
    if (!this.used) throw new PluginError('card.absent');
    if (this.attempt) return this.attempt;
    // Opened or blocked meanwhile: the state says so, and no code is tried for nothing.
    if (this.session || this.used.card.triesLeft === 'none') return;
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
    const situation = this.session.card.situations.find((candidate) => candidate.id === id);
    if (!situation) throw new PluginError('plugin.unexpected');
    this.session.situation = situation;
    this.publish();
  }

  async sign(bytes: Uint8Array, _use: 'signature'): Promise<Uint8Array> {
    const session = this.openSession();
    const signature = await session.card.sign(bytes);
    if (this.session !== session) throw new PluginError('card.absent');
    return signature;
  }

  async certificate(_use: 'signature'): Promise<Uint8Array> {
    return this.openSession().card.signatureCertificate;
  }

  async exchange(request: Exchange): Promise<Answer> {
    if (!URL.canParse(request.url) || !isAllowedOrigin(new URL(request.url), this.options)) {
      request.body.destroy();
      throw new PluginError('dmp.wrongAddress', { detail: { layer: 'http', code: 'ORIGIN_NOT_ALLOWED' } });
    }
    return this.openSession().connection.exchange(request);
  }

  dispose(): void {
    clearTimeout(this.forgetRemoval);
    this.endSession();
  }

  private get cards(): readonly UsedCard[] {
    return slotsIn(this.readers).flatMap(({ reader, card }) => (card?.kind === 'cps' ? [{ reader, card }] : []));
  }

  /** What is in the readers, and the certificates of the card in use. */
  protected get cardFacts(): Pick<WorkstationFacts, 'readers' | 'certificates'> {
    const { readers, used } = this;
    return {
      readers: areReadable(readers) ? readers.map(({ card, reader }) => ({ name: reader, holds: card?.kind ?? 'nothing' })) : readers.code,
      certificates: used?.card.certificates ? certificateFacts(used.card.certificates, nameOf(used.card.holder)) : [],
    };
  }

  /** A session was ended, whatever for. */
  protected handleSessionEnd(): void {}

  protected handleReaders(readers: Readers): void {
    const hadCard = this.cards.length > 0;
    this.readers = readers;
    const isEmpty = areReadable(readers) && readers.length === 0;
    if (this.cards.length > 0 || isEmpty) this.tellRemoval(undefined);
    else if (hadCard && areReadable(readers)) this.tellRemoval(this.now());
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
    const card = await used.card.open(pin);
    // Taken out while its code was being checked.
    if (this.used !== used) return card?.close();
    this.wrongPin = !card && used.card.triesLeft !== 'none';
    if (!card) return;
    const [situation, ...others] = card.situations;
    const connection = new DmpConnection(card.tls, this.options);
    this.session = { card, connection, since: this.now(), ...(situation && others.length === 0 && { situation }) };
  }

  private openSession(): Session {
    if (!this.session?.situation) throw new PluginError('card.absent');
    return this.session;
  }

  private endSession(): void {
    const { session } = this;
    this.session = undefined;
    if (!session) return;
    session.connection.end();
    session.card.close();
    this.handleSessionEnd();
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
    if (!areReadable(readers)) return { kind: 'unavailable', reason: { code: readers.code } };
    if (readers.length === 0) return { kind: 'noReader' };
    if (used) return this.stateOf(used.card);
    if (cards.length > 1) return { kind: 'chooseReader', cards: cards.map(({ reader, card }) => ({ reader, holder: card.holder })) };
    if (readers.some(({ card }) => card?.kind === 'unreadable')) return { kind: 'unavailable', reason: { code: 'card.unreadable' } };
    const name = inTheWay(readers);
    if (name !== undefined) return { kind: 'unknownCard', name };
    return { kind: 'absent', ...(this.removedAt !== undefined && { removedAt: this.removedAt }) };
  }

  private stateOf({ holder, triesLeft }: ProfessionalCard): CardState | undefined {
    if (this.attempt) return { kind: 'unlocking' };
    if (this.session) {
      const { card, situation, since } = this.session;
      const { situations } = card;
      if (!situation) return { kind: 'chooseSituation', holder, situations };
      return {
        ...{ kind: 'unlocked', holder, situation, since },
        ...(situations.length > 1 && { situations }),
        ...(card.hasSoftwareSignature && { hasSoftwareSignature: true }),
      };
    }
    if (triesLeft === 'none') return { kind: 'blocked' };
    const { pinKey } = this.vault;
    return pinKey && { kind: this.wrongPin ? 'wrongPin' : 'locked', pinKey, holder, lastTry: triesLeft === 'last' };
  }
}

const nameOf = ({ familyName, givenName }: Holder): string => `${givenName} ${familyName}`;
const slotsIn = (readers: Readers): readonly ReaderSlot[] => (areReadable(readers) ? readers : []);

/** Name of a card to take out before a professional's can be used. A Carte Vitale is one only where it leaves no reader free. */
function inTheWay(readers: readonly ReaderSlot[]): string | undefined {
  const cards = readers.flatMap(({ card }) => (card?.kind === 'other' || card?.kind === 'vitale' ? [card] : []));
  const blocking = cards.find(({ kind }) => kind === 'other') ?? (readers.every(({ card }) => card) ? cards[0] : undefined);
  return blocking?.name;
}
