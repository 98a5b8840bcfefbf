import type { CardHolder } from './card-catalogue.js';
import { type Authority, issueCertificate, type Name, type Profession } from './certificate.js';
import { type Credential, newKey } from './credential.js';
import { validity, YEAR } from './pki.js';

/** The two of a card: same subject, told apart by KeyUsage. */
export interface CardCredentials {
  readonly signature: Credential;
  readonly authentication: Credential;
}

/** Whom a card is issued to. */
export interface CertifiedHolder extends CardHolder {
  /** Of a CPE: who employs the holder. */
  readonly structure?: { readonly id: string; readonly name: string };
}

/** `title` of the subject, by profession. */
const TITLES: Readonly<Record<string, string>> = { '10': 'Médecin', '60': 'Infirmier', '70': 'Masseur-Kinésithérapeute' };
const DEPARTMENT = 'Sarthe (72)';

/** Subject of a card: the last RDN names the holder by three values. A professional has a title, staff (CPE) a structure. */
export function subjectOf(holder: CertifiedHolder): Name {
  const { familyName, givenName, id } = holder;
  return [
    [['C', 'FR']],
    ...(holder.cardKind === 'CPE' ? employerOf(holder) : ([[['title', titleOf(holder)]]] as const)),
    [
      ['CN', id],
      ['SN', familyName],
      ['GN', givenName],
    ],
  ];
}

const employerOf = ({ structure }: CertifiedHolder): Name => (structure ? [[['O', structure.name]], [['L', DEPARTMENT]], [['OU', structure.id]]] : []);

function titleOf({ cardKind, professionCode }: CardHolder): string {
  const title = TITLES[professionCode] ?? 'Professionnel de santé';
  return cardKind === 'CPF' ? `${title} en formation` : title;
}

/** No table of professions has a word for staff. */
function professionIn({ cardKind, professionCode: code }: CardHolder): { readonly profession?: Profession } {
  return cardKind === 'CPE' ? {} : { profession: { table: cardKind === 'CPF' ? 'G16' : 'G15', code } };
}

/** @param period absent: three years from `now`, as long as the issuer lives. */
export async function issueCardCredentials(
  issuer: Authority,
  holder: CertifiedHolder,
  now: number,
  period: { readonly notBefore: number; readonly notAfter: number } = validity(issuer, now, 3 * YEAR),
): Promise<CardCredentials> {
  const [signatureKey, authenticationKey] = await Promise.all([newKey(), newKey()]);
  const common = { subject: subjectOf(holder), issuer, ...period, ...professionIn(holder) };
  return {
    signature: { key: signatureKey, certificatePem: issueCertificate({ ...common, key: signatureKey, usage: ['nonRepudiation'] }) },
    authentication: {
      key: authenticationKey,
      certificatePem: issueCertificate({ ...common, key: authenticationKey, usage: ['digitalSignature'], purposes: ['clientAuth'] }),
    },
  };
}
