import { BehaviorSubject } from 'rxjs';

export interface PreferenceValues {
  readonly theme: 'system' | 'light' | 'dark';
  readonly shortcuts: boolean;
  /** On a narrow screen: the record is unfolded above the tabs. */
  readonly showsRecord: boolean;
}

const DEFAULTS: PreferenceValues = { theme: 'system', shortcuts: true, showsRecord: false };

/** What this user chose in this browser. */
export class Preferences {
  readonly values$ = new BehaviorSubject<PreferenceValues>(DEFAULTS);
  #key = 'practice.preferences';

  constructor(
    private readonly storage: Storage,
    private readonly root: HTMLElement,
  ) {
    this.#read();
  }

  get values(): PreferenceValues {
    return this.values$.value;
  }

  /** Each user of the workstation has his own. */
  useFor(userId: string): void {
    this.#key = `practice.preferences.${userId}`;
    this.#read();
  }

  set(change: Partial<PreferenceValues>): void {
    this.values$.next({ ...this.values, ...change });
    this.storage.setItem(this.#key, JSON.stringify(this.values));
    this.#apply();
  }

  #read(): void {
    const stored = this.storage.getItem(this.#key);
    if (stored) this.values$.next({ ...DEFAULTS, ...(JSON.parse(stored) as Partial<PreferenceValues>) });
    this.#apply();
  }

  #apply(): void {
    if (this.values.theme === 'system') delete this.root.dataset['theme'];
    else this.root.dataset['theme'] = this.values.theme;
  }
}
