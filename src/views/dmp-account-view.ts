import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { FormFault, FormFaults } from '../api/form-faults.js';
import type { AccountDraft, AccountWish, ChannelChange, ChannelType } from '../api/messages.js';
import { accountFields, accountOf } from './account-fields.js';
import { fire } from './fire.js';
import { FormDialog } from './form-dialog.js';
import { icon } from './icons.js';
import { rich, type TextKey, t } from './l10n.js';
import { radioList } from './radio-choice.js';
import { type TextField, textField } from './text-field.js';
import { tickBox } from './tick-box.js';

/** What can be done to an account that is there (TD1.5b, TD1.5d). */
const TASKS = ['email', 'mobile', 'removeEmail', 'removeMobile', 'renew'] as const;
type Task = (typeof TASKS)[number];
const EXPLAINED = ['email', 'mobile', 'renew'] as const;
const CHANNELS: Readonly<Record<Exclude<Task, 'renew'>, ChannelType>> = { email: 'EMAIL', mobile: 'SMS', removeEmail: 'EMAIL', removeMobile: 'SMS' };
type Action = Exclude<ChannelChange['action'], 'SUPPRESSION'>;

/**
 * The patient's internet account (TD1.5): created, or changed when it is there.
 * @fires dmp-check-account - a field was left: `faults` is to be set to what is wrong now
 * @fires dmp-create-account - *Valider* was chosen, where there is no account; what is wrong is told with `refuse`
 * @fires dmp-change-channel - a channel is to be added, changed or, as was confirmed, removed
 * @fires dmp-renew-secrets - login and password are to be renewed, as was confirmed
 * @fires dmp-close - it has closed
 */
export class DmpAccountView extends FormDialog {
  @property({ attribute: false }) draft?: AccountDraft;
  /** What was done, where there is no receipt to show it. */
  @property({ attribute: false }) message?: string;
  @state() private account: AccountWish = accountOf({ email: '', mobile: '' });
  @state() private task: Task = 'email';
  @state() private action: Action = 'AJOUT';
  @state() private isConfirmed = false;
  @query('.in input') private readonly firstInput!: HTMLElement | null;
  @query('.end .b') private readonly closeButton!: HTMLElement | null;
  private untouched = '';

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('draft') && this.draft) {
      this.account = accountOf(this.draft.contact);
      this.untouched = this.typed;
    }
    if (changed.has('faults') && this.draft?.hasAccount) this.faults = ofChange(this.faults);
  }

  protected override firstFocus(): HTMLElement | null {
    return this.renderRoot.querySelector<HTMLElement>("[name='task']:checked") ?? this.firstInput;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('message') && this.message !== undefined) this.closeButton?.focus();
  }

  protected override heading(): string {
    return t(this.draft?.hasAccount ? 'accountForm.title.change' : 'accountForm.title.create');
  }

  protected override patientLine(): string | undefined {
    return this.draft?.patientName;
  }

  protected override get sendingText(): string {
    return `${t('work.account.running')} ${t('accountForm.sending.more')}`;
  }

  protected override get abandonKey(): TextKey {
    return 'accountForm.abandon';
  }

  protected override body(): TemplateResult {
    return this.message === undefined ? super.body() : html`<div class="note f-ok" role="status">${icon('circle-check')}<div>${this.message}</div></div>`;
  }

  protected override form(): TemplateResult {
    return this.draft?.hasAccount ? this.changePart() : this.creationPart();
  }

  protected override foot(): TemplateResult {
    if (this.message !== undefined) return html`<button class="b p" type="button" @click=${() => this.close()}>${t('action.close')}</button>`;
    return this.formFoot(this.needsConfirmation ? this.destructiveButton() : this.validateButton());
  }

  protected override isTyped(): boolean {
    return this.message === undefined && this.typed !== this.untouched;
  }

  protected override check(): void {
    if (this.needsConfirmation) return;
    fire(this, 'dmp-check-account', { account: this.draft?.hasAccount ? this.changedAccount : this.account });
  }

  protected override send(): void {
    if (this.message !== undefined) return;
    const { task, account } = this;
    if (!this.draft?.hasAccount) fire(this, 'dmp-create-account', { account });
    else if (this.needsConfirmation && !this.isConfirmed) this.refuse({ confirmed: 'consent' });
    else if (task === 'renew') fire(this, 'dmp-renew-secrets');
    else fire(this, 'dmp-change-channel', { change: this.change(task) });
  }

  protected override forgetConsent(): void {
    this.isConfirmed = false;
  }

  private creationPart(): TemplateResult {
    return html`<p>${t('accountForm.create.text')}</p>
      ${required()}
      ${accountFields({
        wish: this.account,
        isReadOnly: this.isSending,
        faultAt: (path) => this.faultAt(path),
        onChange: (wish) => this.handleAccount(wish),
        onLeave: (path) => this.leave(path),
      })}`;
  }

  private changePart(): TemplateResult {
    const { task } = this;
    return html`${radioList({
      name: 'task',
      legend: t('accountForm.task'),
      options: TASKS.map((value) => {
        const explained = EXPLAINED.find((one) => one === value);
        return { value, label: t(`accountForm.task.${value}`), ...(explained && { hint: t(`accountForm.task.${explained}.hint`) }) };
      }),
      chosen: task,
      isReadOnly: this.isSending,
      onChoose: (chosen) => this.handleTask(chosen),
    })}
    ${task === 'email' || task === 'mobile' ? this.channelPart(task) : this.confirmationPart(task === 'renew' ? 'renewal' : 'removed')}`;
  }

  private channelPart(task: 'email' | 'mobile'): TemplateResult {
    const confirmation = `${task}Confirmation` as const;
    const type = CHANNELS[task];
    const kind = task === 'email' ? 'email' : 'tel';
    const field = (name: typeof task | typeof confirmation, look: Pick<TextField, 'path' | 'label' | 'labelMore'>) =>
      textField({
        ...look,
        kind,
        value: this.account[name],
        isRequired: true,
        isReadOnly: this.isSending,
        fault: this.faultAt(look.path),
        onInput: (text) => (this.account = { ...this.account, [name]: text }),
        onLeave: () => this.leave(look.path),
      });
    return html`${radioList({
      name: 'action',
      legend: t('accountForm.action'),
      options: (['AJOUT', 'MODIFICATION'] as const).map((value) => ({ value, label: t(`accountForm.action.${type}.${value}`) })),
      chosen: this.action,
      isReadOnly: this.isSending,
      onChoose: (action) => (this.action = action),
    })}
    ${required()}
    <div class="pair">
      ${field(task, { path: 'change.value', label: t(task === 'email' ? 'accountForm.newEmail' : 'accountForm.newMobile') })}
      ${field(confirmation, { path: 'change.confirmation', label: t('accountForm.confirmation'), labelMore: t(`accountForm.confirmation.${task}`) })}
    </div>`;
  }

  private confirmationPart(about: 'removed' | 'renewal'): TemplateResult {
    return html`<div class="note f-warn">${icon('triangle-alert')}<div>${rich(`accountForm.${about}.text`)}</div></div>
      ${tickBox({
        path: 'confirmed',
        label: t(`accountForm.${about}.confirm`),
        isTicked: this.isConfirmed,
        isRequired: true,
        isReadOnly: this.isSending,
        fault: this.faultAt('confirmed'),
        onTick: (isTicked) => {
          this.isConfirmed = isTicked;
          this.faults = {};
        },
      })}`;
  }

  private destructiveButton(): TemplateResult {
    const isRenewal = this.task === 'renew';
    return html`<button
      class="b danger"
      type="button"
      title=${t('action.validate.shortcut')}
      aria-disabled=${!this.isConfirmed || this.isSending}
      @click=${() => this.validate()}
    >
      ${icon(isRenewal ? 'key-round' : 'trash-2')}${t(isRenewal ? 'accountForm.renewal.send' : 'accountForm.removed.send')}
    </button>`;
  }

  /** A channel is chosen, not left. */
  private handleAccount(wish: AccountWish): void {
    const isChannel = wish.channel !== this.account.channel;
    this.account = wish;
    if (isChannel) this.check();
  }

  private handleTask(task: Task): void {
    this.task = task;
    this.isConfirmed = false;
    this.forget();
  }

  private change(task: Exclude<Task, 'renew'>): ChannelChange {
    const type = CHANNELS[task];
    if (task === 'removeEmail' || task === 'removeMobile') return { action: 'SUPPRESSION', type, value: '', confirmation: '' };
    return { action: this.action, type, value: this.account[task], confirmation: this.account[`${task}Confirmation`] };
  }

  /** The one channel under way, as an account that has no other. */
  private get changedAccount(): AccountWish {
    const { email, emailConfirmation, mobile, mobileConfirmation } = this.account;
    return this.task === 'email'
      ? { email, emailConfirmation, mobile: '', mobileConfirmation: '', channel: 'EMAIL' }
      : { email: '', emailConfirmation: '', mobile, mobileConfirmation, channel: 'SMS' };
  }

  /** Where there is no account, no task was chosen. */
  private get needsConfirmation(): boolean {
    return this.task !== 'email' && this.task !== 'mobile';
  }

  private get typed(): string {
    return JSON.stringify([this.account, this.isConfirmed]);
  }
}

const required = (): TemplateResult => html`<p class="tiny muted"><span class="req">*</span> ${t('creation.requiredFields')}</p>`;

/** The faults of a checked account, by the paths of the one channel that is changed. */
function ofChange(faults: FormFaults): FormFaults {
  return Object.fromEntries(
    Object.entries(faults).map(([path, fault]): [string, FormFault] => {
      const change = path.endsWith('Confirmation') ? 'change.confirmation' : 'change.value';
      return [path.startsWith('account.') ? change : path, fault === 'channelWithoutEmail' || fault === 'channelWithoutMobile' ? 'required' : fault];
    }),
  );
}
