import type { RecordDocuments } from './documents/record-documents.js';

/** What the simulated DMP knows, and how it is asked to misbehave. The SOAP services and the Web-PS site read and write the same object. */

export type Authorisation = 'VALIDE' | 'EXPIRE' | 'INTERDIT' | 'NON_EXISTE';

export interface Traits {
  readonly birthName: string;
  readonly usedName?: string;
  readonly givenNames: string;
  readonly sex: 'F' | 'M';
  /** `yyyy-MM-dd`. */
  readonly birthDate: string;
}

/** `status`: what TD0.2 says. Times: `yyyyMMddHHmmss`, UTC. */
export interface AuthorisationState {
  readonly status: Authorisation;
  readonly since: string;
  readonly lastAction: string;
}

/** What TD1.1 and TD1.3b write and TD1.3a reads. Texts as received; empty when not known. */
export interface AdministrativeState {
  readonly address: { readonly line: string; readonly complement: string; readonly postalCode: string; readonly city: string; readonly country: string };
  readonly homePhone: string;
  readonly mobilePhone: string;
  readonly email: string;
  readonly refusesBreakGlass: boolean;
  readonly refusesEmergency: boolean;
  readonly legalRepresentative?: RepresentativeState;
}

/** Who answers for a minor. */
export interface RepresentativeState {
  readonly relation: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly address?: AdministrativeState['address'];
  readonly telecoms?: readonly { readonly value: string; readonly use?: string }[];
}

/** A patient's internet account (TD1.5). Only digests of login and password are kept, as a real server would. */
export interface AccountState {
  readonly loginHash: string;
  readonly passwordHash: string;
  /** One-time passwords go there: an e-mail address, a phone number in E.164. */
  readonly channels: { readonly EMAIL?: string; readonly SMS?: string };
}

export interface SimulatedRecord {
  readonly matricule: string;
  readonly insOid: string;
  readonly traits: Traits;
  readonly status: 'active' | 'terminated';
  /** `date`: `yyyy-MM-dd`. */
  readonly closing?: { readonly date: string; readonly reason: string };
  /** By PS_IdNat, or Struct_IdNat where a CPE's structure is authorised; `*` stands for every other professional. Absent: `NON_EXISTE`. */
  readonly authorisations: Readonly<Record<string, AuthorisationState>>;
  /** PS_IdNat of those who are "médecin traitant DMP". */
  readonly treatingPhysicians: readonly string[];
  /** Absent: the patient has none. */
  readonly account?: AccountState;
  readonly attachedToMes: boolean;
  readonly administrative: AdministrativeState;
}

/** A professional of the simulated directory, with the structures he practises in. */
export interface SimulatedProfessional {
  readonly psId: string;
  /** Absent: CPS. */
  readonly cardKind?: 'CPF' | 'CPE';
  readonly title: string;
  readonly familyName: string;
  readonly givenName: string;
  /** G15; G16 of a CPF, TRE_A00 of a CPE. */
  readonly profession: string;
  /** R01, of physicians and pharmacists. */
  readonly speciality?: string;
  readonly situations: readonly { readonly structureId: string; readonly structureName: string; readonly address: string; readonly sector: string }[];
}

/**
 * `cut`: the line drops in the middle of the answer · `http500` · `soapFault`: an unknown fault · `garbage`: not XML · `doctype` · `huge`: 50 MB ·
 * `wrongRelatesTo` · `truncated` · `unknownHl7`: AE with an unknown code · `clock`: the server's clock is an hour ahead, so fresh assertions look old ·
 * `cutBeforeAnswer`: the request is done, and the line drops before its answer · `cutBeforeWork`: the line drops, and nothing was done ·
 * `threshold`: DMPAccessDeniedByExcededThreshold, for whoever reads · `hang`: never answers · `unavailable`: 503 with a Retry-After, and nothing was
 * done · `slow`: the answer comes in small pieces, over some seconds · `partialSuccess`: what was sent is kept, with a warning.
 */
export const FAULTS = [
  'none',
  'cut',
  'cutBeforeAnswer',
  'cutBeforeWork',
  'http500',
  'soapFault',
  'garbage',
  'doctype',
  'huge',
  'wrongRelatesTo',
  'truncated',
  'unknownHl7',
  'clock',
  'threshold',
  'hang',
  'unavailable',
  'slow',
  'partialSuccess',
] as const;
export type Fault = (typeof FAULTS)[number];

/** Named situations: `demonstration` has one patient at least for each; the others put every record of the start into one. */
export const SCENARIOS = ['demonstration', 'allAuthorised', 'noneAuthorised', 'allExpired', 'allBlocked', 'allClosed', 'allAttachedToMes', 'noRecord'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** Everything that can be turned from the start page, by `POST /controle` on the Web-PS address. */
export interface Controls {
  latencyMs: number;
  fault: Fault;
  /** As the national system is today: TD1.1 and TD1.2 are refused, and TD1.5 is not there. */
  withdrawn: boolean;
  /** What the parameter file (param-lps) says: may documents be hidden from the representatives of a minor, until which age is one a minor, may a document be hidden from patient and professionals at once. */
  minorsManaged: boolean;
  ageOfMajority: number;
  hiddenFromBoth: boolean;
}

/** Nothing is asked of the simulator but to be a DMP. */
export const QUIET: Controls = { latencyMs: 0, fault: 'none', withdrawn: false, minorsManaged: true, ageOfMajority: 18, hiddenFromBoth: false };

/** One access to a record, by SOAP or by the site, granted or refused. They survive a restart. */
export interface AccessTrace {
  readonly at: number;
  readonly psId: string;
  readonly matricule: string;
  /** In the words of the access history. */
  readonly what: string;
  readonly granted: boolean;
  readonly by: 'LPS' | 'WEB';
}

export interface SimulatorState {
  readonly controls: Controls;
  readonly professionals: readonly SimulatedProfessional[];
  /** As they are now, the changed ones in place of those of the start. */
  readonly records: readonly SimulatedRecord[];
  /** Of the records of this scenario. */
  readonly documents: RecordDocuments;
  findRecord(matricule: string, insOid: string): SimulatedRecord | undefined;
  /** `structureId`: of a CPE, whose structure may be authorised. */
  authorisationOf(record: SimulatedRecord, psId: string, structureId?: string): Authorisation;
  /** Ends every authorisation question at once: the record as it is now replaces the one with the same matricule. */
  putRecord(record: SimulatedRecord): void;
  trace(access: AccessTrace): void;
  readonly traces: readonly AccessTrace[];
  readonly scenario: Scenario;
  /** Begins a scenario: its own records, as they were left. */
  play(scenario: Scenario): void;
  /** Back to the demonstration, with the records of the start. */
  reset(): void;
}
