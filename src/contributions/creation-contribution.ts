import { inject, injectable } from 'inversify';
import { z } from 'zod';
import type { DisposableStore } from '../api/disposable.js';
import { PluginContext } from '../api/host.js';
import { type CreationForm, RELATIONS } from '../api/messages.js';
import { CreationService } from '../services/creation-service.js';
import { Account, Text } from './account-contribution.js';
import { professionalIn } from './consent.js';
import type { Contribution } from './contribution.js';

/** Only what a form may hold at all; what is wrong with a field is said field by field. */
const Form = z.object({
  consent: z.boolean(),
  refusesBreakGlass: z.boolean(),
  refusesEmergency: z.boolean(),
  address: z.object({ line: Text, complement: Text, postalCode: Text, city: Text, country: Text }),
  account: Account.exactOptional(),
  legalRepresentative: z.object({ relation: z.enum(RELATIONS), familyName: Text, givenName: Text }).exactOptional(),
}) satisfies z.ZodType<CreationForm>;
const Creation = z.object({ form: Form });

/** The form *Création du DMP*. */
@injectable()
export class CreationContribution implements Contribution {
  constructor(
    @inject(PluginContext) private readonly host: PluginContext,
    @inject(CreationService) private readonly creation: CreationService,
  ) {}

  start(own: DisposableStore): void {
    const { commands } = this.host;
    own.add(commands.register('dmp.creationDraft', ({ patient }) => this.creation.draft(patient)));
    own.add(commands.register('dmp.checkCreation', async (args) => this.creation.check(args.patient, Creation.parse(args).form)));
    own.add(commands.register('dmp.createRecord', async (args) => this.creation.create(args.patient, Creation.parse(args).form, professionalIn(args))));
  }
}
