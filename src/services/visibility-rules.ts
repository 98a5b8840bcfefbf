import type { Forbidden, Visibility } from '../api/documents.js';
import type { PatientRef } from '../api/patient.js';
import type { DmpParameters } from './dmp-parameters.js';
import type { FormReader } from './form-reader.js';
import { isMinor } from './minority.js';

/** Everybody sees it (EX_2.1-2000). */
const VACCINATION_NOTE = '87273-9';

/** What may not be chosen, or not together (REC: `cumul-invisible_patient-masque_ps`), or not of such a document. */
export function checkVisibility(
  form: FormReader,
  { typeCode, visibility }: { readonly typeCode: string; readonly visibility: readonly Visibility[] },
  { forbidden, mayCumulate }: { readonly forbidden: Forbidden; readonly mayCumulate: boolean },
): void {
  if (typeCode === VACCINATION_NOTE && visibility.length > 0) form.note('visibility', 'vaccinationHidden');
  if (visibility.some((one) => forbidden[one])) form.note('visibility', 'notInList');
  const isCumulated = visibility.includes('INVISIBLE_PATIENT') && visibility.includes('MASQUE_PS');
  if (isCumulated && !mayCumulate) form.note('visibility', 'visibilitiesExclude');
}

/** The legal representatives of an adult are nobody's; of a minor only where the DMP knows of minors. */
export function forbiddenFor({ identity }: PatientRef, { majority, minors }: DmpParameters, today: string): Forbidden {
  if (!isMinor(identity, today, majority)) return { INVISIBLE_REPRESENTANTS_LEGAUX: 'adult' };
  return minors ? {} : { INVISIBLE_REPRESENTANTS_LEGAUX: 'notOffered' };
}
