import type { Observable } from 'rxjs';
import { type Disposable, DisposableStore } from '../api/disposable.js';
import type { OutboxState, RulesState } from '../api/documents.js';
import type { BrowserContext, PageSlot } from '../api/host.js';
import type { ErrorDto } from '../api/plugin-error.js';
import { DmpOutboxView } from '../views/dmp-outbox-view.js';
import { DmpRuleView } from '../views/dmp-rule-view.js';
import { DmpRulesView } from '../views/dmp-rules-view.js';
import { DmpWithdrawalView } from '../views/dmp-withdrawal-view.js';
import { defineDocumentElements } from '../views/document-elements.js';
import type { ViewEvents } from '../views/fire.js';
import { isPageAct } from '../views/outbox-groups.js';
import type { PatientDialog } from '../views/patient-dialog.js';
import { titleOf } from '../views/sending-look.js';
import { errorOf } from './error-of.js';

defineDocumentElements();

const OUTBOX_COMMANDS = [
  ['dmp-suspend-outbox', 'dmp.suspendOutbox'],
  ['dmp-acknowledge-loss', 'dmp.acknowledgeLoss'],
  ['dmp-resume-outbox', 'dmp.resumeOutbox'],
  ['dmp-retry-all', 'dmp.retryAll'],
] as const satisfies readonly (readonly [keyof ViewEvents, string])[];
const RULES_COMMANDS = [
  ['dmp-set-rules-on', 'dmp.setRulesOn'],
  ['dmp-remove-rule', 'dmp.removeRule'],
  ['dmp-set-rule-exception', 'dmp.setRuleException'],
] as const satisfies readonly (readonly [keyof ViewEvents, string])[];

/** What is to be done with one document in its patient's form. */
export type DocumentWish = ViewEvents['dmp-document-act'];
/** Opens the form of a patient. @throws what the host refuses with */
type GoToForm = (patientId: string, wish?: DocumentWish) => Promise<void>;

type PageView = HTMLElement & { refusal?: ErrorDto | undefined };
/** A dialog of a page: it asks one thing of `main`. */
type PageDialog = PatientDialog & { isSending: boolean };

/** One page of ours on screen, and the one dialog it may have open. */
class Page {
  readonly own = new DisposableStore();
  private dialog: PageDialog | undefined;

  constructor(
    private readonly host: BrowserContext,
    { element }: PageSlot,
    private readonly view: PageView,
  ) {
    element.append(view);
    this.own.add(() => view.remove());
    this.own.add(() => this.dialog?.close());
  }

  run(id: string, args?: Readonly<Record<string, unknown>>): Promise<void> {
    return this.ask(() => this.host.commands.runForPage(id, args));
  }

  /** A refusal is shown on the page until something else is asked for. */
  async ask(what: () => Promise<unknown>): Promise<void> {
    this.view.refusal = undefined;
    await what().catch((rejection: unknown) => (this.view.refusal = errorOf(rejection)));
  }

  /** A bouncing click opens no second one. */
  open(view: PageDialog): void {
    if (this.dialog) return;
    this.dialog = view;
    const shown = this.host.dialogs.open(view);
    view.addEventListener('dmp-close', () => {
      this.dialog = undefined;
      shown.dispose();
    });
  }

  /** Closes once it is done; stays with what went wrong. */
  async send(view: PageDialog, id: string, args: Readonly<Record<string, unknown>>): Promise<void> {
    if (view.isSending) return;
    view.isSending = true;
    view.error = undefined;
    try {
      await this.host.commands.runForPage(id, args);
      view.close();
    } catch (rejection) {
      view.error = errorOf(rejection);
    } finally {
      view.isSending = false;
    }
  }
}

/** The page `dmp.outbox`. */
export function mountOutbox(host: BrowserContext, slot: PageSlot, goToForm: GoToForm): Disposable {
  const view = new DmpOutboxView();
  const page = new Page(host, slot, view);
  page.own.add((slot.state$ as Observable<OutboxState>).subscribe((outbox) => (view.outbox = outbox)));
  for (const [event, command] of OUTBOX_COMMANDS) view.addEventListener(event, () => void page.run(command));
  view.addEventListener('dmp-open-form', ({ detail: { patientId } }) => void page.ask(() => goToForm(patientId)));
  view.addEventListener('dmp-document-act', ({ detail: { documentId, act } }) => {
    const row = view.outbox?.rows.find((one) => one.documentId === documentId);
    if (!row) return;
    if (!isPageAct(act)) return void page.ask(() => goToForm(row.patientId, { documentId, act }));
    if (act !== 'withdraw') return void page.run('dmp.outboxAct', { documentId, act });
    const dialog = new DmpWithdrawalView();
    Object.assign(dialog, { patientName: row.patientName, documentTitle: titleOf(row), typeLabel: row.typeLabel });
    dialog.addEventListener('dmp-withdraw', () => void page.send(dialog, 'dmp.outboxAct', { documentId, act }));
    page.open(dialog);
  });
  return page.own;
}

/** The page `dmp.rules`. */
export function mountRules(host: BrowserContext, slot: PageSlot): Disposable {
  const view = new DmpRulesView();
  const page = new Page(host, slot, view);
  page.own.add((slot.state$ as Observable<RulesState>).subscribe((rules) => (view.rules = rules)));
  for (const [event, command] of RULES_COMMANDS) view.addEventListener(event, ({ detail }) => void page.run(command, { ...detail }));
  view.addEventListener('dmp-edit-rule', ({ detail: { ruleId } }) => {
    const dialog = new DmpRuleView();
    const rule = view.rules?.rules.find((one) => one.ruleId === ruleId);
    if (view.rules) dialog.rules = view.rules;
    if (rule) dialog.rule = rule;
    dialog.addEventListener('dmp-save-rule', ({ detail }) => void page.send(dialog, 'dmp.saveRule', { ...detail }));
    page.open(dialog);
  });
  return page.own;
}
