import { inject, injectable } from 'inversify';
import { combineLatest, map, type Observable, skip } from 'rxjs';
import { z } from 'zod';
import type { DisposableStore } from '../api/disposable.js';
import { type ContextValues, PluginContext } from '../api/host.js';
import { WEB_DMP_PAGES } from '../api/messages.js';
import type { PatientRef } from '../api/patient.js';
import { LastKnownService } from '../services/last-known-service.js';
import { Settings } from '../services/settings.js';
import { WebDmpService } from '../services/web-dmp-service.js';
import type { Contribution } from './contribution.js';

const Link = z.object({ page: z.enum(WEB_DMP_PAGES) });

/** *Autre action → Accès au WEB DMP*: where its entries lead, and what their conditions read. */
@injectable()
export class DmpMenuContribution implements Contribution {
  constructor(
    @inject(PluginContext) private readonly host: PluginContext,
    @inject(WebDmpService) private readonly webDmp: WebDmpService,
    @inject(LastKnownService) private readonly lastKnown: LastKnownService,
    @inject(Settings) private readonly settings: Settings,
  ) {}

  start(own: DisposableStore): void {
    const { commands, contextKeys } = this.host;
    own.add(commands.register('dmp.webDmpLink', async (args) => this.webDmp.link(args.patient, Link.parse(args).page)));
    own.add(commands.register('dmp.hideWebDmpNotice', () => this.webDmp.hideNotice()));
    own.add(commands.register('dmp.videoLink', async () => this.settings.get('dmp.videoUrl')));
    own.add(contextKeys.publish((patient) => this.values$(patient)));
    const noticeSetting$ = this.settings.value$('dmp.showWebDmpNotice').pipe(skip(1));
    own.add(noticeSetting$.subscribe((isShown) => isShown && void this.webDmp.showNoticeAgain()));
  }

  private values$(patient: PatientRef): Observable<ContextValues> {
    return combineLatest([this.lastKnown.known$(patient), this.settings.value$('dmp.videoUrl')]).pipe(
      map(([known, videoUrl]) => ({ 'dmp.record': known?.record ?? 'unknown', 'dmp.hasVideo': videoUrl !== '' })),
    );
  }
}
