import type { DisposableStore } from '../api/disposable.js';

/** One promise of the manifest kept: host events and commands on one side, services on the other. */
export interface Contribution {
  /** Whatever must stop is handed to `own`. */
  start(own: DisposableStore): void;
}
export const Contribution = Symbol.for('dmp.Contribution');
