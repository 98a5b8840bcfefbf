import type { CreationForm, LegalRepresentative } from '../api/messages.js';
import type { PostalAddress } from '../api/patient.js';
import { type CheckedAccount, readAccount } from './account-form-rules.js';
import { readAddress, readText } from './contact-rules.js';
import { type Checked, FormReader } from './form-reader.js';

/** The form *Création du DMP* as it is sent. */
export interface CheckedCreation {
  readonly refusesBreakGlass: boolean;
  readonly refusesEmergency: boolean;
  readonly address: PostalAddress;
  readonly account?: CheckedAccount;
  readonly legalRepresentative?: LegalRepresentative;
}

const NAME = 80;

/** Somebody answers for a minor; nobody else has a representative, and none is sent. */
export function checkCreation(creation: CreationForm, isMinor: boolean): Checked<CheckedCreation> {
  const form = new FormReader();
  if (!creation.consent) form.note('consent', 'consent');
  const address = readAddress(form, 'address', creation.address);
  const account = creation.account && readAccount(form, creation.account);
  const legalRepresentative = isMinor ? readRepresentative(form, creation.legalRepresentative) : undefined;
  const { refusesBreakGlass, refusesEmergency } = creation;
  return form.checked(() => ({
    refusesBreakGlass,
    refusesEmergency,
    address,
    ...(account && { account }),
    ...(legalRepresentative && { legalRepresentative }),
  }));
}

function readRepresentative(form: FormReader, representative: LegalRepresentative | undefined): LegalRepresentative | undefined {
  const name = (path: 'familyName' | 'givenName') =>
    form.take(`legalRepresentative.${path}`, readText(representative?.[path] ?? '', { most: NAME, isRequired: true })) ?? '';
  if (!representative?.relation) form.note('legalRepresentative.relation', 'required');
  const names = { familyName: name('familyName'), givenName: name('givenName') };
  return representative && { relation: representative.relation, ...names };
}
