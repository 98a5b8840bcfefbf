/** What a Carte Vitale says, in the fields of the official reading interface ("Données API Lecture Vitale"). All text as on the card. */
export interface VitaleReading {
  /** `test` and `demonstration` cards are refused in production (EX_GEN-1430). */
  readonly cardKind: 'real' | 'test' | 'demonstration';
  /** Where it was read. */
  readonly reader: string;
  /** Everybody on the card, in its order; at least one. */
  readonly beneficiaries: readonly VitaleBeneficiary[];
}

export interface VitaleBeneficiary {
  /** `ident/nomPatronymique`. */
  readonly birthName: string;
  /** `ident/nomUsuel`; empty when there is none. */
  readonly usedName: string;
  /** `ident/prenomUsuel`. */
  readonly givenName: string;
  /** `ident/naissance/date`: `yyyyMMdd`. A lunar date is legal: it is no `Date`. */
  readonly birthDate: string;
  /** `ident/rangDeNaissance`: 1, no twin or first of them. */
  readonly birthRank: number;
  /** `ident/nirCertifie`: the beneficiary's own number, 13 characters and the key; empty when the card has none (a child). */
  readonly nir: string;
  /** `ident/dateCertification`: `yyyyMMdd`, or empty. */
  readonly certificationDate: string;
  /** `amo/nir`: the insured's number, 13 characters and the key. */
  readonly insuredNir: string;
  /** `amo/qualBenef`: `0` insured, `2` spouse, `6` child. */
  readonly quality: string;
  /** `ident/adresse/ligne1..5`, empty lines left out. */
  readonly address: readonly string[];
}
