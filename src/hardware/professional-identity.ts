import type { Readable } from 'node:stream';
import type { Observable } from 'rxjs';
import type { CardState } from '../api/messages.js';

export interface Exchange {
  readonly url: string;
  readonly headers: Record<string, string>;
  readonly body: Readable;
  readonly signal?: AbortSignal | undefined;
  /** A write: it leaves once at most, also on a connection that turns out to be dead (REC_0.X-1035 holds for what can be asked twice). */
  readonly once?: boolean;
}
export interface Answer {
  readonly status: number;
  readonly headers: Record<string, string>;
  readonly body: Readable;
}

/** Who speaks to the DMP, and the two keys that prove it. Services never know which adapter is in use. */
export interface ProfessionalIdentity {
  /** Replays the current state; never errors. */
  readonly state$: Observable<CardState>;
  /** Ciphertext (base64) for the last `pinKey`. A wrong code is a state, not an error, and is never tried again by us. @throws PluginError `card.pinFormat`, `card.pinUnreadable`, `card.codeNotTried`, `card.absent`, `agent.unavailable` */
  unlock(encryptedPin: string): Promise<void>;
  chooseReader(reader: string): Promise<void>;
  chooseSituation(id: string): Promise<void>;
  /** RSA PKCS#1 v1.5 over SHA-256 of `bytes`, with the signature key; the authentication key serves TLS alone, in `exchange`. @throws PluginError `card.absent` */
  sign(bytes: Uint8Array, use: 'signature'): Promise<Uint8Array>;
  /** DER of the end-entity certificate. @throws PluginError `card.absent` */
  certificate(use: 'signature'): Promise<Uint8Array>;
  /**
   * One HTTPS exchange on the connection of this identity. Streams both ways, never JSON. Any HTTP status is an answer.
   * @throws PluginError `card.absent`, `dmp.wrongAddress`, `dmp.unreachable`, `dmp.tlsRefused`, `dmp.clockSkew`, `dmp.timeout`, `agent.unavailable`
   */
  exchange(request: Exchange): Promise<Answer>;
}
export const ProfessionalIdentity = Symbol.for('dmp.ProfessionalIdentity');
