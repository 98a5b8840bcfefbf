import { inject, injectable } from 'inversify';
import type { DisposableStore } from '../api/disposable.js';
import { PluginContext } from '../api/host.js';
import { LastKnownService } from '../services/last-known-service.js';
import type { Contribution } from './contribution.js';

/** The chip beside a patient's name, in the form's band and in the visits of the day. */
@injectable()
export class DmpChipContribution implements Contribution {
  constructor(
    @inject(PluginContext) private readonly host: PluginContext,
    @inject(LastKnownService) private readonly lastKnown: LastKnownService,
  ) {}

  start(own: DisposableStore): void {
    for (const view of ['dmp.bandChip', 'dmp.visitChip']) own.add(this.host.views.publish(view, (patient) => this.lastKnown.chip$(patient)));
  }
}
