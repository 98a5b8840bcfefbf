import { X509Certificate } from 'node:crypto';
import forge from 'node-forge';
import type { Holder } from '../../../api/professional.js';

/** Private extensions that say the profession, by its table; a CPE has neither. Their numbers are those of the tables: inferred, to be confirmed on test cards [A]. */
const PROFESSION_G15 = '1.2.250.1.71.1.2.7';
const PROFESSION_G16 = '1.2.250.1.71.1.2.8';
/** No table of professions has a word for staff: TRE_A00. */
const STAFF = 'SECRETARIAT_MEDICAL';

/** One of the two certificates of a CPS, CPF or CPE (IGC-Santé). Same subject in both: only KeyUsage tells them apart. */
export interface CpsCertificate {
  readonly certificate: X509Certificate;
  readonly use: 'signature' | 'authentication';
  readonly holder: Omit<Holder, 'specialityCode'>;
  /** Of the public key, big endian, without leading zeros. */
  readonly modulus: Buffer;
}

/** Undefined: the certificate of something else. */
export function readCpsCertificate(der: Buffer): CpsCertificate | undefined {
  try {
    const certificate = new X509Certificate(der);
    const parsed = forge.pki.certificateFromAsn1(forge.asn1.fromDer(der.toString('latin1')));
    const holder = holderOf(certificate, parsed);
    const { kty, n } = certificate.publicKey.export({ format: 'jwk' });
    if (!holder || kty !== 'RSA' || !n) return undefined;
    const usage = parsed.getExtension('keyUsage') as { readonly nonRepudiation?: boolean } | null;
    return { certificate, holder, use: usage?.nonRepudiation ? 'signature' : 'authentication', modulus: Buffer.from(n, 'base64url') };
  } catch {
    return undefined;
  }
}

function holderOf(certificate: X509Certificate, parsed: forge.pki.Certificate): CpsCertificate['holder'] | undefined {
  const { CN: id, GN: givenName, SN: familyName, OU: unit } = certificate.toLegacyObject().subject as unknown as Readonly<Record<string, unknown>>;
  if (typeof id !== 'string' || typeof givenName !== 'string' || typeof familyName !== 'string') return undefined;
  const [cps, cpf] = [PROFESSION_G15, PROFESSION_G16].map((extension) => textIn(parsed, extension));
  if (cps) return { id, familyName, givenName, professionCode: cps };
  if (cpf) return { id, familyName, givenName, professionCode: cpf, cardKind: 'CPF' };
  return unit === undefined ? undefined : { id, familyName, givenName, professionCode: STAFF, cardKind: 'CPE' };
}

function textIn(parsed: forge.pki.Certificate, id: string): string | undefined {
  // The declarations of the library know extensions by number alone.
  const extension = parsed.getExtension({ id } as unknown as string) as { readonly value?: string } | undefined | null;
  if (extension?.value === undefined) return undefined;
  const { value } = forge.asn1.fromDer(extension.value);
  return typeof value === 'string' ? value : undefined;
}
