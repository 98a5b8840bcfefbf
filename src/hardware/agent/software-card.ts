import { sign as signWith } from 'node:crypto';
import { promisify } from 'node:util';
import type { Situation } from '../../api/professional.js';
import type { CardKeys } from './card-keys.js';
import type { OpenCard } from './professional-card.js';
import { MemoryTlsKey } from './tls/memory-tls-key.js';

const signAsync = promisify(signWith);

/** A card whose keys are in memory. */
export const openSoftwareCard = ({ authentication, signature }: CardKeys, situations: readonly Situation[]): OpenCard => ({
  situations,
  signatureCertificate: signature.certificate.raw,
  tls: new MemoryTlsKey(authentication),
  sign: (bytes) => signAsync('sha256', bytes, signature.key),
  close: () => {},
});
