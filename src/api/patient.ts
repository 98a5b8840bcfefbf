import type { VitaleBeneficiary } from './vitale.js';

/** How far an identity has been checked (RNIV). */
export type InsStatus = 'provisoire' | 'récupérée' | 'validée' | 'qualifiée';

/** What the VIHF and the CDA need to name a patient. All text: a lunar birth date is legal and is no `Date`. */
export interface PatientIdentity {
  /** Matricule INS: 13 characters and the key of 2 digits, without a space. Corsica keeps its letter (`2A`, `2B`). */
  readonly matricule: string;
  /** Domain of the matricule: `1.2.250.1.213.1.4.8` INS-NIR, `.9` INS-NIA, `.10` INS-NIR of the test environments. */
  readonly insOid: string;
  readonly insStatus: InsStatus;
  readonly birthName: string;
  readonly usedName?: string;
  /** All of them, separated by a space, as INSi answers them. */
  readonly birthGivenNames: string;
  readonly sex: 'F' | 'M' | 'UN';
  /** `yyyy-MM-dd`. */
  readonly birthDate: string;
  /** COG of the commune or country of birth, 5 characters. */
  readonly birthPlaceCode: string;
}

/** A postal address as it is printed on an envelope. `country` in capitals, `FRANCE`. */
export interface PostalAddress {
  readonly line: string;
  readonly complement: string;
  readonly postalCode: string;
  readonly city: string;
  readonly country: string;
}

export const FRANCE = 'FRANCE';
/** A country as `PostalAddress` has it. None, and the codes of ISO 3166-1, are France. */
export function countryOf(typed: string): string {
  const country = typed.trim().toUpperCase();
  return ['', 'FR', 'FRA'].includes(country) ? FRANCE : country;
}

/** What the form holds beside the identity. Texts as typed; empty when not known. */
export interface PatientDetails {
  readonly patientId: string;
  readonly address: PostalAddress;
  readonly phones: readonly string[];
  readonly email: string;
  /** The last reading of this patient's Carte Vitale; absent: never read. */
  readonly vitale?: VitaleRead;
}

/** What the last reading of the Carte Vitale said of this patient. `readAt`: epoch milliseconds. */
export interface VitaleRead {
  readonly readAt: number;
  readonly beneficiary: VitaleBeneficiary;
}

/** Values a plugin may propose for the form; the identity is not among them. */
export type ProposedFields = Partial<Record<'addressLine' | 'addressComplement' | 'postalCode' | 'city' | 'homePhone' | 'mobilePhone' | 'email', string>>;

/** The host's own id, and who it is. */
export interface PatientRef {
  readonly id: string;
  readonly identity: PatientIdentity;
}

/** Only this one may be named to the DMP. The gateways take no other, so the compiler keeps the rule. */
export type QualifiedPatient = PatientRef & { readonly identity: { readonly insStatus: 'qualifiée' } };
export const isQualified = (patient: PatientRef): patient is QualifiedPatient => patient.identity.insStatus === 'qualifiée';

/** Changes with the identity and with the traits compared with the DMP's: what was learnt of one is not said of its successor. */
export const keyOf = ({ id, identity }: PatientRef): string => {
  const { insOid, matricule, insStatus, birthName, birthGivenNames, sex, birthDate } = identity;
  return JSON.stringify([id, insOid, matricule, insStatus, birthName, birthGivenNames, sex, birthDate]);
};
