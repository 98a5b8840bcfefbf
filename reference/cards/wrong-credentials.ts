import type { CardHolder } from './card-catalogue.js';
import { type CardCredentials, issueCardCredentials, subjectOf } from './card-credentials.js';
import { issueCertificate } from './certificate.js';
import { newKey } from './credential.js';
import { type Pki, YEAR } from './pki.js';

/** Deliberately wrong material, for tests: whatever accepts it is broken. */

/** A CPS issued by an authority that has the name of ours, and another key. */
export async function forgedCredentials(pki: Pki, holder: CardHolder, now: number): Promise<CardCredentials> {
  return issueCardCredentials({ ...pki.persons, key: await newKey() }, holder, now);
}

/** A CPS that vouches for itself. */
export async function selfSignedCredentials(holder: CardHolder, now: number): Promise<CardCredentials> {
  const key = await newKey();
  const name = subjectOf(holder);
  const period = { notBefore: now - YEAR, notAfter: now + YEAR };
  const certificatePem = issueCertificate({
    subject: name,
    key,
    issuer: { name, key },
    ...period,
    usage: ['nonRepudiation', 'digitalSignature'],
    purposes: ['clientAuth'],
  });
  return { signature: { key, certificatePem }, authentication: { key, certificatePem } };
}

/** A CPS of ours that ended a minute ago. */
export function expiredCredentials(pki: Pki, holder: CardHolder, now: number): Promise<CardCredentials> {
  return issueCardCredentials(pki.persons, holder, now, { notBefore: now - YEAR, notAfter: now - 60_000 });
}
