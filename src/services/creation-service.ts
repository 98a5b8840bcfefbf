import { inject, injectable } from 'inversify';
import type { FormFaults } from '../api/form-faults.js';
import { PluginContext } from '../api/host.js';
import type { CreationDraft, CreationForm, CreationOutcome, WorkReport } from '../api/messages.js';
import { countryOf, type PatientRef, type VitaleRead } from '../api/patient.js';
import { type ErrorDto, PluginError } from '../api/plugin-error.js';
import type { CheckedAccount } from './account-form-rules.js';
import { AccountOpening, type OpenedAccount } from './account-opening.js';
import { Clock } from './clock.js';
import type { CheckedCreation } from './creation-form-rules.js';
import { faultsOf } from './form-reader.js';
import { formRules } from './form-rules.js';
import { detailsOf } from './host-details.js';
import { Journal } from './journal.js';
import { lostAt } from './lost-write.js';
import { isMinor } from './minority.js';
import { PaperService } from './paper-service.js';
import { nameOf } from './patient-name.js';
import { type OpenRecord, RecordAccess } from './record-access.js';
import { RecordGateway } from './record-gateway.js';
import { RecordWorkService } from './record-work-service.js';

type Created = Extract<CreationOutcome, { kind: 'created' }>;

const NEEDS = { legacy: true, professional: true, card: true } as const;

/** Creates a record at the patient's wish (TD1.1), and the internet account that is asked for with it (TD1.5a). */
@injectable()
export class CreationService {
  constructor(
    @inject(RecordGateway) private readonly dmp: RecordGateway,
    @inject(RecordAccess) private readonly access: RecordAccess,
    @inject(RecordWorkService) private readonly work: RecordWorkService,
    @inject(AccountOpening) private readonly accounts: AccountOpening,
    @inject(PaperService) private readonly papers: PaperService,
    @inject(Journal) private readonly journal: Journal,
    @inject(Clock) private readonly now: Clock,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'patients'>,
  ) {}

  /** The form filled from the host's, no box ticked; it may be filled before the CPS is there. @throws PluginError `ins.*`, `dmp.withdrawn`, `vitale.notRead`, `host.unavailable` */
  async draft(patient: PatientRef): Promise<CreationDraft> {
    this.access.checkPatient(patient, NEEDS);
    const details = await detailsOf(this.host, patient.id);
    // Nothing is typed that could not be sent.
    if (!details.vitale) throw new PluginError('vitale.notRead');
    const { identity } = patient;
    const address = { ...details.address, country: countryOf(details.address.country) };
    return {
      patientId: patient.id,
      patientName: nameOf(patient),
      birthDate: identity.birthDate,
      isMinor: this.isMinor(patient),
      vitaleReadAt: details.vitale.readAt,
      form: { consent: false, refusesBreakGlass: false, refusesEmergency: false, address },
      contact: (await formRules()).typedContact(details),
    };
  }

  async check(patient: PatientRef, form: CreationForm): Promise<FormFaults> {
    return faultsOf((await formRules()).checkCreation(form, this.isMinor(patient)));
  }

  /** Nothing is sent unless the form is right, the consent among it, and the three conditions hold now. @throws PluginError `vitale.notRead`, those of `RecordAccess.open` and of TD1.1 */
  async create(patient: PatientRef, form: CreationForm, professionalId?: string): Promise<CreationOutcome> {
    const checked = (await formRules()).checkCreation(form, this.isMinor(patient));
    if ('faults' in checked) return { kind: 'invalid', faults: checked.faults };
    const record = await this.access.open(patient, NEEDS, professionalId);
    const { vitale } = await detailsOf(this.host, patient.id);
    if (!vitale) throw new PluginError('vitale.notRead');
    const write = () => this.write(record, checked.value, vitale);
    return this.work.run(record, 'createRecord', write, reportOf);
  }

  private async write(record: OpenRecord, creation: CheckedCreation, vitale: VitaleRead): Promise<Created> {
    await this.createRecord(record, creation, vitale);
    const { account, address } = creation;
    if (!account) return { kind: 'created', receipt: await this.papers.receipt(record, { about: 'creation', address, accountFailed: false }) };
    const opened = await this.openAccount(record, account);
    if ('accountMissing' in opened) {
      const receipt = await this.papers.receipt(record, { about: 'creation', address, accountFailed: true });
      return { kind: 'created', receipt, ...opened };
    }
    const { secrets, ...others } = opened;
    const receipt = await this.papers.receipt(record, { about: 'creationAndAccount', secrets, channel: account.channel.type, address, accountFailed: false });
    return { kind: 'created', receipt, ...others };
  }

  /** A record that our own lost request created is the one that was asked for. */
  private async createRecord(record: OpenRecord, { account, ...creation }: CheckedCreation, vitale: VitaleRead): Promise<void> {
    const { patient, holder } = record;
    const about = { professionalId: holder.id, patient, transaction: 'TD1.1' };
    const wasLost = (await lostAt(this.journal, about, this.now())) !== undefined;
    const contact = { ...(account?.email && { email: account.email }), ...(account?.mobile && { mobile: account.mobile }) };
    await this.access.checkSession(record);
    try {
      await this.dmp.createRecord(patient, { ...creation, ...contact, consentAt: this.now(), vitale });
    } catch (error) {
      if (!wasLost || !(error instanceof PluginError) || error.code !== 'dmp.recordExists') throw error;
    }
  }

  /** A record without the account that was asked for is a record all the same. */
  private async openAccount(record: OpenRecord, account: CheckedAccount): Promise<OpenedAccount | { readonly accountMissing: ErrorDto }> {
    try {
      await this.access.checkSession(record);
      return await this.accounts.open(record, account);
    } catch (error) {
      return { accountMissing: PluginError.from(error).toDto() };
    }
  }

  /** The day is that of the workstation. */
  private isMinor({ identity }: PatientRef): boolean {
    const now = new Date(this.now());
    const [month, day] = [now.getMonth() + 1, now.getDate()].map((part) => String(part).padStart(2, '0'));
    return isMinor(identity, `${now.getFullYear()}-${month}-${day}`);
  }
}

const reportOf = ({ receipt, accountMissing, channelMissing }: Created): WorkReport => ({
  ...(accountMissing && { accountMissing }),
  ...(channelMissing && { channelMissing }),
  ...(receipt.about === 'creationAndAccount' && receipt.file && { secretsOnPaper: true }),
});
