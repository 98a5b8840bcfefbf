import { type Observable, switchMap, timer } from 'rxjs';
import type { DisposableStore } from '../api/disposable.js';

/** One promise of the manifest kept: host events and commands on one side, services on the other. */
export interface Contribution {
  /** Whatever must stop is handed to `own`. */
  start(own: DisposableStore): void;
  /** After everything `own` held has stopped: done when what this contribution writes is written. `signal` fires when the host stops waiting. */
  finish?(signal: AbortSignal): Promise<void>;
}
export const Contribution = Symbol.for('dmp.Contribution');

/** What opens the store waits a moment: a form that was opened first is served first. */
export const afterActivation = <T>(run: () => Observable<T>): Observable<T> => timer(AFTER_MILLISECONDS).pipe(switchMap(run));
const AFTER_MILLISECONDS = 1_000;
