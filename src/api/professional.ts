/** Who holds the card. */
export interface Holder {
  /** PS_IdNat: `8` and the 11 digits of the RPPS. */
  readonly id: string;
  readonly familyName: string;
  readonly givenName: string;
  /** Profession, table G15 (`60` nurse, `70` physiotherapist). */
  readonly professionCode: string;
  /** Speciality, table R01 (`SM26`); physicians and pharmacists only. */
  readonly specialityCode?: string;
}

/** One practice situation of the card: the structure and the sector that go into the VIHF. */
export interface Situation {
  readonly id: string;
  readonly structureName: string;
  /** Struct_IdNat (`1.2.250.1.71.4.2.2`). */
  readonly structureId: string;
  /** Code of `1.2.250.1.71.4.2.4`, `SA07`. */
  readonly sectorCode: string;
}
