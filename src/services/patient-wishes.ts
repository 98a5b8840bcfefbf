import type { Observable } from 'rxjs';

/** `opposed`: the patient does not want to be fed; `noRules`: no rule does anything for him. */
export type Wish = 'opposed' | 'noRules';
/** Since when, epoch milliseconds. */
export type Wishes = { readonly [name in Wish]?: number };

/** What holds for one patient, whoever asks. */
export interface PatientWishes {
  /** The patients whose wishes have changed. */
  readonly changed$: Observable<string>;
  /** @throws PluginError `document.notKept`: what nobody can read is no leave to feed */
  of(patientId: string): Promise<Wishes>;
  set(patientId: string, wish: Wish, holds: boolean): Promise<void>;
  /** All patients with this wish. */
  with(wish: Wish): Promise<readonly string[]>;
}
export const PatientWishes = Symbol.for('dmp.PatientWishes');
