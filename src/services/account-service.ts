import { inject, injectable } from 'inversify';
import { firstValueFrom, of, timeout } from 'rxjs';
import type { FormFaults } from '../api/form-faults.js';
import { PluginContext } from '../api/host.js';
import type { AccountDraft, AccountOutcome, AccountWish, ChannelChange, Receipt, WorkReport } from '../api/messages.js';
import type { PatientRef } from '../api/patient.js';
import type { ErrorDto } from '../api/plugin-error.js';
import { AccountOpening } from './account-opening.js';
import { faultsOf } from './form-reader.js';
import { formRules } from './form-rules.js';
import { detailsOf } from './host-details.js';
import { LastKnownService } from './last-known-service.js';
import { PaperService } from './paper-service.js';
import { nameOf } from './patient-name.js';
import { RecordAccess } from './record-access.js';
import { RecordGateway } from './record-gateway.js';
import { RecordWorkService } from './record-work-service.js';

const NEEDS = { legacy: true, professional: true, card: true } as const;

/** The patient's internet account (TD1.5). Login and password go from the DMP's answer to the paper, and nowhere else (EX_1.5-1090). */
@injectable()
export class AccountService {
  constructor(
    @inject(RecordGateway) private readonly dmp: RecordGateway,
    @inject(RecordAccess) private readonly access: RecordAccess,
    @inject(RecordWorkService) private readonly work: RecordWorkService,
    @inject(AccountOpening) private readonly opening: AccountOpening,
    @inject(PaperService) private readonly papers: PaperService,
    @inject(LastKnownService) private readonly lastKnown: LastKnownService,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'patients'>,
  ) {}

  /** @throws PluginError `ins.*`, `dmp.withdrawn`, `host.unavailable` */
  async draft(patient: PatientRef): Promise<AccountDraft> {
    this.access.checkPatient(patient, NEEDS);
    const details = await detailsOf(this.host, patient.id);
    const { typedContact } = await formRules();
    const known = await firstValueFrom(this.lastKnown.known$(patient).pipe(timeout({ first: 1_000, with: () => of(undefined) })));
    return { patientId: patient.id, patientName: nameOf(patient), hasAccount: known?.internetAccount === 'created', contact: typedContact(details) };
  }

  async check(wish: AccountWish): Promise<FormFaults> {
    return faultsOf((await formRules()).checkAccount(wish));
  }

  /** TD1.5a. @throws PluginError `dmp.accountExists`, `dmp.attachedToMes`, those of `RecordAccess.open` */
  async create(patient: PatientRef, wish: AccountWish, professionalId?: string): Promise<AccountOutcome> {
    const checked = (await formRules()).checkAccount(wish);
    if ('faults' in checked) return { kind: 'invalid', faults: checked.faults };
    const record = await this.access.open(patient, NEEDS, professionalId);
    const { address } = await detailsOf(this.host, patient.id);
    const channel = checked.value.channel.type;
    const write = async () => {
      const { secrets, ...others } = await this.opening.open(record, checked.value);
      const receipt = await this.papers.receipt(record, { about: 'account', address, secrets, channel, accountFailed: false });
      return { kind: 'done', receipt, ...others } as const;
    };
    return this.work.run(record, 'account', write, reportOf);
  }

  /** TD1.5b. @throws PluginError `dmp.channelExists`, `dmp.attachedToMes`, those of `RecordAccess.open` */
  async changeChannel(patient: PatientRef, change: ChannelChange, professionalId?: string): Promise<AccountOutcome> {
    const checked = (await formRules()).checkChannelChange(change);
    if ('faults' in checked) return { kind: 'invalid', faults: checked.faults };
    const record = await this.access.open(patient, NEEDS, professionalId);
    await this.work.run(record, 'account', () => this.dmp.changeChannel(record.patient, change.action, checked.value));
    return { kind: 'done' };
  }

  /** TD1.5d: those before are worth nothing any more. @throws PluginError `dmp.attachedToMes`, those of `RecordAccess.open` */
  async renew(patient: PatientRef, professionalId?: string): Promise<AccountOutcome> {
    const record = await this.access.open(patient, NEEDS, professionalId);
    const { address } = await detailsOf(this.host, patient.id);
    const write = async () => {
      await this.access.checkSession(record);
      const secrets = await this.dmp.renewSecrets(record.patient);
      return { kind: 'done', receipt: await this.papers.receipt(record, { about: 'renewal', address, secrets, accountFailed: false }) } as const;
    };
    return this.work.run(record, 'account', write, reportOf);
  }
}

/** A receipt that could not be written holds nothing. */
const reportOf = ({ channelMissing, receipt }: { readonly receipt: Receipt; readonly channelMissing?: ErrorDto }): WorkReport => ({
  ...(receipt.file && { secretsOnPaper: true }),
  ...(channelMissing && { channelMissing }),
});
