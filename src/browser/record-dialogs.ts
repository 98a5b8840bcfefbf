import type { Disposable } from '../api/disposable.js';
import type { FormFaults } from '../api/form-faults.js';
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
  Receipt,
  RecordAct,
  WorkReport,
} from '../api/messages.js';
import type { ErrorDto } from '../api/plugin-error.js';
import { cardOf } from '../views/card-look.js';
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
import { CARD_COMMANDS } from './card-commands.js';
import { DocumentDialogs } from './document-dialogs.js';
import { errorOf } from './error-of.js';
import { guardPage } from './page-guard.js';
import { printPdf } from './print-pdf.js';

/** A receipt nobody has closed yet. */
interface Waiting {
  readonly receipt: Receipt;
  readonly pdf: Blob | undefined;
  readonly accountMissing: boolean;
  readonly channelMissing: boolean;
  /** Of where it was made: the tab of a form that has just opened says nothing yet. */
  readonly isProduction: boolean;
  isHandedOver: boolean;
  readonly guard: Disposable;
}
/** By patient and maker: receipts whose form has gone. They stay in the memory of this page until whoever made them has the form open again. */
const kept = new Map<string, Waiting>();
const keyOf = ({ patientId, professionalId }: Pick<Receipt, 'patientId' | 'professionalId'>): string => JSON.stringify([patientId, professionalId]);
function keep(waiting: Waiting): void {
  const key = keyOf(waiting.receipt);
  const before = kept.get(key);
  if (before !== waiting) before?.guard.dispose();
  kept.set(key, waiting);
}
defineDialogs();
const DIALOG_COMMANDS = [...CARD_COMMANDS, ['dmp-acknowledge-traces', 'dmp.acknowledgeTraces']] as const;

/** A dialog that sends something to the DMP. */
type Sending = PatientDialog & { isSending: boolean; faults?: FormFaults };

/** The dialogs of one open form. Each names its patient; what it began goes on when it is closed, and is told on that patient's tab. */
export class RecordDialogs {
  private isGone = false;
  /** A form is being filled: a second click opens no second one. */
  private isDrafting = false;
  /** The tab as it is now. */
  private tab: DmpTabState | undefined;
  private readonly open = new Set<PatientDialog>();
  /** Those on screen that need a session, and whose it is. */
  private readonly asking = new Map<PatientDialog, string | undefined>();
  /** On screen, and not closed by the user yet. */
  private shown: Waiting | undefined;
  /** Those about what the practice feeds to this record. */
  readonly documents: DocumentDialogs;

  constructor(
    private readonly host: BrowserContext,
    private readonly slot: { readonly element: HTMLElement; readonly patientId: string; readonly formId: string },
  ) {
    this.documents = new DocumentDialogs({
      isFree: () => this.isFree,
      feeding: () => this.tab?.feeding,
      about: (view) => this.about(view),
      show: (view) => this.show(view),
      ask: (view) => this.ask(view),
      send: (view, command, args, finish) => this.send(view, command, args, finish),
      element: slot.element,
    });
  }

  /** The tab has changed: a card came or went, or another one than before. */
  follow(tab: DmpTabState): void {
    if (this.isGone) return;
    this.tab = tab;
    for (const view of this.asking.keys()) this.followCard(view);
    this.documents.follow();
    const key = keyOf({ patientId: this.slot.patientId, professionalId: this.holderId ?? '' });
    const waiting = kept.get(key);
    if (!waiting) return;
    kept.delete(key);
    this.showReceipt(waiting);
  }

  /** The form was closed, or shows another patient: no dialog stays over it. A receipt comes back with its patient's form. */
  dispose(): void {
    this.isGone = true;
    if (this.shown) keep(this.shown);
    for (const dialog of this.open) dialog.close();
  }

  start(act: RecordAct): Promise<void> | void {
    if (!this.isFree) return;
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
    const support = this.tab?.support;
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
    this.ask(view);
  }

  private removeAuthorisation(): void {
    const view = this.about(new DmpRemovalView());
    view.addEventListener('dmp-remove-authorisation', () =>
      this.send(view, 'dmp.removeAuthorisation', { confirmed: true }, () => {
        view.close();
        return t('done.removeAuthorisation');
      }),
    );
    this.ask(view);
  }

  private async createRecord(): Promise<void> {
    const asker = this.holderId;
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
        await this.handOver(outcome.receipt, outcome);
        return t('done.createRecord');
      }),
    );
    this.ask(view, asker);
  }

  private async account(): Promise<void> {
    const asker = this.holderId;
    const view = new DmpAccountView();
    view.draft = await this.draft<AccountDraft>('dmp.accountDraft');
    const finish = async (outcome: AccountOutcome): Promise<string | undefined> => {
      if (outcome.kind === 'invalid') {
        view.refuse(outcome.faults);
        return undefined;
      }
      if (outcome.receipt) {
        view.close();
        await this.handOver(outcome.receipt, outcome);
      } else view.message = t('done.account');
      return t('done.account');
    };
    view.addEventListener('dmp-check-account', async ({ detail }) => {
      view.faults = await this.run<FormFaults>('dmp.checkAccount', detail).catch(() => view.faults);
    });
    view.addEventListener('dmp-create-account', ({ detail }) => this.send(view, 'dmp.createAccount', detail, finish));
    view.addEventListener('dmp-change-channel', ({ detail }) => this.send(view, 'dmp.changeChannel', detail, finish));
    view.addEventListener('dmp-renew-secrets', () => this.send(view, 'dmp.renewSecrets', { confirmed: true }, finish));
    this.ask(view, asker);
  }

  private administrativeData(): void {
    const view = this.about(new DmpAdministrativeView());
    const read = () => this.load(view, async () => (view.comparison = await this.run<AdministrativeComparison>('dmp.administrativeData')));
    view.addEventListener('dmp-retry', () => void (view.isLoading || view.comparison || read()));
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
    this.ask(view);
    read();
  }

  private authorisedProfessionals(): void {
    const view = this.about(new DmpAuthorisedView());
    const read = () =>
      this.load(view, async () => (view.professionals = (await this.run<AuthorisedProfessionals>('dmp.authorisedProfessionals')).professionals));
    view.addEventListener('dmp-retry', () => void (view.isLoading || view.professionals || read()));
    this.ask(view);
    read();
  }

  private explain(about: 'explainCreation' | 'explainAccount'): void {
    const view = this.about(new DmpExplainView());
    view.about = about;
    view.addEventListener('dmp-print-leaflet', async () => {
      view.error = undefined;
      await this.printLeaflet().catch((rejection: unknown) => (view.error = errorOf(rejection)));
    });
    this.ask(view);
  }

  private async printLeaflet(): Promise<void> {
    const file = await this.run<OfferedFile>('dmp.leaflet');
    await printPdf(this.slot.element, await this.host.files.fetch(file));
  }

  /** Shows the receipt; where its form has gone meanwhile, or another's session is open in it, keeps it for whoever made it. */
  private async handOver(receipt: Receipt, { accountMissing, channelMissing }: WorkReport): Promise<void> {
    if (receipt.patientId !== this.slot.patientId) throw new Error("another patient's receipt");
    const pdf = receipt.file && (await this.host.files.fetch(receipt.file).catch(() => undefined));
    const waiting: Waiting = {
      receipt,
      pdf,
      accountMissing: accountMissing !== undefined,
      channelMissing: channelMissing !== undefined,
      isProduction: this.tab?.environment === 'production',
      isHandedOver: false,
      guard: guardPage(() => pdf !== undefined && !waiting.isHandedOver),
    };
    const isAnothers = this.holderId !== undefined && this.holderId !== receipt.professionalId;
    if (this.isGone || isAnothers) keep(waiting);
    else this.showReceipt(waiting);
  }

  private showReceipt(shown: Waiting): void {
    const view = new DmpReceiptView();
    view.receipt = shown.receipt;
    view.pdf = shown.pdf;
    view.accountMissing = shown.accountMissing;
    view.channelMissing = shown.channelMissing;
    view.isProduction = shown.isProduction;
    view.isHandedOver = shown.isHandedOver;
    this.shown = shown;
    view.addEventListener('dmp-handed-over', () => (shown.isHandedOver = true));
    view.addEventListener('dmp-close', () => {
      if (!this.isGone) shown.guard.dispose();
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
    view.isSending = true;
    view.error = undefined;
    // What is sent is checked again: none of it is known to be wrong.
    if (view.faults) view.faults = {};
    const asker = this.asking.get(view);
    // The answer may be a receipt, which comes once, and to this page alone.
    const guard = guardPage(() => true);
    const before = new Set(kept.values());
    try {
      const done = await finish(await this.run<Outcome>(command, { ...args, ...(asker !== undefined && { professionalId: asker }) }));
      const isKept = [...kept.values()].some((one) => one.receipt.patientId === this.slot.patientId && !before.has(one));
      const text = isKept ? t('receipt.waits', this.patientName) : this.patientName;
      if (done && (this.isGone || isKept)) this.host.notify({ title: done, text, family: 'ok' });
    } catch (rejection) {
      const error = errorOf(rejection);
      if (isSaidByCard(error, view)) void view.showCard();
      else view.error = error;
      if (this.isGone) this.host.notify({ title: t(`error.${error.code}.title`), text: this.patientName, family: 'warn' });
    } finally {
      guard.dispose();
      view.isSending = false;
      if (this.asking.has(view)) this.followCard(view);
    }
  }

  /** Shows what the card lacks, and what failed for it no longer once it is back. A dialog of another professional is handed on; never while it sends. */
  private followCard(view: PatientDialog): void {
    const card = this.tab && cardOf(this.tab.status);
    const isBack = view.card && !card;
    view.card = card;
    view.tracesNoticeDue = this.tab?.session !== undefined && this.tab.tracesNoticeDue;
    if (view.error && (isSaidByCard(view.error, view) || (isBack && view.error.code.startsWith('card.')))) view.error = undefined;
    const [asker, holder] = [this.asking.get(view), this.holderId];
    // Nothing is read in the name of who has not asked for it.
    if (isBack && (asker === undefined || holder === asker)) view.dispatchEvent(new CustomEvent('dmp-retry'));
    if (holder === undefined || holder === asker || ('isSending' in view && view.isSending)) return;
    this.asking.set(view, holder);
    if (asker !== undefined) view.handOn();
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
    const { patient, session } = this.tab ?? {};
    view.patientName = patient?.name ?? '';
    view.birthDate = patient?.birthDate ?? '';
    if (session && 'collectedBy' in view) view.collectedBy = `${session.holder.givenName} ${session.holder.familyName}`;
    return view;
  }

  /** A bouncing click opens no second one. */
  private get isFree(): boolean {
    return !this.isGone && !this.isDrafting && this.open.size === 0;
  }

  private get patientName(): string {
    return this.tab?.patient?.name ?? '';
  }

  private get holderId(): string | undefined {
    return this.tab?.session?.holder.id;
  }

  /** A dialog that asks something of the DMP: the code of the card can be typed in it. */
  private ask(view: PatientDialog, asker = this.holderId): void {
    if (this.isGone) return;
    this.asking.set(view, asker);
    this.followCard(view);
    for (const [event, command] of DIALOG_COMMANDS)
      view.addEventListener(event, ({ detail }) => this.run(command, detail ?? {}).catch((rejection: unknown) => (view.error = errorOf(rejection))));
    this.show(view);
  }

  /** Nothing over a form that is gone: another patient's may be in its place. */
  private show(view: PatientDialog): void {
    if (this.isGone) return;
    this.open.add(view);
    const dialog = this.host.dialogs.open(view);
    view.addEventListener('dmp-close', () => {
      this.open.delete(view);
      this.asking.delete(view);
      dialog.dispose();
      this.slot.element.querySelector('dmp-tab-view')?.takeFocusBack();
    });
  }
}

/** The dialog shows what the card lacks: a refusal for its absence says no more. */
const isSaidByCard = ({ code }: ErrorDto, { card }: PatientDialog): boolean => code === 'card.absent' && card !== undefined;
