import type { CertificateFact } from '../workstation.js';
import type { CardCertificates } from './professional-card.js';

/** @param holder as the screen names who the certificates speak for */
export const certificateFacts = (certificates: CardCertificates, holder: string): readonly CertificateFact[] =>
  (['authentication', 'signature'] as const).map((use) => ({ use, holder, validUntil: Date.parse(certificates[use].validTo) }));
