import { inject, injectable } from 'inversify';
import { combineLatest, map, type Observable } from 'rxjs';
import { PluginContext } from '../api/host.js';
import type { AboutState } from '../api/messages.js';
import { Settings } from './settings.js';

/** What the page *À propos du DMP* says (EX_GEN-1180). */
@injectable()
export class AboutService {
  constructor(
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'plugin'>,
    @inject(Settings) private readonly settings: Settings,
  ) {}

  /** Name and version are those of the VIHF (`LPS_Nom`, `LPS_Version`). */
  about$(): Observable<AboutState> {
    const { settings } = this;
    const { publisher, version } = this.host.plugin;
    return combineLatest({
      lpsName: settings.value$('dmp.lpsName'),
      environment: settings.value$('dmp.environment'),
      support: settings.support$,
    }).pipe(map((state) => ({ ...state, lpsVersion: version, publisher, profiles: PROFILES })));
  }
}

const PROFILES: AboutState['profiles'] = [{ id: 'Web-PS contextuel' }];
