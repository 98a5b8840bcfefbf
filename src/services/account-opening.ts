import { inject, injectable } from 'inversify';
import { type ErrorDto, PluginError } from '../api/plugin-error.js';
import type { CheckedAccount } from './account-form-rules.js';
import { Clock } from './clock.js';
import { Journal } from './journal.js';
import { lostAt } from './lost-write.js';
import { type OpenRecord, RecordAccess } from './record-access.js';
import { type AccountSecrets, type Channel, RecordGateway } from './record-gateway.js';

/** `channelMissing`: the address that does not get the activation password was given too, and is not there. */
export interface OpenedAccount {
  readonly secrets: AccountSecrets;
  readonly channelMissing?: ErrorDto;
}

/** Opens the internet account of a patient (TD1.5a), also on a try after one whose answer was lost, with every channel that was given (TD1.5b). */
@injectable()
export class AccountOpening {
  constructor(
    @inject(RecordGateway) private readonly dmp: RecordGateway,
    @inject(RecordAccess) private readonly access: RecordAccess,
    @inject(Journal) private readonly journal: Journal,
    @inject(Clock) private readonly now: Clock,
  ) {}

  /** An account without its second channel is an account all the same. @throws PluginError `dmp.accountExists` */
  async open(record: OpenRecord, { channel, ...given }: CheckedAccount): Promise<OpenedAccount> {
    const secrets = await this.create(record, channel);
    const other = channel.type === 'EMAIL' ? ({ type: 'SMS', address: given.mobile } as const) : ({ type: 'EMAIL', address: given.email } as const);
    if (!other.address) return { secrets };
    try {
      await this.access.checkSession(record);
      await this.dmp.changeChannel(record.patient, 'AJOUT', other);
      return { secrets };
    } catch (error) {
      return { secrets, channelMissing: PluginError.from(error).toDto() };
    }
  }

  /** An account that our own lost request created gets new secrets (TD1.5d): nobody has read the first ones. @throws PluginError `dmp.accountExists` for any other */
  private async create({ patient, holder }: OpenRecord, channel: Channel): Promise<AccountSecrets> {
    const about = { professionalId: holder.id, patientId: patient.id };
    const wasLost = await this.wasLost(about);
    try {
      return await this.dmp.createAccount(patient, channel);
    } catch (error) {
      if (wasLost && error instanceof PluginError && error.code === 'dmp.accountExists') return this.dmp.renewSecrets(patient);
      throw error;
    }
  }

  /** Secrets that were renewed since were read: whoever asks again has an account. */
  private async wasLost(about: { readonly professionalId: string; readonly patientId: string }): Promise<boolean> {
    const lost = await lostAt(this.journal, { ...about, transaction: 'TD1.5a' }, this.now());
    if (lost === undefined) return false;
    const renewed = await this.journal.last({ ...about, transaction: 'TD1.5d' });
    return !(renewed?.result === 'done' && renewed.at >= lost);
  }
}
