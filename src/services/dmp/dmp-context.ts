import type { DmpEnvironment } from '../../api/messages.js';

/** This software, as the DMP knows it. */
export interface Lps {
  /** OID of the installed instance. */
  readonly oid: string;
  readonly name: string;
  readonly version: string;
  /** Given by the CNDA; a secret: never shown, never logged. */
  readonly homologationNumber: string;
}

/** What a message needs beside its subject. Read at every message, so that a changed setting counts at once. */
export interface DmpContext {
  /** Of the SOAP services, without a slash at its end. */
  readonly baseUrl: string;
  readonly environment: DmpEnvironment;
  readonly lps: Lps;
  /** A fresh UUID. */
  newId(): string;
  /** Epoch milliseconds. */
  now(): number;
}
export const DmpContext = Symbol.for('dmp.DmpContext');

/** HL7 `processingCode`: `P` in production, `D` anywhere else. */
export const processingCode = ({ environment }: DmpContext): 'P' | 'D' => (environment === 'production' ? 'P' : 'D');
