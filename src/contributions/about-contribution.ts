import { inject, injectable } from 'inversify';
import type { DisposableStore } from '../api/disposable.js';
import { PluginContext } from '../api/host.js';
import { AboutService } from '../services/about-service.js';
import type { Contribution } from './contribution.js';

/** The page *À propos du DMP*. */
@injectable()
export class AboutContribution implements Contribution {
  constructor(
    @inject(PluginContext) private readonly host: PluginContext,
    @inject(AboutService) private readonly about: AboutService,
  ) {}

  start(own: DisposableStore): void {
    own.add(this.host.views.publishPage('dmp.about', () => this.about.about$()));
  }
}
