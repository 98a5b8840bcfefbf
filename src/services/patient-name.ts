import type { PatientRef } from '../api/patient.js';

/** As he is called: the used name, else the birth name, and every given name. */
export const nameOf = ({ identity: { usedName, birthName, birthGivenNames } }: PatientRef): string => `${usedName || birthName} ${birthGivenNames}`;
