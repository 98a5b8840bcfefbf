import type { Agent } from 'node:https';
import type { PluginError } from '../../../api/plugin-error.js';

/** Connections that show one authentication certificate. Destroyed with the session: nothing outlives the card. */
export interface TlsAgent extends Agent {
  /** The next exchange opens a connection of its own. */
  closeIdle(): void;
}

/** How TLS proves that it has the authentication key of one session, wherever that key lies. */
export interface TlsKeyProvider {
  /** For the diagnostic. `memory`: a key of ours; `engine`: OpenSSL asks the card's module; `stunnel`: a process beside us does. */
  readonly kind: 'memory' | 'engine' | 'stunnel';
  /** @param ca PEM of the roots the server must chain to; absent: those of the system. @throws when the key cannot be reached */
  open(ca: Buffer | undefined): TlsAgent;
  /** Undefined: it was not the key that failed. */
  failureOf(error: unknown): Promise<PluginError | undefined>;
  /** The session is over: what it kept of the key is forgotten. */
  close(): void;
}

/** Of one session: a large document and the questions beside it. */
export const MOST_CONNECTIONS = 4;
