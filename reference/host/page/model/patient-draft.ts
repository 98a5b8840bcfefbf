import type { PatientRecord } from '../../practice.js';
import { frenchDate, frenchDateWithDay, storedDate } from './dates.js';
import { compact, grouped, isWellFormed } from './social-security-number.js';

/** Every field of the form as typed, by path (`contact.phones.0`): what was typed survives even where it is no date or number yet. */
export type PatientDraft = Readonly<Record<FieldPath, string>>;
/** A sentence or text by path of the field. */
export type Faults = Readonly<Record<string, string>>;

type Kind = 'text' | 'date' | 'dateWithDay' | 'number' | 'socialSecurityNumber' | 'postalCode' | 'phone' | 'email' | 'boolean';

/** Path and kind of each field, in the order of the form. */
const FIELDS = {
  'beneficiary.name': 'text',
  'beneficiary.givenName': 'text',
  'beneficiary.quality': 'text',
  'beneficiary.birthDate': 'date',
  'beneficiary.twinRank': 'number',
  'beneficiary.socialSecurityNumber': 'socialSecurityNumber',
  'beneficiary.certificationDate': 'dateWithDay',
  'insured.name': 'text',
  'insured.givenName': 'text',
  'insured.socialSecurityNumber': 'socialSecurityNumber',
  'contact.address': 'text',
  'contact.addressComplement': 'text',
  'contact.postalCode': 'postalCode',
  'contact.city': 'text',
  'contact.phones.0': 'phone',
  'contact.phones.1': 'phone',
  'contact.phones.2': 'phone',
  'contact.phones.3': 'phone',
  'contact.email': 'email',
  'complementary.name': 'text',
  'complementary.from': 'date',
  'complementary.to': 'date',
  'complementary.rule': 'text',
  'treatingPhysician.name': 'text',
  'treatingPhysician.declared': 'boolean',
  'mileage.plain': 'number',
  'mileage.mountain': 'number',
  'mileage.foot': 'number',
  notes: 'text',
} as const satisfies Record<string, Kind>;
export type FieldPath = keyof typeof FIELDS;
export const FIELD_PATHS = Object.keys(FIELDS) as readonly FieldPath[];

const REQUIRED: Partial<Record<FieldPath, string>> = {
  'beneficiary.name': 'Saisissez le nom du patient.',
  'beneficiary.givenName': 'Saisissez le prénom du patient.',
  'beneficiary.birthDate': 'Saisissez la date de naissance.',
};

export function draftOf(record: PatientRecord): PatientDraft {
  return Object.fromEntries(FIELD_PATHS.map((path) => [path, textOf(FIELDS[path], valueAt(record, path))])) as Record<FieldPath, string>;
}

export const isChanged = (draft: PatientDraft, saved: PatientRecord): boolean => {
  const before = draftOf(saved);
  return FIELD_PATHS.some((path) => draft[path] !== before[path]);
};

/** `newer`, with what was typed since `before` kept. */
export const keepTyped = (draft: PatientDraft, before: PatientDraft, newer: PatientDraft): PatientDraft => ({
  ...newer,
  ...Object.fromEntries(FIELD_PATHS.filter((path) => draft[path] !== before[path]).map((path) => [path, draft[path]])),
});

/** Fields typed here that `newer` has changed too, with its text. */
export const changedElsewhere = (draft: PatientDraft, before: PatientDraft, newer: PatientDraft): Faults =>
  Object.fromEntries(
    FIELD_PATHS.filter((path) => draft[path] !== before[path] && newer[path] !== before[path] && newer[path] !== draft[path]).map((path) => [
      path,
      newer[path],
    ]),
  );

/** What is wrong with one field, as one sentence. */
export function faultOf(draft: PatientDraft, path: FieldPath): string | undefined {
  const text = draft[path].trim();
  if (!text) return REQUIRED[path];
  const kind: Kind = FIELDS[path];
  switch (kind) {
    case 'date':
    case 'dateWithDay':
      if (!storedDate(text)) return 'Cette date n’est pas lisible. Écrivez-la sous la forme jj/mm/aaaa.';
      if (path === 'complementary.to' && isBefore(text, draft['complementary.from']))
        return `La date de fin est avant la date de début (${draft['complementary.from']}).`;
      return undefined;
    case 'number':
      return /^\d+$/.test(text) ? undefined : 'Un nombre entier est attendu.';
    case 'socialSecurityNumber':
      return isWellFormed(text) ? undefined : 'Ce numéro compte 13 caractères et une clé de 2 chiffres.';
    case 'postalCode':
      return /^\d{5}$/.test(text) ? undefined : 'Un code postal compte 5 chiffres.';
    case 'phone':
      return /^\+?[\d\s.()-]{6,20}$/.test(text) ? undefined : 'Un numéro de téléphone ne contient que des chiffres.';
    case 'email':
      return /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(text) ? undefined : 'Cette adresse n’est pas complète. Exemple : nom@domaine.fr';
    default:
      return undefined;
  }
}

export function faultsOf(draft: PatientDraft): Faults {
  return Object.fromEntries(FIELD_PATHS.flatMap((path) => [[path, faultOf(draft, path)]]).filter(([, fault]) => fault)) as Faults;
}

/** The record with the typed values. `draft` has no fault. */
export function recordOf(draft: PatientDraft, saved: PatientRecord): PatientRecord {
  const record = structuredClone(saved);
  const before = draftOf(saved);
  for (const path of FIELD_PATHS) if (draft[path] !== before[path]) setValueAt(record, path, fieldValueOf(FIELDS[path], draft[path].trim()));
  return record;
}

/** The server may write `contact.phones[0]`. */
export const fieldPath = (path: string): string => path.replace(/\[(\d+)\]/g, '.$1');

/** How a field reads once it was left: dates and numbers in their usual groups. */
export function tidied(path: FieldPath, text: string): string {
  const kind: Kind = FIELDS[path];
  const stored = kind === 'date' || kind === 'dateWithDay' ? storedDate(text) : undefined;
  if (stored) return textOf(kind, stored);
  return kind === 'socialSecurityNumber' ? grouped(text) : text;
}

function textOf(kind: Kind, value: unknown): string {
  if (kind === 'date') return frenchDate(String(value));
  if (kind === 'dateWithDay') return frenchDateWithDay(String(value));
  return kind === 'socialSecurityNumber' ? grouped(String(value)) : String(value);
}

function fieldValueOf(kind: Kind, text: string): unknown {
  if (kind === 'date' || kind === 'dateWithDay') return text ? storedDate(text) : '';
  if (kind === 'number') return Number(text || 0);
  if (kind === 'boolean') return text === 'true';
  return kind === 'socialSecurityNumber' && compact(text).length === 15 ? grouped(text) : text;
}

function isBefore(to: string, from: string): boolean {
  const [end, start] = [storedDate(to), storedDate(from)];
  return Boolean(end && start && end < start);
}

const valueAt = (record: PatientRecord, path: string): unknown =>
  path.split('.').reduce<unknown>((value, key) => (value as Record<string, unknown> | undefined)?.[key], record) ?? '';

function setValueAt(record: PatientRecord, path: string, value: unknown): void {
  const keys = path.split('.');
  const last = keys.pop() ?? '';
  const owner = keys.reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], record) as Record<string, unknown>;
  owner[last] = value;
}
