import type { PatientIdentity } from '../api/patient.js';

/** Unless the DMP says otherwise (`age-majorite`). */
const MAJORITY = 18;

/** Compared as text: a lunar birth date is legal and is no `Date`. `today`: `yyyy-MM-dd`. */
export function isMinor({ birthDate }: PatientIdentity, today: string, majority = MAJORITY): boolean {
  const [year = '', ...monthAndDay] = birthDate.split('-');
  return [String(Number(year) + majority), ...monthAndDay].join('-') > today;
}
