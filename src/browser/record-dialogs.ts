import type { BrowserContext, OfferedFile } from '../api/host.js';
import type {
  AccountDraft,
  AccountOutcome,
  AdministrativeComparison,
  AuthorisationOutcome,
  AuthorisedProfessionals,
  CreationDraft,
  CreationOutcome,
  DmpTabState,
  FormFaults,
  Receipt,
  RecordAct,
} from '../api/messages.js';
import type { ErrorDto } from '../api/plugin-error.js';
import { defineDialogs } from '../views/dialog-elements.js';
import { DmpAccountView } from '../views/dmp-account-view.js';
import { DmpAdministrativeView } from '../views/dmp-administrative-view.js';
import { DmpAuthorisationView } from '../views/dmp-authorisation-view.js';
import { DmpAuthorisedView } from '../views/dmp-authorised-view.js';
import { DmpCreationView } from '../views/dmp-creation-view.js';
import { DmpExplainView } from '../views/dmp-explain-view.js';
import { DmpReceiptView } from '../views/dmp-receipt-view.js';
import { DmpRemovalView } from '../views/dmp-removal-view.js';
import { DmpSupportView } from '../views/dmp-support-view.js';
import { t } from '../views/l10n.js';
import type { PatientDialog } from '../views/patient-dialog.js';
import { errorOf } from './error-of.js';
import { printPdf } from './print-pdf.js';

/** A receipt whose form has gone before it came. It stays in the memory of this page until the patient's form is opened again. */
interface Kept {
  readonly receipt: Receipt;
  readonly pdf: Blob | undefined;
  /** The account that was asked for with the record is not there. */
  readonly accountMissing: boolean;
  /** Of where it was made: the tab of a form that has just opened says nothing yet. */
  readonly isProduction: boolean;
}
const kept = new Map<string, Kept>();
defineDialogs();

/** A dialog that sends something: what it shows while it does, and when it failed. */
type Sending = PatientDialog & { isSending: boolean; error?: ErrorDto | undefined };

/** The dialogs of one open form. Each names its patient; what it began goes on when it is closed, and is told on that patient's tab. */
export class RecordDialogs {
  private isGone = false;
  /** A form is being filled: a second click opens no second one. */
  private isDrafting = false;
  /** The dialogs on screen, and whose session it was when each was opened. */
  private readonly open = new Map<PatientDialog, string | undefined>();
  /** On screen, and not closed by the user yet. */
  private shown: Kept | undefined;

  constructor(
    private readonly host: BrowserContext,
    private readonly slot: { readonly element: HTMLElement; readonly patientId: string; readonly formId: string },
    /** The tab as it is now. */
    private readonly tab: () => DmpTabState | undefined,
  ) {
    const waiting = kept.get(slot.patientId);
    if (!waiting) return;
    kept.delete(slot.patientId);
    this.showReceipt(waiting);
  }

  /** The form was closed, or shows another patient: no dialog stays over it. A receipt comes back with its patient's form. */
  dispose(): void {
    this.isGone = true;
    if (this.shown) kept.set(this.slot.patientId, this.shown);
    for (const dialog of this.open.keys()) dialog.close();
  }

  start(act: RecordAct): Promise<void> | void {
    if (this.isGone || this.isDrafting) return;
    switch (act) {
      case 'askAuthorisation':
        return this.askAuthorisation();
      case 'removeAuthorisation':
        return this.removeAuthorisation();
      case 'createRecord':
        return this.createRecord();
      case 'createAccount':
      case 'changeAccount':
        return this.account();
      case 'administrativeData':
      case 'changeAdministrativeData':
        return this.administrativeData();
      case 'authorisedProfessionals':
        return this.authorisedProfessionals();
      case 'explainCreation':
      case 'explainAccount':
        return this.explain(act);
      case 'leaflet':
        return this.printLeaflet();
    }
  }

  support(): void {
    const view = new DmpSupportView();
    const support = this.tab()?.support;
    if (support) view.support = support;
    this.show(view);
  }

  private askAuthorisation(): void {
    const view = this.about(new DmpAuthorisationView());
    view.addEventListener('dmp-ask-authorisation', () =>
      this.send(view, 'dmp.askAuthorisation', { consent: true }, (outcome: AuthorisationOutcome) => {
        if (outcome.alreadyThere) view.alreadyThere = true;
        else view.close();
        return t('done.askAuthorisation');
      }),
    );
    this.show(view);
  }

  private removeAuthorisation(): void {
    const view = this.about(new DmpRemovalView());
    view.addEventListener('dmp-remove-authorisation', () =>
      this.send(view, 'dmp.removeAuthorisation', { confirmed: true }, () => {
        view.close();
        return t('done.removeAuthorisation');
      }),
    );
    this.show(view);
  }

  private async createRecord(): Promise<void> {
    const view = new DmpCreationView();
    view.draft = await this.draft<CreationDraft>('dmp.creationDraft');
    view.addEventListener('dmp-check-creation', async ({ detail }) => {
      view.faults = await this.run<FormFaults>('dmp.checkCreation', detail).catch(() => view.faults);
    });
    view.addEventListener('dmp-create-record', ({ detail }) =>
      this.send(view, 'dmp.createRecord', detail, async (outcome: CreationOutcome) => {
        if (outcome.kind === 'invalid') {
          view.refuse(outcome.faults);
          return undefined;
        }
        view.close();
        await this.handOver(outcome.receipt, outcome.accountMissing !== undefined);
        return t('done.createRecord');
      }),
    );
    this.show(view);
  }

  private async account(): Promise<void> {
    const view = new DmpAccountView();
    view.draft = await this.draft<AccountDraft>('dmp.accountDraft');
    const finish = async (outcome: AccountOutcome): Promise<string | undefined> => {
      if (outcome.kind === 'invalid') {
        view.refuse(outcome.faults);
        return undefined;
      }
      if (outcome.receipt) {
        view.close();
        await this.handOver(outcome.receipt, false);
      } else view.message = t('done.account');
      return t('done.account');
    };
    view.addEventListener('dmp-check-account', async ({ detail }) => {
      view.faults = await this.run<FormFaults>('dmp.checkAccount', detail).catch(() => view.faults);
    });
    view.addEventListener('dmp-create-account', ({ detail }) => this.send(view, 'dmp.createAccount', detail, finish));
    view.addEventListener('dmp-change-channel', ({ detail }) => this.send(view, 'dmp.changeChannel', detail, finish));
    view.addEventListener('dmp-renew-secrets', () => this.send(view, 'dmp.renewSecrets', { confirmed: true }, finish));
    this.show(view);
  }

  private administrativeData(): void {
    const view = this.about(new DmpAdministrativeView());
    const read = () => this.load(view, async () => (view.comparison = await this.run<AdministrativeComparison>('dmp.administrativeData')));
    view.addEventListener('dmp-retry', read);
    view.addEventListener('dmp-propose-fields', async ({ detail }) => {
      try {
        view.taken = [...view.taken, ...(await this.host.forms.propose(this.slot.formId, detail.fields))];
      } catch (rejection) {
        view.error = errorOf(rejection);
      }
    });
    view.addEventListener('dmp-change-administrative-data', ({ detail }) =>
      this.send(view, 'dmp.changeAdministrativeData', { ...detail, confirmed: true }, () => {
        view.message = t('done.changeAdministrativeData');
        return t('done.changeAdministrativeData');
      }),
    );
    this.show(view);
    read();
  }

  private authorisedProfessionals(): void {
    const view = this.about(new DmpAuthorisedView());
    const read = () =>
      this.load(view, async () => (view.professionals = (await this.run<AuthorisedProfessionals>('dmp.authorisedProfessionals')).professionals));
    view.addEventListener('dmp-retry', read);
    this.show(view);
    read();
  }

  private explain(about: 'explainCreation' | 'explainAccount'): void {
    const view = this.about(new DmpExplainView());
    view.about = about;
    view.addEventListener('dmp-print-leaflet', async () => {
      view.error = undefined;
      await this.printLeaflet().catch((rejection: unknown) => (view.error = errorOf(rejection)));
    });
    this.show(view);
  }

  private async printLeaflet(): Promise<void> {
    const file = await this.run<OfferedFile>('dmp.leaflet');
    await printPdf(this.slot.element, await this.host.files.fetch(file));
  }

  /** Shows the receipt; where its form has gone meanwhile, keeps it for the next time it is opened. */
  private async handOver(receipt: Receipt, accountMissing: boolean): Promise<void> {
    if (receipt.patientId !== this.slot.patientId) throw new Error("another patient's receipt");
    const pdf = receipt.file && (await this.host.files.fetch(receipt.file).catch(() => undefined));
    const shown = { receipt, pdf, accountMissing, isProduction: this.tab()?.environment === 'production' };
    if (this.isGone) kept.set(receipt.patientId, shown);
    else this.showReceipt(shown);
  }

  private showReceipt(shown: Kept): void {
    const view = new DmpReceiptView();
    view.receipt = shown.receipt;
    view.pdf = shown.pdf;
    view.accountMissing = shown.accountMissing;
    view.isProduction = shown.isProduction;
    this.shown = shown;
    view.addEventListener('dmp-close', () => {
      this.shown = undefined;
      // Whoever still holds the element holds no password.
      view.pdf = undefined;
    });
    this.show(view);
  }

  /** Sends once; a dialog that was closed meanwhile has its outcome told as a message that names the patient. `finish` answers what was done. */
  private async send<Outcome>(
    view: Sending,
    command: string,
    args: object,
    finish: (outcome: Outcome) => Promise<string | undefined> | string | undefined,
  ): Promise<void> {
    if (view.isSending) return;
    if (this.isAnothers(view)) {
      view.error = { code: 'card.absent' };
      return;
    }
    view.isSending = true;
    view.error = undefined;
    try {
      const done = await finish(await this.run<Outcome>(command, args));
      if (this.isGone && done) this.host.notify({ title: done, text: this.patientName, family: 'ok' });
    } catch (rejection) {
      const error = errorOf(rejection);
      view.error = error;
      if (this.isGone) this.host.notify({ title: t(`error.${error.code}.title`), text: this.patientName, family: 'warn' });
    } finally {
      view.isSending = false;
    }
  }

  /** What one professional asked the patient is not sent in the name of the next. */
  private isAnothers(view: Sending): boolean {
    const asker = this.open.get(view);
    const holder = this.holderId;
    return asker !== undefined && holder !== undefined && asker !== holder;
  }

  private async draft<Draft>(command: string): Promise<Draft> {
    this.isDrafting = true;
    try {
      return await this.run<Draft>(command);
    } finally {
      this.isDrafting = false;
    }
  }

  private async load(view: DmpAdministrativeView | DmpAuthorisedView, read: () => Promise<unknown>): Promise<void> {
    view.isLoading = true;
    view.error = undefined;
    try {
      await read();
    } catch (rejection) {
      view.error = errorOf(rejection);
    } finally {
      view.isLoading = false;
    }
  }

  /** The answer names its patient wherever it has one: never another's. */
  private async run<Answer>(command: string, args: object = {}): Promise<Answer> {
    const { patientId } = this.slot;
    const answer = (await this.host.commands.run(command, { ...args, patientId })) as Answer & { readonly patientId?: string };
    if (answer?.patientId !== undefined && answer.patientId !== patientId) throw new Error("another patient's answer");
    return answer;
  }

  private about<View extends PatientDialog & { patientName: string; birthDate: string; collectedBy?: string }>(view: View): View {
    const { patient, session } = this.tab() ?? {};
    view.patientName = patient?.name ?? '';
    view.birthDate = patient?.birthDate ?? '';
    if (session && 'collectedBy' in view) view.collectedBy = `${session.holder.givenName} ${session.holder.familyName}`;
    return view;
  }

  private get patientName(): string {
    return this.tab()?.patient?.name ?? '';
  }

  private get holderId(): string | undefined {
    return this.tab()?.session?.holder.id;
  }

  /** Nothing over a form that is gone: another patient's may be in its place. */
  private show(view: PatientDialog): void {
    if (this.isGone) return;
    this.open.set(view, this.holderId);
    const dialog = this.host.dialogs.open(view);
    view.addEventListener('dmp-close', () => {
      this.open.delete(view);
      dialog.dispose();
      this.slot.element.querySelector('dmp-tab-view')?.takeFocusBack();
    });
  }
}
