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

export interface SimulatedRecord {
  readonly matricule: string;
  readonly insOid: string;
  readonly traits: Traits;
  readonly status: 'active' | 'terminated';
  /** `date`: `yyyy-MM-dd`. */
  readonly closing?: { readonly date: string; readonly reason: string };
  /** By PS_IdNat; `*` stands for every other professional. Absent: `NON_EXISTE`. */
  readonly authorisations: Readonly<Record<string, Authorisation>>;
  /** PS_IdNat of those who are "médecin traitant DMP". */
  readonly treatingPhysicians: readonly string[];
  readonly internetAccount: boolean;
  readonly attachedToMes: boolean;
}

/** A professional of the simulated directory, with the structures he practises in. */
export interface SimulatedProfessional {
  readonly psId: string;
  readonly title: string;
  readonly familyName: string;
  readonly givenName: string;
  readonly profession: string;
  readonly situations: readonly { readonly structureId: string; readonly structureName: string; readonly address: string; readonly sector: string }[];
}

/**
 * `cut`: the line drops in the middle of the answer · `http500` · `soapFault`: an unknown fault · `garbage`: not XML · `doctype` · `huge`: 50 MB ·
 * `wrongRelatesTo` · `truncated` · `unknownHl7`: AE with an unknown code · `clock`: the server's clock is an hour ahead, so fresh assertions look old ·
 * `threshold`: DMPAccessDeniedByExcededThreshold · `hang`: never answers.
 */
export const FAULTS = [
  'none',
  'cut',
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
] as const;
export type Fault = (typeof FAULTS)[number];

/** Named situations: `demonstration` has one patient at least for each; the others put every record of the start into one. */
export const SCENARIOS = ['demonstration', 'allAuthorised', 'noneAuthorised', 'allExpired', 'allBlocked', 'allClosed', 'allAttachedToMes', 'noRecord'] as const;
export type Scenario = (typeof SCENARIOS)[number];

/** Everything that can be turned from the start page, by `POST /controle` on the Web-PS address. */
export interface Controls {
  latencyMs: number;
  fault: Fault;
}

/** One access to a record, by SOAP or by the site. */
export interface AccessTrace {
  readonly at: number;
  readonly psId: string;
  readonly matricule: string;
  readonly what: string;
  readonly by: 'LPS' | 'WEB';
}

export interface SimulatorState {
  readonly controls: Controls;
  readonly professionals: readonly SimulatedProfessional[];
  /** As they are now, the changed ones in place of those of the start. */
  readonly records: readonly SimulatedRecord[];
  findRecord(matricule: string, insOid: string): SimulatedRecord | undefined;
  authorisationOf(record: SimulatedRecord, psId: string): Authorisation;
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
