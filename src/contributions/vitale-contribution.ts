import { inject, injectable } from 'inversify';
import type { DisposableStore } from '../api/disposable.js';
import { PluginContext } from '../api/host.js';
import { VitaleService } from '../services/vitale-service.js';
import type { Contribution } from './contribution.js';

/** The host's *Lire la Carte Vitale*. */
@injectable()
export class VitaleContribution implements Contribution {
  constructor(
    @inject(PluginContext) private readonly host: PluginContext,
    @inject(VitaleService) private readonly vitale: VitaleService,
  ) {}

  start(own: DisposableStore): void {
    own.add(this.host.patientReaders.provide('dmp.vitale', (signal) => this.vitale.read(signal)));
  }
}
