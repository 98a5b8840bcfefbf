import { inject, injectable } from 'inversify';
import { z } from 'zod';
import type { DisposableStore } from '../api/disposable.js';
import { PluginContext } from '../api/host.js';
import type { AccountWish, ChannelChange } from '../api/messages.js';
import { AccountService } from '../services/account-service.js';
import { needConfirmation, professionalIn } from './consent.js';
import type { Contribution } from './contribution.js';

/** A text as typed. */
export const Text = z.string().max(10_000);
const Channel = z.enum(['EMAIL', 'SMS']);
/** What the patient wants for an account, as typed. */
export const Account = z.object({
  email: Text,
  emailConfirmation: Text,
  mobile: Text,
  mobileConfirmation: Text,
  channel: Channel,
}) satisfies z.ZodType<AccountWish>;
const Change = z.object({
  action: z.enum(['AJOUT', 'MODIFICATION', 'SUPPRESSION']),
  type: Channel,
  value: Text,
  confirmation: Text,
}) satisfies z.ZodType<ChannelChange>;
const AccountArgs = z.object({ account: Account });
const ChangeArgs = z.object({ change: Change });

/** The patient's internet account: *Créer*, *Modifier*. */
@injectable()
export class AccountContribution implements Contribution {
  constructor(
    @inject(PluginContext) private readonly host: PluginContext,
    @inject(AccountService) private readonly account: AccountService,
  ) {}

  start(own: DisposableStore): void {
    const { commands } = this.host;
    own.add(commands.register('dmp.accountDraft', ({ patient }) => this.account.draft(patient)));
    own.add(commands.register('dmp.checkAccount', async (args) => this.account.check(AccountArgs.parse(args).account)));
    own.add(commands.register('dmp.createAccount', async (args) => this.account.create(args.patient, AccountArgs.parse(args).account, professionalIn(args))));
    own.add(
      commands.register('dmp.changeChannel', async (args) => this.account.changeChannel(args.patient, ChangeArgs.parse(args).change, professionalIn(args))),
    );
    own.add(
      commands.register('dmp.renewSecrets', async (args) => {
        needConfirmation(args);
        return this.account.renew(args.patient, professionalIn(args));
      }),
    );
  }
}
