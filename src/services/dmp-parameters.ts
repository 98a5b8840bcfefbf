/** Switches of the DMP that forms obey (`param-lps`, EX_GEN-1222). */
export interface DmpParameters {
  /** `fonctions-gestion-mineurs`. */
  readonly minors: boolean;
  /** `age-majorite`, years. */
  readonly majority: number;
  /** `cumul-invisible_patient-masque_ps`. */
  readonly mayCumulate: boolean;
}

/** The parameters as they are now: the last good copy, or what holds where none was ever read. Never rejects. */
export interface DmpParameterSource {
  current(): Promise<DmpParameters>;
}
export const DmpParameterSource = Symbol.for('dmp.DmpParameterSource');

/** Nothing that a server would have to allow first. */
export const CAUTIOUS: DmpParameters = { minors: false, majority: 18, mayCumulate: false };
