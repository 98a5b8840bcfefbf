import type { ProposedFields } from '../../../../src/api/patient.js';
import { type FieldPath, type PatientDraft, tidied } from './patient-draft.js';

/** What a plugin proposes, put into the form as if it had been typed. */

const PATHS = {
  addressLine: 'contact.address',
  addressComplement: 'contact.addressComplement',
  postalCode: 'contact.postalCode',
  city: 'contact.city',
  email: 'contact.email',
} as const satisfies Partial<Record<keyof ProposedFields, FieldPath>>;
const PHONES = ['contact.phones.0', 'contact.phones.1', 'contact.phones.2', 'contact.phones.3'] as const satisfies readonly FieldPath[];
const LONGEST = 500;

export interface AcceptedProposal {
  readonly draft: PatientDraft;
  /** The proposed fields the form has now. */
  readonly taken: readonly (keyof ProposedFields)[];
  /** Fields of the form that read otherwise than before. */
  readonly changed: readonly FieldPath[];
}

/** A number goes into a free field, so that none is overwritten; without a free one it is not taken. An empty value is nothing to take. */
export function withProposal(draft: PatientDraft, fields: ProposedFields): AcceptedProposal {
  const taken: (keyof ProposedFields)[] = [];
  const next: Record<FieldPath, string> = { ...draft };
  const put = (field: keyof ProposedFields, path: FieldPath | undefined, text: string): void => {
    if (!path) return;
    next[path] = tidied(path, text);
    taken.push(field);
  };
  for (const field of ['addressLine', 'addressComplement', 'postalCode', 'city', 'homePhone', 'mobilePhone', 'email'] as const) {
    const value: unknown = fields[field];
    const text = typeof value === 'string' ? value.trim() : '';
    if (!text || text.length > LONGEST) continue;
    if (field !== 'homePhone' && field !== 'mobilePhone') put(field, PATHS[field], text);
    else {
      const known = PHONES.find((path) => digitsOf(next[path]) === digitsOf(text));
      put(field, known ?? PHONES.find((path) => next[path].trim() === ''), known ? next[known] : nationalPhone(text));
    }
  }
  return { draft: next, taken, changed: (Object.keys(next) as FieldPath[]).filter((path) => next[path] !== draft[path]) };
}

/** `+33243000001` as `02 43 00 00 01`, the way the form has its numbers; a foreign number as it is. */
export const nationalPhone = (text: string): string => {
  const digits = digitsOf(text);
  return /^0[1-9]\d{8}$/.test(digits) ? digits.replace(/(..)(?=.)/g, '$1 ') : text;
};

/** What two numbers are compared by. */
const digitsOf = (text: string): string => text.replaceAll(/[\s.()-]/g, '').replace(/^(\+|00)33/, '0');
