import type { PatientRecord } from '../../practice.js';

type Faults = Record<string, string>;
interface Period {
  readonly from: string;
  readonly to: string;
}

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]{2,}$/;
const PHONE = /^\+?\d[\d .()-]{5,24}$/;

const STRICT_TRAITS = ['name', 'givenName', 'birthDate', 'socialSecurityNumber'] as const;

/** What a qualified INS rests on does not change in the form: else the form would show one person, and the INS name another. */
export function changedStrictTraits(stored: PatientRecord, record: PatientRecord): Readonly<Faults> {
  if (stored.identity.insStatus !== 'qualifiée') return {};
  const changed = STRICT_TRAITS.filter((trait) => stored.beneficiary[trait] !== record.beneficiary[trait]);
  return Object.fromEntries(changed.map((trait) => [`beneficiary.${trait}`, 'L’INS de ce patient est qualifiée\u00a0: ce trait ne se modifie pas ici.']));
}

/** What is wrong with a patient's form, by path of the field, in the words the user reads. */
export function patientFaults(record: PatientRecord): Readonly<Faults> {
  const { beneficiary, insured, complementary, contact, mileage, rights, absences, notes } = record;
  const faults: Faults = {};
  const check = (path: string, good: boolean, sentence: string): void => {
    if (!good) faults[path] ??= sentence;
  };
  const checkDate = (path: string, date: string): void => check(path, date === '' || isDate(date), 'Cette date n’existe pas.');
  const checkPeriod = (path: string, { from, to }: Period): void => {
    checkDate(`${path}.from`, from);
    checkDate(`${path}.to`, to);
    check(`${path}.to`, !from || !to || from <= to, 'La fin précède le début.');
  };
  check('beneficiary.name', beneficiary.name.trim() !== '', 'Le nom est nécessaire.');
  check('beneficiary.givenName', beneficiary.givenName.trim() !== '', 'Le prénom est nécessaire.');
  check('beneficiary.birthDate', beneficiary.birthDate === '' || isDate(beneficiary.birthDate) || isLunar(beneficiary.birthDate), 'Cette date n’existe pas.');
  check(
    'beneficiary.twinRank',
    Number.isInteger(beneficiary.twinRank) && beneficiary.twinRank >= 1 && beneficiary.twinRank <= 9,
    'Le rang gémellaire va de 1 à 9.',
  );
  checkDate('beneficiary.certificationDate', beneficiary.certificationDate);
  for (const [path, number] of [
    ['beneficiary.socialSecurityNumber', beneficiary.socialSecurityNumber],
    ['insured.socialSecurityNumber', insured.socialSecurityNumber],
  ] as const) {
    const compact = number.replaceAll(/\s/g, '').toUpperCase();
    check(path, compact === '' || /^\d{5}(\d\d|2A|2B)\d{8}$/.test(compact), 'Le numéro compte 13 caractères et une clé de 2 chiffres.');
    check(path, compact === '' || hasRightKey(compact), 'La clé ne correspond pas à ce numéro.');
  }
  checkPeriod('complementary', complementary);
  check(
    'contact.postalCode',
    contact.postalCode === '' || /^[\dA-Za-z][\dA-Za-z -]{2,9}$/.test(contact.postalCode),
    'Ce code postal n’a pas la forme attendue.',
  );
  check('contact.email', contact.email === '' || EMAIL.test(contact.email), 'Cette adresse n’a pas la forme nom@domaine.fr.');
  for (const [index, phone] of contact.phones.entries())
    check(`contact.phones[${index}]`, phone === '' || PHONE.test(phone), 'Ce numéro de téléphone n’a pas la forme attendue.');
  for (const [place, kilometres] of Object.entries(mileage)) check(`mileage.${place}`, kilometres >= 0 && kilometres <= 999, 'Les kilomètres vont de 0 à 999.');
  for (const [index, period] of rights.entries()) checkPeriod(`rights[${index}]`, period);
  for (const [index, period] of absences.entries()) checkPeriod(`absences[${index}]`, period);
  check('notes', notes.length <= 20_000, 'Les notes sont trop longues.');
  return faults;
}

function isDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Births of unknown or lunar date carry a month of 00 or from 20 on, or a day of 00. */
const isLunar = (text: string): boolean => /^\d{4}-(00|[2-9]\d)-([0-2]\d|3[01])$|^\d{4}-(0\d|1[0-2])-00$/.test(text);

function hasRightKey(number: string): boolean {
  const body = number.slice(0, 13).replace('2A', '19').replace('2B', '18');
  return /^\d{13}$/.test(body) && 97 - (Number(body) % 97) === Number(number.slice(13));
}
