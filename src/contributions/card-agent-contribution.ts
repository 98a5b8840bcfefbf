import { inject, injectable } from 'inversify';
import { concatMap } from 'rxjs';
import type { DisposableStore } from '../api/disposable.js';
import { PluginContext } from '../api/host.js';
import { CardSessionService } from '../services/card-session-service.js';
import type { Contribution } from './contribution.js';

/** Keeps the card agent in step with the plugin's configuration. */
@injectable()
export class CardAgentContribution implements Contribution {
  constructor(
    @inject(PluginContext) private readonly host: PluginContext,
    @inject(CardSessionService) private readonly card: CardSessionService,
  ) {}

  start(own: DisposableStore): void {
    const log = this.host.log('CardAgentContribution');
    const handled$ = this.host.configuration.changed$.pipe(concatMap(() => this.card.configureAgent().catch(() => log.error('agent.notConfigured'))));
    own.add(handled$.subscribe());
  }
}
