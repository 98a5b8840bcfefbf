import type { CardHolder } from './card-catalogue.js';
import { type Authority, issueCertificate, type Name } from './certificate.js';
import { type Credential, newKey } from './credential.js';
import { validity, YEAR } from './pki.js';

/** The two of a CPS: same subject, told apart by KeyUsage. */
export interface CardCredentials {
  readonly signature: Credential;
  readonly authentication: Credential;
}

/** `title` of the subject, by profession. */
const TITLES: Readonly<Record<string, string>> = { '10': 'Médecin', '60': 'Infirmier', '70': 'Masseur-Kinésithérapeute' };

/** Subject of a CPS: the last RDN names the holder by three values. */
export function subjectOf({ familyName, givenName, id, professionCode }: CardHolder): Name {
  return [
    [['C', 'FR']],
    [['title', TITLES[professionCode] ?? 'Professionnel de santé']],
    [
      ['CN', id],
      ['SN', familyName],
      ['GN', givenName],
    ],
  ];
}

/** @param period absent: three years from `now`, as long as the issuer lives. */
export async function issueCardCredentials(
  issuer: Authority,
  holder: CardHolder,
  now: number,
  period: { readonly notBefore: number; readonly notAfter: number } = validity(issuer, now, 3 * YEAR),
): Promise<CardCredentials> {
  const [signatureKey, authenticationKey] = await Promise.all([newKey(), newKey()]);
  const common = { subject: subjectOf(holder), issuer, ...period, profession: holder.professionCode };
  return {
    signature: { key: signatureKey, certificatePem: issueCertificate({ ...common, key: signatureKey, usage: ['nonRepudiation'] }) },
    authentication: {
      key: authenticationKey,
      certificatePem: issueCertificate({ ...common, key: authenticationKey, usage: ['digitalSignature'], purposes: ['clientAuth'] }),
    },
  };
}
