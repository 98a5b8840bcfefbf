/** What a Carte Vitale says, in the fields of the official reading interface ("Données API Lecture Vitale"). All text as on the card. */
export interface VitaleReading {
  /** In production only `real` is accepted (EX_GEN-1430). `unknown`: this way of reading cannot tell. */
  readonly cardKind: 'real' | 'test' | 'demonstration' | 'unknown';
  /**
   * `interface`: the licensed reading interface of the GIE SESAM-Vitale. `card`: the files that a card shows to everybody, without guarantee; they hold neither rank,
   * nor certification, nor quality, nor address, and one name. `simulated`: a card in a folder.
   */
  readonly source: 'interface' | 'card' | 'simulated';
  /** Where it was read. */
  readonly reader: string;
  /** Everybody on the card, in its order; at least one. */
  readonly beneficiaries: readonly VitaleBeneficiary[];
}

export interface VitaleBeneficiary {
  /** `ident/nomPatronymique`; of the files of a card, the one name they have. */
  readonly birthName: string;
  /** `ident/nomUsuel`; empty when there is none. */
  readonly usedName: string;
  /** `ident/prenomUsuel`. */
  readonly givenName: string;
  /** `ident/naissance/date`: `yyyyMMdd`, or `yyMMdd` where the card keeps no century (`dateEnCarte`). A lunar date is legal: it is no `Date`. */
  readonly birthDate: string;
  /** `ident/rangDeNaissance`: 1, no twin or first of them. Absent: not said. */
  readonly birthRank?: number;
  /** `ident/nirCertifie`: the beneficiary's own number, 13 characters and the key; empty when the card has none (a child). */
  readonly nir: string;
  /** `ident/dateCertification`: `yyyyMMdd`, or empty. */
  readonly certificationDate: string;
  /** `amo/nir`: the insured's number, 13 characters and the key; empty when it is not said. */
  readonly insuredNir: string;
  /** `amo/qualBenef`: `0` insured, `2` spouse, `6` child; empty when it is not said. */
  readonly quality: string;
  /** `ident/adresse/ligne1..5`, empty lines left out. */
  readonly address: readonly string[];
}
