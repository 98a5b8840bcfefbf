import { sign as signWith } from 'node:crypto';
import { promisify } from 'node:util';
import { BehaviorSubject, type Observable } from 'rxjs';
import type { Disposable } from '../../api/disposable.js';
import type { CardState } from '../../api/messages.js';
import { type ErrorCode, PluginError } from '../../api/plugin-error.js';
import { type Holder, type Situation, structureSituationId } from '../../api/professional.js';
import type { AgentOptions, StructureFiles } from '../agent-protocol.js';
import type { Answer, Exchange, ProfessionalIdentity } from '../professional-identity.js';
import type { Workstation, WorkstationFacts } from '../workstation.js';
import { certificateFacts } from './certificate-facts.js';
import { PASSPHRASE, PinVault } from './pin-vault.js';
import type { CardCertificates } from './professional-card.js';
import { openCertificates, type StructureCertificates, versionOf } from './structure-certificates.js';
import { DmpConnection, isAllowedOrigin } from './tls/dmp-connection.js';
import { MemoryTlsKey } from './tls/memory-tls-key.js';

const signAsync = promisify(signWith);

interface Session {
  readonly certificates: StructureCertificates;
  readonly connection: DmpConnection;
  readonly situation: Situation;
  readonly since: number;
}

/**
 * The certificates of a structure, which speak for the user of the host (mode INDIRECTE). Their keys are in memory alone. The session lives as
 * long as the files are there as they were: one that is replaced or taken away ends it, as a card that is taken out does.
 */
export class StructureIdentity implements ProfessionalIdentity, Workstation, Disposable {
  private readonly state = new BehaviorSubject<CardState>(unavailable('structure.noFile'));
  private readonly files: StructureFiles;
  private readonly holder: Holder | undefined;
  private readonly vault = new PinVault(PASSPHRASE);
  private version: string | undefined;
  private refusal: ErrorCode | undefined;
  private wrongPassphrase = false;
  private session: Session | undefined;
  private attempt: Promise<void> | undefined;
  private looking: Promise<void> = Promise.resolve();
  private poll: NodeJS.Timeout | undefined;
  private disposed = false;

  private constructor(
    private readonly options: AgentOptions,
    private readonly now: () => number,
  ) {
    this.files = options.structure ?? { authentication: '', signature: '' };
    this.holder = holderOf(this.files);
  }

  /** Resolves when the state is that of the files. */
  static async start(options: AgentOptions, now: () => number = Date.now, pollMilliseconds = 1000): Promise<StructureIdentity> {
    const identity = new StructureIdentity(options, now);
    await identity.look();
    identity.poll = setInterval(() => void identity.look(), pollMilliseconds);
    return identity;
  }

  get state$(): Observable<CardState> {
    return this.state;
  }

  async unlock(encryptedPassphrase: string): Promise<void> {
    if (!this.holder || this.version === undefined) throw new PluginError('card.absent');
    if (this.attempt) return this.attempt;
    if (this.session) return;
    const passphrase = this.vault.open(encryptedPassphrase);
    this.refusal = undefined;
    this.attempt = this.tryPassphrase(this.version, passphrase).finally(() => passphrase.fill(0));
    this.publish();
    try {
      await this.attempt;
    } finally {
      this.attempt = undefined;
      await this.renewKey();
    }
  }

  /** There is one place where the files are, and one structure in them. */
  async chooseReader(): Promise<void> {
    throw new PluginError('card.absent');
  }

  async chooseSituation(id: string): Promise<void> {
    if (!this.session) throw new PluginError('card.absent');
    if (id !== this.session.situation.id) throw new PluginError('plugin.unexpected');
  }

  async sign(bytes: Uint8Array, _use: 'signature'): Promise<Uint8Array> {
    const session = this.openSession();
    const signature = await signAsync('sha256', bytes, session.certificates.keys.signature.key);
    if (this.session !== session) throw new PluginError('card.absent');
    return signature;
  }

  async certificate(_use: 'signature'): Promise<Uint8Array> {
    return this.openSession().certificates.keys.signature.certificate.raw;
  }

  async exchange(request: Exchange): Promise<Answer> {
    if (!URL.canParse(request.url) || !isAllowedOrigin(new URL(request.url), this.options)) {
      request.body.destroy();
      throw new PluginError('dmp.wrongAddress', { detail: { layer: 'http', code: 'ORIGIN_NOT_ALLOWED' } });
    }
    return this.openSession().connection.exchange(request);
  }

  async facts(): Promise<WorkstationFacts> {
    const { session } = this;
    const certificates = session ? certificateFacts(certificatesOf(session.certificates), session.situation.structureName) : [];
    return { means: 'structure', readers: [], modules: [], tls: 'memory', certificates };
  }

  dispose(): void {
    this.disposed = true;
    clearInterval(this.poll);
    this.endSession();
  }

  /** One look at a time, so that an older one never overtakes a newer. */
  private look(): Promise<void> {
    this.looking = this.looking.then(async () => {
      const version = await versionOf(this.files);
      if (this.disposed || version === this.version) return;
      this.version = version;
      this.refusal = undefined;
      this.wrongPassphrase = false;
      this.endSession();
      await this.renewKey();
    });
    return this.looking;
  }

  private async tryPassphrase(version: string, passphrase: Buffer): Promise<void> {
    try {
      // node-forge takes a password as a string, which cannot be wiped; it lives no longer than this call.
      const certificates = await openCertificates(this.files, passphrase.toString('utf8'));
      // Replaced while they were being opened.
      if (this.version !== version || this.disposed) return;
      this.wrongPassphrase = !certificates;
      if (certificates) this.open(certificates);
    } catch (error) {
      this.wrongPassphrase = false;
      this.refusal = PluginError.from(error, 'structure.unreadable').code;
    }
  }

  /** @throws PluginError `structure.expired`, `structure.otherStructure` */
  private open(certificates: StructureCertificates): void {
    if (!isGood(certificates, this.now())) throw new PluginError('structure.expired');
    const situation = this.files.member?.situations.find(({ structureId }) => certificates.structureIds.includes(structureId));
    if (!situation) throw new PluginError('structure.otherStructure');
    const connection = new DmpConnection(new MemoryTlsKey(certificates.keys.authentication), this.options);
    this.session = { certificates, connection, situation: { ...situation, id: structureSituationId(situation.structureId) }, since: this.now() };
  }

  private openSession(): Session {
    if (this.session && !isGood(this.session.certificates, this.now())) {
      this.endSession();
      this.refusal = 'structure.expired';
      this.publish();
    }
    if (!this.session) throw new PluginError('card.absent');
    return this.session;
  }

  private endSession(): void {
    this.session?.connection.end();
    this.session = undefined;
  }

  private async renewKey(): Promise<void> {
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

  /** Undefined while the next key is being made. */
  private currentState(): CardState | undefined {
    const { attempt, holder, refusal, session } = this;
    if (!holder) return unavailable('structure.noMember');
    if (this.version === undefined) return unavailable('structure.noFile');
    if (attempt) return { kind: 'unlocking', holder };
    if (session) return { kind: 'unlocked', holder, situation: session.situation, since: session.since };
    if (refusal) return unavailable(refusal);
    const { pinKey } = this.vault;
    return pinKey && { kind: this.wrongPassphrase ? 'wrongPin' : 'locked', pinKey, holder, lastTry: false };
  }
}

const certificatesOf = ({ keys }: StructureCertificates): CardCertificates => ({
  signature: keys.signature.certificate,
  authentication: keys.authentication.certificate,
});

const unavailable = (code: ErrorCode): CardState => ({ kind: 'unavailable', reason: { code } });

function holderOf({ member }: StructureFiles): Holder | undefined {
  if (!member) return undefined;
  const { situations: _, ...holder } = member;
  return { ...holder, isIndirect: true };
}

const isGood = ({ from, until }: StructureCertificates, now: number): boolean => from <= now && now < until;
