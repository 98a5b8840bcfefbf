import type { DmpEnvironment } from '../api/messages.js';
import type { PatientIdentity } from '../api/patient.js';
import type { ErrorCode } from '../api/plugin-error.js';

const INS_NIR = '1.2.250.1.213.1.4.8';
const INS_NIA = '1.2.250.1.213.1.4.9';
/** The DMP's test environments know this domain alone, even for an identity that INSi answered with `.8`. */
const INS_NIR_TEST = '1.2.250.1.213.1.4.10';

/** Sex, year, month, department (Corsica: `2A`, `2B`), commune, rank; then the key. */
const MATRICULE = /^\d{5}(?:\d\d|2[AB])\d{6}\d\d$/;
const TEMPORARY = /^[78]/;

type Refusal = Extract<ErrorCode, `ins.${string}`>;

/** Why the DMP may not be called about this identity, or `undefined`. Only an INS that is *qualifiée* opens it, and never a waiting number (NIA). */
export function checkIns(identity: PatientIdentity, environment: DmpEnvironment): Refusal | undefined {
  if (identity.insStatus !== 'qualifiée') return 'ins.notQualified';
  if (identity.insOid === INS_NIA || TEMPORARY.test(identity.matricule)) return 'ins.isNia';
  if (!hasRightKey(identity.matricule)) return 'ins.wrongKey';
  if (identity.insOid !== (environment === 'production' ? INS_NIR : INS_NIR_TEST)) return 'ins.wrongDomain';
  return undefined;
}

/** Why no document can name this patient: with an INS all five traits are mandatory (§1.1 of the header), and the DMP would refuse it after it was signed. */
export function checkTraits({ birthDate, birthGivenNames, birthName, birthPlaceCode }: PatientIdentity): Refusal | undefined {
  return [birthDate, birthGivenNames, birthName, birthPlaceCode].every((trait) => trait.trim() !== '') ? undefined : 'ins.incomplete';
}

/** Key = 97 − (number modulo 97). The letters of Corsica count as 19 and 18, in this arithmetic only. */
function hasRightKey(matricule: string): boolean {
  if (!MATRICULE.test(matricule)) return false;
  const number = Number(matricule.slice(0, 13).replace('2A', '19').replace('2B', '18'));
  return Number(matricule.slice(13)) === 97 - (number % 97);
}
