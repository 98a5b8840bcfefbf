import { inject, injectable } from 'inversify';
import { PluginError } from '../api/plugin-error.js';
import { Clock } from './clock.js';
import { Journal } from './journal.js';
import { lostAt } from './lost-write.js';
import type { OpenRecord } from './record-access.js';
import { type AccountSecrets, type Channel, RecordGateway } from './record-gateway.js';

/** Opens the internet account of a patient (TD1.5a), also on a try after one whose answer was lost. */
@injectable()
export class AccountOpening {
  constructor(
    @inject(RecordGateway) private readonly dmp: RecordGateway,
    @inject(Journal) private readonly journal: Journal,
    @inject(Clock) private readonly now: Clock,
  ) {}

  /** An account that our own lost request created gets new secrets (TD1.5d): nobody has read the first ones. @throws PluginError `dmp.accountExists` for any other */
  async open({ patient, holder }: OpenRecord, channel: Channel): Promise<AccountSecrets> {
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
