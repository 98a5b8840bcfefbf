import { X509Certificate } from 'node:crypto';

/** OpenSSL separates the attributes of one RDN so; a plus sign of a value comes escaped. */
const MULTI_VALUED = ' + ';

/** Subject of a certificate (DER) as RFC 2253 writes it, most specific first, with the names the DMP reads: `GN=`, `SN=`, `ST=`, `title=`. */
export const subjectName = (certificate: Uint8Array): string => rfc2253(new X509Certificate(certificate).subject);

/** Who has issued it, written the same way. */
export const issuerName = (certificate: Uint8Array): string => rfc2253(new X509Certificate(certificate).issuer);

/** Attributes that share one RDN stay together, joined by `+`. */
const rfc2253 = (name: string): string =>
  name
    .split('\n')
    .reverse()
    .map((part) => part.split(MULTI_VALUED).join('+'))
    .join(',');
