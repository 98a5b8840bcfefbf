/** Who holds the card; with the certificates of a structure, who they speak for. */
export interface Holder {
  /** PS_IdNat: `8` and the 11 digits of the RPPS; a CPE's names the structure (`3` FINESS, `4` SIREN, `5` SIRET, `6` cabinet RPPS), a slash, and an internal id. */
  readonly id: string;
  readonly familyName: string;
  readonly givenName: string;
  /** Absent: CPS. `CPF`: a profession in training. `CPE`: staff of a structure, no professional of health. */
  readonly cardKind?: 'CPF' | 'CPE';
  /** Profession, table G15 (`60` nurse, `70` physiotherapist); of a CPF, table G16; of a CPE, a code of TRE_A00 (`SECRETARIAT_MEDICAL`). */
  readonly professionCode: string;
  /** Speciality, table R01 (`SM26`); physicians and pharmacists only. */
  readonly specialityCode?: string;
  /** The certificates of his structure speak for him, not a card of his own (authentication mode INDIRECTE). */
  readonly isIndirect?: true;
}

/** A professional of health of the practice, as its host knows him: no staff. Members of `Holder` are those of his card. */
export interface PracticeProfessional extends Holder {
  readonly cardKind?: 'CPF';
  /** Struct_IdNat of each structure he practises in, as in `Situation`. */
  readonly structureIds: readonly string[];
}

/** One practice situation of the card: the structure and the sector that go into the VIHF. */
export interface Situation {
  readonly id: string;
  readonly structureName: string;
  /** Struct_IdNat (`1.2.250.1.71.4.2.2`). */
  readonly structureId: string;
  /** Code of `1.2.250.1.71.4.2.4`, `SA07`. */
  readonly sectorCode: string;
  /** The holder stands in for a professional of this structure (CPS "remplaçant"). */
  readonly isReplacement?: boolean;
}

/** A session with the certificates of a structure has a situation of its own: what was confirmed in it is not sent with a card, nor the other way round. */
const OF_STRUCTURE = 'structure/';
export const structureSituationId = (structureId: string): string => OF_STRUCTURE + structureId;
export const isStructureSituation = (id: string): boolean => id.startsWith(OF_STRUCTURE);

/** Somebody of the practice, as the national directory knows him, and where he practises. */
export interface PracticeMember extends Omit<Holder, 'isIndirect'> {
  readonly situations: readonly Situation[];
}
