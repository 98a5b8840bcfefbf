import { type CountryCode, type PhoneNumber, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { z } from 'zod';
import { countryOf, FRANCE, type PostalAddress } from '../api/patient.js';
import type { FormReader, Read } from './form-reader.js';

/** What the fields of a patient's address, e-mail and phones may hold. One rule each, for every form. */

/** A line of an envelope has 38 characters (NF Z10-011). */
const LINE = 38;
const EMAIL = 254;
/** What XML cannot carry, and what no field of one line has. */
const UNWRITABLE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\uFFFE\uFFFF]/u;
/** Where a number of ten digits is typed without its country code. */
const FRENCH_PLACES: readonly CountryCode[] = ['FR', 'GP', 'MQ', 'GF', 'RE', 'YT'];

const Email = z.email();

/** Without spaces around it. Characters are counted as they are read. */
export function readText(text: string, { most, isRequired = false }: { readonly most: number; readonly isRequired?: boolean }): Read<string> {
  const value = text.normalize('NFC').trim();
  if (!value) return isRequired ? { fault: 'required' } : { value };
  if (UNWRITABLE.test(value)) return { fault: 'characters' };
  return [...value].length > most ? { fault: 'tooLong' } : { value };
}

/** Empty where nothing was typed. */
export function readEmail(text: string): Read<string> {
  const read = readText(text, { most: EMAIL });
  return 'fault' in read || !read.value || Email.safeParse(read.value).success ? read : { fault: 'email' };
}

/** E.164; empty where nothing was typed. A French number as it is usually written, any other with its country code. */
export function readPhone(text: string): Read<string> {
  const phone = phoneOf(text);
  if (!text.trim()) return { value: '' };
  return phone ? { value: phone.number } : { fault: 'phone' };
}

/** As `readPhone`; a number no text message can reach is a fault. */
export function readMobile(text: string): Read<string> {
  const phone = phoneOf(text);
  return phone && !isMobile(phone) ? { fault: 'mobile' } : readPhone(text);
}

/** Whether two texts are one address, however they are written. */
export const sameEmail = (one: string, other: string): boolean => plain(one) === plain(other);
export const samePhone = (one: string, other: string): boolean => numberOf(one) === numberOf(other);

const plain = (text: string): string => text.normalize('NFC').trim().toLowerCase();
const numberOf = (text: string): string => phoneOf(text)?.number ?? text.replace(/\s+/g, '');

/** `FRANCE` counts on a postal code of five digits; any other country has its own. */
export function readAddress(form: FormReader, path: string, address: PostalAddress): PostalAddress {
  const country = countryOf(form.take(`${path}.country`, readText(address.country, { most: LINE, isRequired: true })) ?? '');
  const isFrance = country === FRANCE;
  const postalCode = form.take(`${path}.postalCode`, readText(address.postalCode, { most: 16, isRequired: isFrance })) ?? '';
  if (isFrance && postalCode && !/^(?!00)\d{5}$/.test(postalCode)) form.note(`${path}.postalCode`, 'postalCode');
  return {
    line: form.take(`${path}.line`, readText(address.line, { most: LINE, isRequired: true })) ?? '',
    complement: form.take(`${path}.complement`, readText(address.complement, { most: LINE })) ?? '',
    postalCode,
    city: form.take(`${path}.city`, readText(address.city, { most: LINE, isRequired: true })) ?? '',
    country,
  };
}

/** A number that is in use as such, without an extension. One without its first zero is no French number: it may be of anywhere. */
function phoneOf(text: string): PhoneNumber | undefined {
  if (!/^[(+0]/.test(text.trim())) return undefined;
  for (const defaultCountry of FRENCH_PLACES) {
    const phone = parsePhoneNumberFromString(text.trim(), { defaultCountry, extract: false });
    if (phone?.isValid() && !phone.ext) return phone;
  }
  return undefined;
}

/** In some countries a number does not say what it is. */
const isMobile = (phone: PhoneNumber): boolean => phone.getType() === 'MOBILE' || phone.getType() === 'FIXED_LINE_OR_MOBILE';
