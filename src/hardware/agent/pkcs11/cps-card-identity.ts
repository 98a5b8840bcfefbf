import type { Disposable } from '../../../api/disposable.js';
import { PluginError } from '../../../api/plugin-error.js';
import type { AgentOptions, CpsOptions } from '../../agent-protocol.js';
import type { Workstation, WorkstationFacts } from '../../workstation.js';
import { CardIdentity } from '../card-identity.js';
import { areReadable, type Readers } from '../card-readers.js';
import { EngineTlsKey } from '../tls/engine-tls-key.js';
import { StunnelTlsKey } from '../tls/stunnel-tls-key.js';
import type { TlsKeyProvider } from '../tls/tls-key-provider.js';
import { CardModule } from './card-module.js';
import type { AuthenticationKey } from './cps-card.js';
import { CpsReaders } from './cps-readers.js';
import { modulesHere } from './module-paths.js';
import { loadPkcs11, type Pkcs11Library } from './pkcs11-library.js';

const LAST_WORDS_MILLISECONDS = 300;

/** Who sees readers and cards without opening them. */
export interface Presence extends Disposable {
  readonly readers: Readers;
  /** Calls back at every change. */
  onChange(tell: () => void): void;
}

/** What a CPS is used with. */
export interface CpsWorkstation {
  /** Undefined: nobody sees the readers but the module. */
  readonly presence?: Presence;
  /** This process has done its work: what TLS knew of the card that was taken out stays in it. Another is to serve the next session. */
  readonly onWorn?: () => void;
  readonly now?: () => number;
  readonly pollMilliseconds?: number;
}

/** A CPS, CPF or CPE through its PKCS#11 module. */
export class CpsCardIdentity extends CardIdentity implements Workstation {
  private readonly watched: CpsReaders;
  private readonly tlsKind: TlsKeyProvider['kind'] | undefined;

  private constructor(
    options: AgentOptions,
    private readonly workstation: CpsWorkstation,
    library: Pkcs11Library | undefined,
    { kind, open: tls }: TlsChoice,
  ) {
    super(options, workstation.now ?? Date.now);
    this.tlsKind = kind;
    const { modulePath = '', softwareSignature = '' } = options.cps ?? {};
    const openModule = () => {
      if (!library) throw new PluginError('card.noPkcs11');
      return CardModule.open(library, modulePath || (modulesHere()[0] ?? ''));
    };
    const sources = { openModule, presence: () => workstation.presence?.readers, settings: { softwareSignature, tls } };
    this.watched = new CpsReaders(sources, (readers) => this.handleReaders(readers), workstation.pollMilliseconds);
    workstation.presence?.onChange(() => this.watched.look());
  }

  /** Resolves when the state is that of the readers. */
  static async start(options: AgentOptions, workstation: CpsWorkstation = {}): Promise<CpsCardIdentity> {
    const [library, tls] = await Promise.all([loadPkcs11().catch(() => undefined), tlsFor(options.cps ?? {}, options)]);
    const identity = new CpsCardIdentity(options, workstation, library, tls);
    await identity.watched.start();
    await identity.ready;
    return identity;
  }

  async facts(): Promise<WorkstationFacts> {
    const { failure, module } = this.watched;
    const { libraryDescription = '', libraryVersion } = module?.info ?? {};
    const { presence } = this.workstation;
    const version = libraryVersion ? `${libraryVersion.major}.${libraryVersion.minor}` : '';
    return {
      means: 'card',
      pcsc: presence ? (areReadable(presence.readers) ? 'running' : 'stopped') : 'unseen',
      module: module ? { path: module.path, name: libraryDescription.trim(), version } : (failure ?? 'card.noModule'),
      modules: modulesHere(),
      ...(this.tlsKind && { tls: this.tlsKind }),
      ...this.cardFacts,
    };
  }

  override dispose(): void {
    super.dispose();
    this.workstation.presence?.dispose();
    this.watched.dispose();
  }

  protected override handleSessionEnd(): void {
    if (!EngineTlsKey.isWorn) return;
    // The next card is the next process's. What was under way is told first why it ended.
    this.watched.stop();
    setTimeout(() => this.workstation.onWorn?.(), LAST_WORDS_MILLISECONDS).unref();
  }
}

/** How TLS reaches the key on this machine: by the engine where Node can load it, else by stunnel. Tested once, at start. */
async function tlsFor({ modulePath = '', tls }: CpsOptions, { trustedCertificates }: AgentOptions): Promise<TlsChoice> {
  if (tls !== 'stunnel' && EngineTlsKey.prepare(modulePath || (modulesHere()[0] ?? ''))) return { kind: 'engine', open: (key) => new EngineTlsKey(key) };
  const command = await StunnelTlsKey.command();
  if (command !== undefined) return { kind: 'stunnel', open: (key) => new StunnelTlsKey(key, command, { trustedCertificates }) };
  const open = () => {
    throw new PluginError('card.noTls');
  };
  return { kind: undefined, open };
}

interface TlsChoice {
  readonly kind: TlsKeyProvider['kind'] | undefined;
  readonly open: (key: AuthenticationKey) => TlsKeyProvider;
}
