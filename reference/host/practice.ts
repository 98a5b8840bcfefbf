import type { PatientIdentity, VitaleRead } from '../../src/api/patient.js';

/** What the practice holds on a patient: the form of the practice application, group by group. Dates are `yyyy-MM-dd`, empty when not known. */
export interface PatientRecord {
  /** The host's own id; says nothing of the person. */
  readonly id: string;
  /** Traits and INS as the DMP needs them. */
  readonly identity: PatientIdentity;
  readonly beneficiary: {
    readonly name: string;
    readonly givenName: string;
    /** `Assuré`, `Enfant`, `Conjoint`… */
    readonly quality: string;
    readonly birthDate: string;
    /** 1: no twin, or first of them. */
    readonly twinRank: number;
    /** As printed on the Carte Vitale: 13 characters and the key, with spaces. */
    readonly socialSecurityNumber: string;
    readonly certificationDate: string;
  };
  readonly insured: { readonly name: string; readonly givenName: string; readonly socialSecurityNumber: string };
  readonly complementary: { readonly name: string; readonly from: string; readonly to: string; readonly rule: string };
  readonly contact: {
    readonly address: string;
    readonly addressComplement: string;
    readonly postalCode: string;
    readonly city: string;
    readonly phones: readonly [string, string, string, string];
    readonly email: string;
  };
  /** The last reading of the patient's Carte Vitale; absent: it was never read. */
  readonly vitale?: VitaleRead;
  readonly treatingPhysician: { readonly name: string; readonly declared: boolean };
  /** Kilometres: plain, mountain, on foot or skis. */
  readonly mileage: { readonly plain: number; readonly mountain: number; readonly foot: number };
  readonly rights: readonly { readonly label: string; readonly from: string; readonly to: string }[];
  readonly absences: readonly { readonly from: string; readonly to: string; readonly reason: string }[];
  readonly notes: string;
}

export interface PatientSummary {
  readonly id: string;
  readonly name: string;
  readonly givenName: string;
  readonly birthDate: string;
  readonly city: string;
}

export interface Visit {
  readonly id: string;
  readonly patient: PatientSummary;
  /** `HH:mm`. */
  readonly time: string;
  readonly done: boolean;
  readonly current: boolean;
  readonly place: string;
  readonly placeDetail: string;
  readonly act: string;
  readonly actDetail: string;
}
