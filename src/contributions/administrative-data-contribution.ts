import { inject, injectable } from 'inversify';
import { z } from 'zod';
import type { DisposableStore } from '../api/disposable.js';
import { PluginContext } from '../api/host.js';
import { AdministrativeDataService } from '../services/administrative-data-service.js';
import { needConfirmation, professionalIn } from './consent.js';
import type { Contribution } from './contribution.js';

const Change = z.object({ change: z.object({ refusesBreakGlass: z.boolean(), refusesEmergency: z.boolean() }) });

/** The administrative data of the record, beside those of the form. */
@injectable()
export class AdministrativeDataContribution implements Contribution {
  constructor(
    @inject(PluginContext) private readonly host: PluginContext,
    @inject(AdministrativeDataService) private readonly data: AdministrativeDataService,
  ) {}

  start(own: DisposableStore): void {
    const { commands } = this.host;
    own.add(commands.register('dmp.administrativeData', ({ patient }) => this.data.compare(patient)));
    own.add(
      commands.register('dmp.changeAdministrativeData', async (args) => {
        needConfirmation(args);
        await this.data.change(args.patient, Change.parse(args).change, professionalIn(args));
      }),
    );
  }
}
