import { subjectName } from './subject-name.js';

/** What an assertion says of the certificate that signs it. */
export interface SigningCertificate {
  /** RFC 2253. */
  readonly subject: string;
  readonly base64: string;
}

let last: SigningCertificate | undefined;

/** Reads a certificate (DER). The last one is kept: a session signs every message with the same. */
export function signingCertificate(der: Uint8Array): SigningCertificate {
  const base64 = Buffer.from(der).toString('base64');
  if (last?.base64 !== base64) last = { base64, subject: subjectName(der) };
  return last;
}
