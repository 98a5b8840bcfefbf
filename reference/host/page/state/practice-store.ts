import { BehaviorSubject, filter } from 'rxjs';
import {
  listPlugins,
  listSettings,
  listVisits,
  openSession,
  type PluginInfo,
  pluginsChanged,
  type Session,
  type SettingValue,
  settingsChanged,
} from '../../page-protocol.js';
import type { PageServer } from '../connection/page-server.js';

/** What every screen needs of the server, kept in step with it. */
export class PracticeStore {
  readonly session$ = new BehaviorSubject<Session | undefined>(undefined);
  readonly plugins$ = new BehaviorSubject<readonly PluginInfo[]>([]);
  readonly settings$ = new BehaviorSubject<readonly SettingValue[]>([]);
  /** Visits of today, for the rail. */
  readonly visitCount$ = new BehaviorSubject<number | undefined>(undefined);
  /** Counts the sessions opened: what a screen has read is to be read again when it grows. */
  readonly epoch$ = new BehaviorSubject(0);

  constructor(
    private readonly server: PageServer,
    private readonly language: string,
    private readonly onError: (error: unknown) => void,
  ) {
    server.on(pluginsChanged, (plugins) => this.plugins$.next(plugins));
    server.on(settingsChanged, (settings) => this.settings$.next(settings));
    server.status$.pipe(filter((status) => status === 'open')).subscribe(() => void this.#load());
  }

  plugin(id: string): PluginInfo | undefined {
    return this.plugins$.value.find((plugin) => plugin.id === id);
  }

  async #load(): Promise<void> {
    try {
      const session = await this.server.request(openSession, { language: this.language });
      const [plugins, settings, { visits }] = await Promise.all([
        this.server.request(listPlugins, undefined),
        this.server.request(listSettings, undefined),
        this.server.request(listVisits, {}),
      ]);
      this.plugins$.next(plugins);
      this.settings$.next(settings);
      this.visitCount$.next(visits.length);
      this.session$.next(session);
      this.epoch$.next(this.epoch$.value + 1);
    } catch (error) {
      // A line that broke again is followed by a connection, which loads everything anew.
      if (this.server.status === 'open') this.onError(error);
    }
  }
}
