/** What the sources of the protocol disagree on, or what an environment may ask to change: in this file alone. */

/** `3.0` in the older samples, `4.0` in traces since 2023. */
export const VIHF_VERSION = '4.0';
/** `Authentification_Mode` in some code samples; every message seen on the wire has the lower case. */
export const AUTHENTICATION_MODE_ATTRIBUTE = 'Authentification_mode';
/** `LPS_Homologation_DMP` in older texts. */
export const HOMOLOGATION_ATTRIBUTE = 'LPS_ID_HOMOLOGATION_DMP';
/** The published table is `1.2.250.1.213.1.1.4.336`; messages carry this one. */
export const ACCESS_MODE_SYSTEM = '1.2.250.1.213.1.1.4.248';
export const ACCESS_MODE_SYSTEM_NAME = 'mode acces VIHF 2.0';

export const PROFESSION_SYSTEM = '1.2.250.1.71.1.2.7';
export const PROFESSION_SYSTEM_NAME = 'professions';
/** Table G16, of those who hold a CPF. */
export const TRAINING_SYSTEM = '1.2.250.1.71.1.2.8';
export const TRAINING_SYSTEM_NAME = 'professions en formation';
/** TRE_A00, of those who hold a CPE. */
export const NON_PROFESSIONAL_SYSTEM = '1.2.250.1.213.1.1.4.6';
export const NON_PROFESSIONAL_SYSTEM_NAME = 'producteurs de documents non PS';
export const SPECIALITY_SYSTEM = '1.2.250.1.71.4.2.5';
/** Profession and speciality in one code, of an author. */
export const AUTHOR_SPECIALITY_SYSTEM = '1.2.250.1.213.1.1.4.5';
export const SECTOR_SYSTEM = '1.2.250.1.71.4.2.4';

/** PS_IdNat and Struct_IdNat. */
export const PROFESSIONAL_IDS = '1.2.250.1.71.4.2.1';
export const STRUCTURE_IDS = '1.2.250.1.71.4.2.2';

export const OBSERVATIONS = '1.2.250.1.213.4.1.2.3';
export const CLOSING_REASONS = '1.2.250.1.213.4.1.2.4';
export const CONTACT_KINDS = '1.2.250.1.213.4.1.2.5';
/** HL7 `PersonalRelationshipRoleType`. */
export const RELATIONSHIPS = '2.16.840.1.113883.1.11.19579';

/** The DMP as the receiver of HL7 messages. */
export const DMP_DEVICE = '1.2.250.1.213.4.1.1.1';
export const INTERACTIONS = '2.16.840.1.113883.1.6';

export const MEGABYTE = 1024 * 1024;
/** More than any answer without documents can need. */
export const LARGEST_ANSWER = 10 * MEGABYTE;
/** Deeper than any message of the DMP. */
export const DEEPEST_ANSWER = 100;
/** Beyond this, a refused assertion is explained by the clocks. */
export const LARGEST_CLOCK_DIFFERENCE = 4 * 60_000;
