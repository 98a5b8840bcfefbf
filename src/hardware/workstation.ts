import type { ErrorCode } from '../api/plugin-error.js';
import type { VitaleReading } from '../api/vitale.js';

/** What lies in a reader, as far as it can be told without a code. */
export interface ReaderFact {
  readonly name: string;
  readonly holds: 'nothing' | 'cps' | 'vitale' | 'other' | 'unreadable';
}
export interface CertificateFact {
  readonly use: 'signature' | 'authentication';
  /** Who it names. */
  readonly holder: string;
  /** Epoch milliseconds. */
  readonly validUntil: number;
}
export interface ModuleFact {
  readonly path: string;
  readonly name: string;
  readonly version: string;
}

/** What the card agent knows of this workstation. */
export interface WorkstationFacts {
  readonly means: 'card' | 'softwareCard' | 'structure';
  /** The service of the readers. `unseen`: this installation cannot look, the module alone says what there is. Undefined: none is needed. */
  readonly pcsc?: 'running' | 'stopped' | 'unseen';
  /** How patients' cards are read. */
  readonly vitale?: VitaleReading['source'];
  /** A code: why they cannot be looked at. */
  readonly readers: readonly ReaderFact[] | ErrorCode;
  /** PKCS#11; undefined: none is asked. A code: why none works. */
  readonly module?: ModuleFact | ErrorCode;
  /** Paths of the modules that are found on this machine, the one in use included. */
  readonly modules: readonly string[];
  /** Those that can be read now: some only once the code was accepted. */
  readonly certificates: readonly CertificateFact[];
  /** How TLS reaches the key; undefined: it does not. */
  readonly tls?: 'memory' | 'engine' | 'stunnel';
}

/** The workstation, as the card agent sees it. */
export interface Workstation {
  /** @throws PluginError `agent.unavailable` */
  facts(): Promise<WorkstationFacts>;
}
export const Workstation = Symbol.for('dmp.Workstation');
