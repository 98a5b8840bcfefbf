import type { PatientIdentity } from '../../../api/patient.js';
import type { Holder } from '../../../api/professional.js';
import { PROFESSIONAL_IDS, STRUCTURE_IDS } from '../protocol-constants.js';

/** HL7 v2 data types, as the French profile of XDS writes them in its slots (§10.3 of the protocol). What a person typed cannot break them. */

const ESCAPES: Readonly<Record<string, string>> = { '\\': '\\E\\', '|': '\\F\\', '~': '\\R\\', '^': '\\S\\', '&': '\\T\\' };
const escaped = (text: string): string => text.replace(/[\\|~^&]/g, (character) => ESCAPES[character] ?? character);

/** XCN of a professional. `IDNPS`: a national id; `EI`: one a structure has given (a CPE's has a slash). */
export const xcn = ({ id, familyName, givenName }: Holder): string =>
  `${id}^${escaped(familyName)}^${escaped(givenName)}^^^^^^&${PROFESSIONAL_IDS}&ISO^D^^^${id.includes('/') ? 'EI' : 'IDNPS'}`;

/** XON of a structure. `id`: Struct_IdNat. */
export const xon = ({ id, name }: { readonly id: string; readonly name: string }): string => `${escaped(name)}^^^^^&${STRUCTURE_IDS}&ISO^IDNST^^^${id}`;

/** CX of a patient: his matricule, and `NH` for a national id. */
export const cx = ({ insOid, matricule }: PatientIdentity): string => `${matricule}^^^&${insOid}&ISO^NH`;

/** `sourcePatientInfo`: one value each for name (birth name `L`, used name `D`), birth date and sex. */
export function sourcePatientInfo({ birthDate, birthGivenNames, birthName, sex, usedName }: PatientIdentity): readonly string[] {
  const [first = ''] = birthGivenNames.split(' ');
  const name = (family: string, type: 'L' | 'D') => `PID-5|${escaped(family)}^${escaped(first)}^${escaped(birthGivenNames)}^^^^${type}`;
  return [name(birthName, 'L'), ...(usedName ? [name(usedName, 'D')] : []), `PID-7|${birthDate.replaceAll('-', '')}`, `PID-8|${sex === 'UN' ? 'U' : sex}`];
}
