import type { PatientRecord } from '../../practice.js';
import type { FieldPath, PatientDraft } from './patient-draft.js';
import { compact } from './social-security-number.js';

/** Address, telephones and e-mail: what *Copier les coordonnées* takes along. */
export type Coordinates = Readonly<Record<(typeof COORDINATE_PATHS)[number], string>>;

const COORDINATE_PATHS = [
  'contact.address',
  'contact.addressComplement',
  'contact.postalCode',
  'contact.city',
  'contact.phones.0',
  'contact.phones.1',
  'contact.phones.2',
  'contact.phones.3',
  'contact.email',
] as const satisfies readonly FieldPath[];

export const coordinatesOf = (draft: PatientDraft): Coordinates => Object.fromEntries(COORDINATE_PATHS.map((path) => [path, draft[path]])) as Coordinates;
export const withCoordinates = (draft: PatientDraft, coordinates: Coordinates): PatientDraft => ({ ...draft, ...coordinates });
export const hasCoordinates = (coordinates: Coordinates): boolean => Object.values(coordinates).some((text) => text.trim());

/** True when the patient is insured in his own name: there is no other form to copy from or to. */
export const isOwnInsured = (draft: PatientDraft): boolean =>
  draft['beneficiary.quality'] === 'Assuré' &&
  compact(draft['insured.name']) === compact(draft['beneficiary.name']) &&
  compact(draft['insured.givenName']) === compact(draft['beneficiary.givenName']);

/** The insured's own form among those that bear his number: the one of quality *Assuré*, else the one that bears his name. Never the patient's own form. */
export function insuredAmong(candidates: readonly PatientRecord[], draft: PatientDraft, ownId: string): PatientRecord | undefined {
  const number = compact(draft['insured.socialSecurityNumber']);
  const bearing = candidates.filter(({ id, beneficiary }) => id !== ownId && number !== '' && compact(beneficiary.socialSecurityNumber) === number);
  const named = ({ beneficiary }: PatientRecord): boolean =>
    compact(beneficiary.name) === compact(draft['insured.name']) && compact(beneficiary.givenName) === compact(draft['insured.givenName']);
  return bearing.find((record) => record.beneficiary.quality === 'Assuré') ?? bearing.find(named);
}
