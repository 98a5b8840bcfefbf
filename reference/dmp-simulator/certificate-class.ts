import type { X509Certificate } from 'node:crypto';
import forge from 'node-forge';

const CLIENT_AUTH = '1.3.6.1.5.5.7.3.2';

/** What the certificate may be used for, by KeyUsage and ExtendedKeyUsage. */
export function classOf(certificate: X509Certificate): 'signature' | 'authentication' | 'other' {
  const usage = forge.pki.certificateFromPem(certificate.toString()).getExtension('keyUsage') as
    | { nonRepudiation?: boolean; digitalSignature?: boolean }
    | undefined;
  if (usage?.nonRepudiation) return 'signature';
  return usage?.digitalSignature && certificate.keyUsage?.includes(CLIENT_AUTH) ? 'authentication' : 'other';
}

export const isIssuedBy = (certificate: X509Certificate, issuer: X509Certificate): boolean =>
  certificate.checkIssued(issuer) && certificate.verify(issuer.publicKey);

export const isInDate = (certificate: X509Certificate, now: number): boolean =>
  Date.parse(certificate.validFrom) <= now && now <= Date.parse(certificate.validTo);
