import type { Known } from '../api/messages.js';
import type { PatientRef } from '../api/patient.js';
import type { Asker } from './asker.js';

/** The last answer about each patient to each professional. It outlives the process, and never rejects: what cannot be read is absent. */
export interface StatusCache {
  read(patient: PatientRef, asker: Asker): Promise<Known | undefined>;
  /** Done when a later `read` finds it, or when it could not be kept. */
  write(patient: PatientRef, asker: Asker, known: Known): Promise<void>;
  /** For every professional. */
  forget(patient: PatientRef): Promise<void>;
}
export const StatusCache = Symbol.for('dmp.StatusCache');
