import { X509Certificate } from 'node:crypto';

/** OpenSSL separates the attributes of one RDN so; a plus sign of a value comes escaped. */
const MULTI_VALUED = ' + ';

/**
 * Subject of a certificate (DER) as RFC 2253 writes it, most specific first, with the names the DMP reads: `GN=`, `SN=`, `ST=`, `title=`.
 * Attributes that share one RDN stay together, joined by `+`.
 */
export function subjectName(certificate: Uint8Array): string {
  const { subject } = new X509Certificate(certificate);
  return subject
    .split('\n')
    .reverse()
    .map((name) => name.split(MULTI_VALUED).join('+'))
    .join(',');
}
