import { generateKeyPairSync, type KeyObject, sign as signWith, X509Certificate } from 'node:crypto';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { BehaviorSubject } from 'rxjs';
import { issueCertificate, type Name } from '../../../reference/cards/certificate.js';
import type { Credential } from '../../../reference/cards/credential.js';
import type { CardState } from '../../../src/api/messages.js';
import { PluginError } from '../../../src/api/plugin-error.js';
import type { Answer, Exchange, ProfessionalIdentity } from '../../../src/hardware/professional-identity.js';
import { LEA, unlocked } from './samples.js';

/** Made once per run: keys take a while. */
let keys: { readonly own: KeyObject; readonly issuer: KeyObject } | undefined;

export const LEA_NAME: Name = [
  [['C', 'FR']],
  [['title', 'Infirmier']],
  [
    ['CN', LEA.id],
    ['SN', LEA.familyName],
    ['GN', LEA.givenName],
  ],
];

/** A signature certificate with this subject, from an authority nobody knows. */
export function credential(subject: Name = LEA_NAME): Credential {
  const make = () => generateKeyPairSync('rsa', { modulusLength: 2048 }).privateKey;
  keys ??= { own: make(), issuer: make() };
  const now = Date.now();
  const issuer = { name: [[['CN', 'TEST']]] as Name, key: keys.issuer };
  const period = { notBefore: now - 60_000, notAfter: now + 86_400_000 };
  return { key: keys.own, certificatePem: issueCertificate({ subject, key: keys.own, issuer, ...period, usage: ['nonRepudiation'] }) };
}

/** A card in this process. It sends with `fetch`, or as it is told. */
export class InProcessIdentity implements ProfessionalIdentity {
  readonly state$: BehaviorSubject<CardState>;
  readonly signed: Buffer[] = [];
  private readonly signature: X509Certificate;

  constructor(
    card: CardState = unlocked(),
    private readonly signer: Credential = credential(),
    private readonly post: (exchange: Exchange) => Promise<Answer> = fetchOnce,
  ) {
    this.state$ = new BehaviorSubject(card);
    this.signature = new X509Certificate(signer.certificatePem);
  }

  get publicKeyPem(): string {
    return this.signature.publicKey.export({ type: 'spki', format: 'pem' }).toString();
  }

  async unlock(): Promise<void> {
    throw new PluginError('card.absent');
  }
  async chooseReader(): Promise<void> {}
  async chooseSituation(): Promise<void> {}

  async sign(bytes: Uint8Array): Promise<Uint8Array> {
    this.signed.push(Buffer.from(bytes));
    return signWith('sha256', bytes, this.signer.key);
  }

  async certificate(): Promise<Uint8Array> {
    return this.signature.raw;
  }

  async exchange(exchange: Exchange): Promise<Answer> {
    try {
      return await this.post(exchange);
    } catch (error) {
      if (exchange.signal?.aborted) throw exchange.signal.reason;
      if (error instanceof PluginError) throw error;
      throw new PluginError('dmp.unreachable', { detail: { layer: 'http', code: 'ECONNRESET' } }, { cause: error });
    }
  }
}

export async function fetchOnce({ url, headers, body, signal }: Exchange): Promise<Answer> {
  const answer = await fetch(url, { method: 'POST', headers, body: new Uint8Array(await buffer(body)), ...(signal && { signal }) });
  return {
    status: answer.status,
    headers: Object.fromEntries(answer.headers),
    body: answer.body ? Readable.fromWeb(answer.body as Parameters<typeof Readable.fromWeb>[0]) : Readable.from([]),
  };
}
