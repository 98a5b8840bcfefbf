import type { Holder } from '../api/professional.js';

/** What the body of a document may be (CI-SIS, level 1). A PDF is PDF/A-1b. */
export type MediaType = 'application/pdf' | 'text/plain' | 'text/rtf' | 'image/jpeg' | 'image/tiff';

/** One version of a document about one patient, as it goes to the DMP. What it says, its body, stands apart. */
export interface MedicalDocument {
  /** OID of this version alone (XDS uniqueId). */
  readonly uniqueId: string;
  /** OID that all versions share. */
  readonly setId: string;
  /** From 1. */
  readonly version: number;
  /** `uniqueId` of the version it takes the place of. */
  readonly replaces?: string;
  /** Code of JDV_J66. */
  readonly typeCode: string;
  readonly title: string;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** What it is about: days, `yyyy-MM-dd`. */
  readonly act: { readonly start: string; readonly end?: string };
  /** Who answers for it. */
  readonly author: Holder;
  /** Where he did it. `id`: Struct_IdNat. */
  readonly structure: { readonly id: string; readonly name: string };
  /** *Cadre d'exercice*: code of JDV_J62. */
  readonly practiceSetting: string;
  /** *Situation d'exercice*: code of JDV_J61. */
  readonly facilityType: string;
  readonly mediaType: MediaType;
}
