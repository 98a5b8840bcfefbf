import type { VitaleBeneficiary } from '../../src/api/vitale.js';
import type { PatientRecord } from './practice.js';

/** Whether a person on a Carte Vitale is a patient of the practice: asked by the page for the user, and again by the server. */

/** Lower case, no accents, words parted by one space: a card writes `JEAN MICHEL` where a form has `Jean-Michel`. */
export const folded = (text: string): string =>
  text
    .normalize('NFD')
    .replaceAll(/\p{M}/gu, '')
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, ' ')
    .trim();

/** `yyyyMMdd` of a card as `yyyy-MM-dd`; a lunar date as well. Empty when it is none. */
export const storedCardDate = (date: string): string => (/^\d{8}$/.test(date) ? date.replace(/^(....)(..)(..)$/, '$1-$2-$3') : '');

const number = (text: string): string => text.replaceAll(/[\s.]/g, '').toUpperCase();

/** The birth date, and the name he was born with or uses. */
function hasTraitsOf(record: PatientRecord, { birthName, usedName, givenName, birthDate }: VitaleBeneficiary): boolean {
  const { beneficiary, identity } = record;
  const names = [beneficiary.name, identity.birthName, identity.usedName ?? ''].map(folded);
  const known = new Set(`${folded(beneficiary.givenName)} ${folded(identity.birthGivenNames)}`.split(' '));
  const given = folded(givenName).split(' ').filter(Boolean);
  return (
    isBornOn(record, birthDate) &&
    [birthName, usedName].map(folded).some((name) => name !== '' && names.includes(name)) &&
    given.length > 0 &&
    given.every((word) => known.has(word))
  );
}

/** Where the card keeps no century (`yyMMdd`), the form's is taken. */
const isBornOn = ({ beneficiary, identity }: PatientRecord, birthDate: string): boolean => {
  const known = [beneficiary.birthDate, identity.birthDate].map((date) => date.replaceAll('-', ''));
  return /^(\d{6}|\d{8})$/.test(birthDate) && known.some((date) => date.length === 8 && date.endsWith(birthDate));
};

/**
 * A person with a number of his own is known by it; in a form where it was typed the birth date must agree, because a child's form may bear
 * his parent's. A child without one is known by the insured's number and his traits. So is a patient whose form has no number yet, by traits alone.
 */
export function isHolder(record: PatientRecord, person: VitaleBeneficiary): boolean {
  const own = number(record.beneficiary.socialSecurityNumber);
  const ins = number(record.identity.matricule);
  const nir = number(person.nir);
  if (nir) {
    if (ins === nir) return true;
    if (own === nir) return isBornOn(record, person.birthDate);
    return own === '' && ins === '' && hasTraitsOf(record, person);
  }
  const insured = number(person.insuredNir);
  return insured !== '' && [number(record.insured.socialSecurityNumber), own].includes(insured) && hasTraitsOf(record, person);
}
