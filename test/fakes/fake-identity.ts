import { createPrivateKey, generateKeyPairSync, type KeyObject, sign as signWith } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import forge from 'node-forge';
import { BehaviorSubject, type Observable } from 'rxjs';
import type { CardState } from '../../src/api/messages.js';
import { PluginError } from '../../src/api/plugin-error.js';
import { type Holder, type Situation, structureSituationId } from '../../src/api/professional.js';
import type { Answer, Exchange, ProfessionalIdentity } from '../../src/hardware/professional-identity.js';

export const HOLDER: Holder = { id: '899900021212', familyName: 'INFIRMIER0212', givenName: 'Léa', professionCode: '60' };
export const SITUATION: Situation = { id: '499900021212001', structureName: 'CABINET MME INFIRMIER0212', structureId: '499900021212001', sectorCode: 'SA07' };
export const OTHER_SITUATION: Situation = { id: '10B0127189', structureName: 'MAISON DE SANTE DES JACOBINS', structureId: '10B0127189', sectorCode: 'SA07' };
/** In training (CPF), and staff of a structure (CPE). */
export const STUDENT: Holder = { id: '899900007770', familyName: 'ETUDIANTE0777', givenName: 'Zélie', cardKind: 'CPF', professionCode: '60' };
export const SECRETARY: Holder = {
  id: '699900021212001/0001',
  familyName: 'SECRETAIRE0212',
  givenName: 'Sylvie',
  cardKind: 'CPE',
  professionCode: 'SECRETARIAT_MEDICAL',
};
/** Shaped like the real one; nothing in tests decrypts with it. */
export const PIN_KEY: JsonWebKey = { kty: 'RSA', n: 'AQAB', e: 'AQAB', alg: 'RSA-OAEP-256', ext: true };

export const NO_READER: CardState = { kind: 'noReader' };
export const ABSENT: CardState = { kind: 'absent' };
export const LOCKED: CardState = { kind: 'locked', pinKey: PIN_KEY, holder: HOLDER, lastTry: false };
export const WRONG_PIN: CardState = { kind: 'wrongPin', pinKey: PIN_KEY, holder: HOLDER, lastTry: false };
export const BLOCKED: CardState = { kind: 'blocked' };
export const UNLOCKED: CardState = { kind: 'unlocked', holder: HOLDER, situation: SITUATION, since: 0 };
/** The certificates of the structure are open, and speak for the same. */
export const BY_STRUCTURE: CardState = {
  kind: 'unlocked',
  holder: { ...HOLDER, isIndirect: true },
  situation: { ...SITUATION, id: structureSituationId(SITUATION.structureId) },
  since: 0,
};
export const UNAVAILABLE: CardState = { kind: 'unavailable', reason: { code: 'agent.unavailable' } };

export const PIN = '1234';
/** What the page would have made of `pin`, as the fake reads it. */
export const sealed = (pin: string): string => Buffer.from(`sealed ${pin}`).toString('base64');

/** One exchange as it was asked, its body read to the end. */
export interface Asked {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: string;
}
interface Waiting {
  resolve(answer: Answer): void;
  reject(error: unknown): void;
}
type Reply = PluginError | { readonly status: number; readonly headers: Record<string, string>; readonly body: string | Uint8Array };

/**
 * A card that is in the state we say. `answerWith` answers the exchange that has waited longest, else the next one. A code is given as
 * `sealed(pin)`: 1234 opens the card, three wrong ones block it. A state that lists situations lets one be chosen. Signatures are real, by a key made for this run.
 */
export class FakeIdentity implements ProfessionalIdentity {
  readonly asked: Asked[] = [];
  readonly unlocks: string[] = [];
  readonly chosenReaders: string[] = [];
  readonly chosenSituations: string[] = [];
  readonly signed: Buffer[] = [];
  readonly state$: Observable<CardState>;
  private readonly state: BehaviorSubject<CardState>;
  private readonly waiting: Waiting[] = [];
  private readonly replies: Reply[] = [];
  private triesLeft = 3;

  /** @param situations of the card that a code opens */
  constructor(
    card: CardState = UNLOCKED,
    private readonly situations: readonly Situation[] = [SITUATION],
  ) {
    this.state = new BehaviorSubject(card);
    this.state$ = this.state;
  }

  /** True while somebody watches the card. */
  get observed(): boolean {
    return this.state.observed;
  }

  /** A session that ends takes its exchanges with it. */
  become(card: CardState): void {
    this.state.next(card);
    if (card.kind !== 'unlocked') for (const exchange of this.waiting.splice(0)) exchange.reject(new PluginError('card.absent'));
  }

  answerWith(
    reply: PluginError | string | Uint8Array,
    status = 200,
    headers: Record<string, string> = { 'content-type': 'application/soap+xml; charset=UTF-8' },
  ): void {
    const made: Reply = reply instanceof PluginError ? reply : { status, headers, body: reply };
    const exchange = this.waiting.shift();
    if (exchange) settle(exchange, made);
    else this.replies.push(made);
  }

  async unlock(encryptedPin: string): Promise<void> {
    this.unlocks.push(encryptedPin);
    const card = this.state.value;
    if (card.kind === 'unlocked' || card.kind === 'chooseSituation' || card.kind === 'unlocking' || card.kind === 'blocked') return;
    if (card.kind !== 'locked' && card.kind !== 'wrongPin') throw new PluginError('card.absent');
    const [mark, pin = ''] = Buffer.from(encryptedPin, 'base64').toString('latin1').split(' ');
    if (mark !== 'sealed') throw new PluginError('card.pinUnreadable');
    if (!/^\d{4}$/.test(pin)) throw new PluginError('card.pinFormat');
    this.triesLeft = pin === PIN ? 3 : this.triesLeft - 1;
    if (pin === PIN) this.become(opened(card.holder, this.situations));
    else this.become(this.triesLeft === 0 ? BLOCKED : { ...card, kind: 'wrongPin', lastTry: this.triesLeft === 1 });
  }

  async chooseReader(reader: string): Promise<void> {
    this.chosenReaders.push(reader);
  }

  async chooseSituation(id: string): Promise<void> {
    this.chosenSituations.push(id);
    const card = this.state.value;
    if ((card.kind !== 'unlocked' && card.kind !== 'chooseSituation') || !card.situations) return;
    const situation = card.situations.find((candidate) => candidate.id === id);
    if (!situation) throw new PluginError('plugin.unexpected');
    this.become({ since: 0, ...card, kind: 'unlocked', situation });
  }

  async sign(bytes: Uint8Array): Promise<Uint8Array> {
    this.checkSession();
    this.signed.push(Buffer.from(bytes));
    return signWith('sha256', bytes, signer().key);
  }

  async certificate(): Promise<Uint8Array> {
    this.checkSession();
    return signer().certificate;
  }

  async exchange({ url, headers, body, signal }: Exchange): Promise<Answer> {
    signal?.throwIfAborted();
    this.checkSession();
    this.asked.push({ url, headers, body: (await buffer(body)).toString('utf8') });
    return new Promise((resolve, reject) => {
      const exchange = { resolve, reject };
      const reply = this.replies.shift();
      if (reply) return settle(exchange, reply);
      this.waiting.push(exchange);
      const abort = () => {
        const index = this.waiting.indexOf(exchange);
        if (index >= 0) this.waiting.splice(index, 1);
        reject(signal?.reason);
      };
      if (signal?.aborted) abort();
      else signal?.addEventListener('abort', abort, { once: true });
    });
  }

  private checkSession(): void {
    if (this.state.value.kind !== 'unlocked') throw new PluginError('card.absent');
  }
}

function opened(holder: Holder, situations: readonly Situation[]): CardState {
  const [situation, ...others] = situations;
  return situation && others.length === 0 ? { kind: 'unlocked', holder, situation, since: 0 } : { kind: 'chooseSituation', holder, situations };
}

function settle(exchange: Waiting, reply: Reply): void {
  if (reply instanceof PluginError) exchange.reject(reply);
  else exchange.resolve({ status: reply.status, headers: reply.headers, body: Readable.from([Buffer.from(reply.body)]) });
}

let made: { readonly key: KeyObject; readonly certificate: Buffer } | undefined;

/** A self-signed signature certificate for `HOLDER`, made once per run. */
function signer(): { readonly key: KeyObject; readonly certificate: Buffer } {
  if (made) return made;
  const pem = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  const certificate = forge.pki.createCertificate();
  certificate.publicKey = forge.pki.publicKeyFromPem(pem.publicKey);
  certificate.serialNumber = '01';
  certificate.validity.notBefore = new Date(Date.now() - 60_000);
  certificate.validity.notAfter = new Date(Date.now() + 86_400_000);
  const subject = [
    { name: 'countryName', value: 'FR' },
    { name: 'commonName', value: HOLDER.id },
  ];
  certificate.setSubject(subject);
  certificate.setIssuer(subject);
  certificate.setExtensions([{ name: 'keyUsage', nonRepudiation: true, critical: true }]);
  certificate.sign(forge.pki.privateKeyFromPem(pem.privateKey), forge.md.sha256.create());
  const der = forge.asn1.toDer(forge.pki.certificateToAsn1(certificate)).getBytes();
  made = { key: createPrivateKey(pem.privateKey), certificate: Buffer.from(der, 'latin1') };
  return made;
}
