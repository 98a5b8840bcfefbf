import { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { CardState } from '../api/messages.js';
import type { ErrorDto } from '../api/plugin-error.js';
import type { PracticeMember } from '../api/professional.js';
import type { VitaleReading } from '../api/vitale.js';
import type { WorkstationFacts } from './workstation.js';

/**
 * What passes between `main` and the card agent. Control messages: JSON-RPC over the child's IPC channel. Bodies: HTTP/2 over the
 * duplex pipe on file descriptor 4 (flow control and cancellation are its own), one stream per exchange.
 */
export interface AgentOptions {
  /** Where the software cards' virtual reader is: a folder with `reader.json`. Empty: there is none. */
  readonly softwareCardReader: string;
  /** Program that reads Cartes Vitale by the licensed interface; absent: they are read where the professional's card is. */
  readonly vitaleProgram?: string;
  /** A card serves through its PKCS#11 module, not a software card. */
  readonly cps?: CpsOptions;
  /** Epoch milliseconds at which the agent before this one saw the card taken out. */
  readonly removedAt?: number;
  /** The certificates of a structure serve, not a card. */
  readonly structure?: StructureFiles;
  /** PEM file of the roots the DMP's certificate must chain to; empty: those of the system. */
  readonly trustedCertificates: string;
  /** Origins (`https://host:port`) the agent may call; any other is refused. */
  readonly allowedOrigins: readonly string[];
  readonly requestTimeoutSeconds: number;
}

/** How a card is reached. */
export interface CpsOptions {
  /** Of the PKCS#11 module; empty: the one that is found on this machine. */
  readonly modulePath?: string;
  /** PKCS#12 with a signature key of the holder, or folder with one per holder (`<national id>.p12`), opened by the code of the card, where the module cannot use that of the card; empty: the card signs. */
  readonly softwareSignature?: string;
  /** Absent: `engine` where this Node can load it, else `stunnel`. */
  readonly tls?: 'engine' | 'stunnel';
}

/** Paths of the two PKCS#12 of a structure, and who they speak for: the user of the host. */
export interface StructureFiles {
  /** ORG_AUTH_CLI. */
  readonly authentication: string;
  /** ORG_SIGN. */
  readonly signature: string;
  readonly member?: PracticeMember;
}

/** A refusal travels in the answer: JSON-RPC errors are kept for bugs. */
export type Outcome<T> = { readonly ok: T } | { readonly error: ErrorDto };

export const startAgent = new RequestType<AgentOptions, void, void>('agent/start');
/** Answered at once; an agent that does not answer in time is ended and started again. */
export const pingAgent = new RequestType<void, void, void>('agent/ping');
export const unlockCard = new RequestType<{ readonly encryptedPin: string }, Outcome<null>, void>('card/unlock');
export const chooseReader = new RequestType<{ readonly reader: string }, Outcome<null>, void>('card/chooseReader');
export const chooseSituation = new RequestType<{ readonly id: string }, Outcome<null>, void>('card/chooseSituation');
/** A patient's card, in any reader. Cancelling it gives the reading up. */
export const readVitale = new RequestType<void, Outcome<VitaleReading>, void>('vitale/read');
/** Base64 both ways. */
export const signBytes = new RequestType<{ readonly bytes: string }, Outcome<string>, void>('card/sign');
export const signatureCertificate = new RequestType<void, Outcome<string>, void>('card/certificate');
export const workstationFacts = new RequestType<void, Outcome<WorkstationFacts>, void>('workstation/facts');
export const cardState = new NotificationType<CardState>('card/state');
/** A session is over, and another process should serve the next: TLS keeps in this one what it knew of the card. */
export const agentWorn = new NotificationType<void>('agent/worn');

/** Descriptor of the pipe that carries bodies. */
export const BODY_PIPE = 4;
/** HTTP/2 headers of an exchange: the DMP's address, and its headers as JSON; in the answer, a refusal as JSON of `ErrorDto`, as a trailer when the body broke off. */
export const EXCHANGE_URL = 'x-exchange-url';
export const EXCHANGE_HEADERS = 'x-exchange-headers';
/** `1`: the exchange is not repeated, whatever happens to its connection. */
export const EXCHANGE_ONCE = 'x-exchange-once';
export const EXCHANGE_ERROR = 'x-exchange-error';
/** Trailer of a body that is all there: an end without it is a pipe that broke. */
export const EXCHANGE_WHOLE = 'x-exchange-whole';
/** Bytes that may be under way on one stream before its reader has taken them: what bounds the memory of a large document. */
export const BODY_WINDOW = 512 * 1024;
