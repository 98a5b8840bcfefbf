import { inject, injectable } from 'inversify';
import { type ErrorDto, PluginError } from '../api/plugin-error.js';
import type { CheckedAccount } from './account-form-rules.js';
import { Clock } from './clock.js';
import { Journal, type JournalSubject } from './journal.js';
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
    const { secrets, isOfLost } = await this.create(record, channel);
    const other = channel.type === 'EMAIL' ? ({ type: 'SMS', address: given.mobile } as const) : ({ type: 'EMAIL', address: given.email } as const);
    // What the lost request had asked for may have been another channel.
    const missing = [...(isOfLost ? [channel] : []), ...(other.address ? [other] : [])];
    try {
      for (const one of missing) await this.add(record, one);
      return { secrets };
    } catch (error) {
      return { secrets, channelMissing: PluginError.from(error).toDto() };
    }
  }

  private async add(record: OpenRecord, channel: Channel): Promise<void> {
    await this.access.checkSession(record);
    try {
      await this.dmp.changeChannel(record.patient, 'AJOUT', channel);
    } catch (error) {
      if (!(error instanceof PluginError) || error.code !== 'dmp.channelExists') throw error;
      await this.access.checkSession(record);
      await this.dmp.changeChannel(record.patient, 'MODIFICATION', channel);
    }
  }

  /** An account that our own lost request created gets new secrets (TD1.5d): nobody has read the first ones. @throws PluginError `dmp.accountExists` for any other */
  private async create(record: OpenRecord, channel: Channel): Promise<{ readonly secrets: AccountSecrets; readonly isOfLost: boolean }> {
    const { patient, holder } = record;
    const wasLost = await this.wasLost({ professionalId: holder.id, patient });
    await this.access.checkSession(record);
    try {
      return { secrets: await this.dmp.createAccount(patient, channel), isOfLost: false };
    } catch (error) {
      if (!wasLost || !(error instanceof PluginError) || error.code !== 'dmp.accountExists') throw error;
      await this.access.checkSession(record);
      return { secrets: await this.dmp.renewSecrets(patient), isOfLost: true };
    }
  }

  /** Secrets that were renewed since were read: whoever asks again has an account. */
  private async wasLost(about: Omit<JournalSubject, 'transaction'>): Promise<boolean> {
    const lost = await lostAt(this.journal, { ...about, transaction: 'TD1.5a' }, this.now());
    if (lost === undefined) return false;
    const renewed = await this.journal.last({ ...about, transaction: 'TD1.5d' });
    return !(renewed?.result === 'done' && renewed.at >= lost);
  }
}
