import type { PatientDetails } from '../api/patient.js';
import { readEmail, readMobile, readPhone } from './contact-rules.js';

/** E-mail and first mobile as they are typed in the host's form; empty where there is none. */
export const typedContact = ({ email, phones }: PatientDetails): { readonly email: string; readonly mobile: string } => ({
  email: email.trim(),
  mobile: phones.find((phone) => valueIn(readMobile(phone)) !== '')?.trim() ?? '',
});

/** What can be sent: the e-mail, the first mobile and the first other phone, in E.164. Empty where there is none, or none that can be understood. */
export function contactOf({ email, phones }: PatientDetails): { readonly email: string; readonly mobilePhone: string; readonly homePhone: string } {
  const mobiles = phones.map((phone) => valueIn(readMobile(phone)));
  const others = phones.filter((_, index) => !mobiles[index]).map((phone) => valueIn(readPhone(phone)));
  return { email: valueIn(readEmail(email)), mobilePhone: mobiles.find(Boolean) ?? '', homePhone: others.find(Boolean) ?? '' };
}

const valueIn = (read: ReturnType<typeof readPhone>): string => ('value' in read ? read.value : '');
