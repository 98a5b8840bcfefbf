import type { X509Certificate } from 'node:crypto';
import { isIssuedBy } from '../certificate-class.js';
import { commonNameOf, structureIdOf } from '../distinguished-name.js';
import type { World } from '../rule.js';

/** Not that of a card. */
export const isStructureCertificate = (certificate: X509Certificate, { organisations }: World): boolean => isIssuedBy(certificate, organisations);

/** Authentication and signature certificates of one card, or of one structure. */
export function haveOneHolder(one: X509Certificate, other: X509Certificate, world: World): boolean {
  const idOf = isStructureCertificate(one, world) ? structureIdOf : commonNameOf;
  return idOf(one) !== undefined && idOf(one) === idOf(other);
}
