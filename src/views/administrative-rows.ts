import type { AdministrativeComparison, Trait } from '../api/messages.js';
import type { ProposedFields } from '../api/patient.js';
import { dayOf, type TextKey, t } from './l10n.js';

/** What both sides say of one item. `none`: neither knows it. */
export type RowState = 'same' | 'different' | 'hostMissing' | 'dmpMissing' | 'none';

/** One line of the comparison, as it is read. `copies`: what the form may take from it. */
export interface AdministrativeRow {
  readonly name: TextKey;
  readonly host: string;
  readonly dmp: string;
  readonly state: RowState;
  readonly copies?: { readonly field: keyof ProposedFields; readonly value: string };
}

/** The sides of the comparison, flat. */
type Item = 'birthName' | 'usedName' | 'givenNames' | 'sex' | 'birthDate' | keyof ProposedFields;
type Sides = Readonly<Record<Item, string>>;

const IDENTITY = ['usedName', 'birthName', 'givenNames', 'sex', 'birthDate'] as const;
const CONTACT = [
  'addressLine',
  'addressComplement',
  'postalCode',
  'city',
  'homePhone',
  'mobilePhone',
  'email',
] as const satisfies readonly (keyof ProposedFields)[];
/** The service has compared these, as identities are. */
const TRAITS: Partial<Record<Item, Trait>> = { birthName: 'birthName', givenNames: 'birthGivenNames', birthDate: 'birthDate' };

/** What identity vigilance looks at (EX_GEN-1230). */
export const vigilanceRows = (comparison: AdministrativeComparison): readonly AdministrativeRow[] =>
  (['birthName', 'givenNames', 'birthDate'] as const).map((item) => row(item, comparison));

/** All items; an identity is not copied, since it comes from the INS alone. */
export function administrativeRows(comparison: AdministrativeComparison): readonly AdministrativeRow[] {
  const { dmp } = sidesOf(comparison);
  const contact = CONTACT.map((item) => {
    const one = row(item, comparison);
    return one.state === 'different' || one.state === 'hostMissing' ? { ...one, copies: { field: item, value: dmp[item] } } : one;
  });
  return [...IDENTITY.map((item) => row(item, comparison)), ...contact];
}

/** What a change puts in place of what the DMP has: that which the form tells, and tells otherwise. */
export function replacedBy(comparison: AdministrativeComparison): readonly ('address' | 'phones' | 'email')[] {
  const { host } = sidesOf(comparison);
  const isOneOf = (items: readonly Item[], states: readonly RowState[]) => items.some((item) => states.includes(row(item, comparison).state));
  // An address goes as a whole, with what the form lacks of it; one that no letter would reach does not go.
  const isWhole = host.addressLine !== '' && host.city !== '';
  const replaced = {
    address: isWhole && isOneOf(['addressLine', 'addressComplement', 'postalCode', 'city'], ['different', 'hostMissing', 'dmpMissing']),
    phones: isOneOf(['homePhone', 'mobilePhone'], ['different', 'dmpMissing']),
    email: isOneOf(['email'], ['different', 'dmpMissing']),
  };
  return (['address', 'phones', 'email'] as const).filter((part) => replaced[part]);
}

function row(item: Item, comparison: AdministrativeComparison): AdministrativeRow {
  const { host, dmp } = sidesOf(comparison);
  return {
    name: `administrative.field.${item}`,
    host: shown(item, host[item]),
    dmp: shown(item, dmp[item]),
    state: stateOf(item, host[item], dmp[item], comparison.identityDiffers),
  };
}

function stateOf(item: Item, host: string, dmp: string, identityDiffers: readonly Trait[]): RowState {
  if (!host && !dmp) return 'none';
  if (!dmp) return 'dmpMissing';
  if (!host) return 'hostMissing';
  const trait = TRAITS[item];
  return (trait ? identityDiffers.includes(trait) : !same(item, host, dmp)) ? 'different' : 'same';
}

function same(item: Item, one: string, other: string): boolean {
  if (item === 'homePhone' || item === 'mobilePhone') return digits(one) === digits(other);
  if (item === 'email') return one.toLowerCase() === other.toLowerCase();
  return plain(one) === plain(other);
}

function shown(item: Item, value: string): string {
  if (value === 'F' || value === 'M') return item === 'sex' ? t(`administrative.sex.${value}`) : value;
  if (item === 'birthDate') return dayOf(value) || value;
  return item === 'homePhone' || item === 'mobilePhone' ? national(value) : value;
}

function sidesOf({ host, dmp }: AdministrativeComparison): { readonly host: Sides; readonly dmp: Sides } {
  return { host: sideOf(host), dmp: sideOf(dmp) };
}

function sideOf({ address, birthName, usedName, givenNames, sex, birthDate, homePhone, mobilePhone, email }: AdministrativeComparison['host']): Sides {
  return {
    birthName: known(birthName),
    usedName: known(usedName),
    givenNames: known(givenNames),
    sex,
    birthDate,
    addressLine: known(address.line),
    addressComplement: known(address.complement),
    postalCode: known(address.postalCode),
    city: known(address.city),
    homePhone: known(homePhone),
    mobilePhone: known(mobilePhone),
    email: known(email),
  };
}

/** The DMP writes what it does not know. */
const known = (text: string): string => (/^non renseign[ée]e?$/i.test(text.trim()) ? '' : text.trim());

/** Capitals, without accents nor punctuation between words. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toUpperCase()
    .replace(/[\s.,'’\u{2010}-\u{2015}-]+/gu, ' ')
    .trim();

/** `+33 6…`, `0033 6…` and `06…` are one number. */
const digits = (phone: string): string => phone.replace(/[^\d+]/g, '').replace(/^(?:\+|00)330?/, '0');
/** `+33611111111` as 06 11 11 11 11; a number of another country as it is. */
const national = (phone: string): string => (/^0\d{9}$/.test(digits(phone)) ? digits(phone).replace(/\d{2}(?=\d)/g, '$& ') : phone);
