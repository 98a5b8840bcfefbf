import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { FormFault, FormFaults } from '../api/form-faults.js';
import { errorBlock } from './error-block.js';
import { formStyles } from './form-styles.js';
import { icon } from './icons.js';
import { type TextKey, t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';

/**
 * A dialog that is filled in and sent. A field shows its fault once it was left or refused. What was typed is not lost without a question;
 * once it is on its way the dialog may go, since the answer is told elsewhere.
 */
export abstract class FormDialog extends PatientDialog {
  static override styles = [...PatientDialog.styles, formStyles];
  /** Every fault of the form as it was when it was last checked. */
  @property({ attribute: false }) faults: FormFaults = {};
  @property({ type: Boolean }) isSending = false;
  @state() private left: ReadonlySet<string> = new Set();
  @state() private isAsking = false;
  @query('.abandon') private readonly question!: HTMLDialogElement | null;
  private isFocusDue = false;
  /** Settles when the finger or the button that is down has come up, and its click has been heard. */
  private press: Promise<void> | undefined;

  /** Escape is taken before the browser sees it: asked twice in a row, a browser closes a dialog without a word. */
  constructor() {
    super();
    this.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      if (this.question) this.question.close();
      else this.cancel();
    });
    this.addEventListener('pointerdown', () => {
      this.press = new Promise((resolve) => {
        for (const end of ['pointerup', 'pointercancel']) window.addEventListener(end, () => setTimeout(resolve), { once: true });
      });
    });
  }

  /** Nothing was sent because of these: shows them, and goes to the first. */
  refuse(faults: FormFaults): void {
    this.faults = faults;
    this.left = new Set([...this.left, ...Object.keys(faults)]);
    this.isFocusDue = true;
  }

  /** What was typed stays; what the patient agreed to is asked again. */
  override handOn(): void {
    this.forgetConsent();
    this.error = { code: 'card.changed' };
  }

  protected abstract form(): TemplateResult;
  /** The words while it is on its way. */
  protected abstract readonly sendingText: string;
  protected abstract readonly abandonKey: TextKey;
  /** Something was typed that closing would lose. */
  protected abstract isTyped(): boolean;
  /** Asks for the faults of the form as it is now. */
  protected abstract check(): void;
  protected abstract send(): void;
  /** Unticks what the patient agreed to. */
  protected abstract forgetConsent(): void;

  protected faultAt(path: string): FormFault | undefined {
    return this.left.has(path) ? this.faults[path] : undefined;
  }

  /** A press that leaves a field must land where it was aimed: the fault it brings, which moves what is below, waits for its end. */
  protected async leave(path: string): Promise<void> {
    await this.press;
    if (this.isSending) return;
    this.left = new Set(this.left).add(path);
    this.check();
  }

  /** Other fields are on screen than before. */
  protected forget(): void {
    this.faults = {};
    this.left = new Set();
    this.error = undefined;
  }

  /** Nobody waits for what was not sent; what was is told on the tab. */
  protected override cancel(): void {
    if (!this.isSending && this.isTyped()) this.isAsking = true;
    else this.close();
  }

  protected override validate(): void {
    if (!this.isSending) this.send();
  }

  protected override body(): TemplateResult {
    const error = this.error ? html`<div role="alert">${errorBlock(this.error)}</div>` : nothing;
    // What is about the card stands where the card does, and where the form begins again.
    return this.error?.code.startsWith('card.') ? html`${error}${this.form()}` : html`${this.form()}${error}`;
  }

  /** `before`: on the left, while nothing is on its way. */
  protected formFoot(send: TemplateResult, before: TemplateResult | typeof nothing = nothing): TemplateResult {
    const { isSending } = this;
    const isAlone = isSending || before === nothing;
    return html`${isSending ? nothing : before}
      <span class=${isAlone ? 'hint push' : 'hint fit'} role="status">${isSending ? html`${icon('loader-circle')}<span>${this.sendingText}</span>` : this.count()}</span>
      ${send}
      <button class="b" type="button" @click=${() => this.cancel()}>${icon('x')}${t(isSending ? 'action.close' : 'action.cancel')}</button>`;
  }

  protected validateButton(isReady = true): TemplateResult {
    return html`<button class="b p" type="button" title=${t('action.validate.shortcut')} aria-disabled=${!isReady || this.isSending} @click=${() => this.validate()}>
      ${icon('check')}${t('action.validate')}
    </button>`;
  }

  protected override render(): TemplateResult {
    return html`${super.render()}${this.isAsking ? this.abandonQuestion() : nothing}`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.question && !this.question.open) this.question.showModal();
    if (!this.isFocusDue || this.isSending) return;
    this.isFocusDue = false;
    this.renderRoot.querySelector<HTMLElement>("[aria-invalid='true']")?.focus();
  }

  private count(): TemplateResult | typeof nothing {
    const wrong = Object.keys(this.faults).filter((path) => this.faultAt(path)).length;
    if (wrong === 0) return nothing;
    return html`<span class="bad">${icon('circle-alert')}${wrong === 1 ? t('fault.count.one') : t('fault.count.many', wrong)}</span>`;
  }

  private abandonQuestion(): TemplateResult {
    return html`<dialog
      class="abandon"
      role="alertdialog"
      aria-labelledby="abandon-title"
      aria-describedby="abandon-text"
      @close=${() => (this.isAsking = false)}
    >
      <div class="head"><h2 id="abandon-title">${t(this.abandonKey)}</h2></div>
      <div class="in"><p id="abandon-text">${t('accountForm.abandon.text')}</p></div>
      <div class="end">
        <button class="b" type="button" autofocus @click=${() => this.question?.close()}>${t('accountForm.abandon.back')}</button>
        <button class="b danger" type="button" @click=${this.handleAbandon}>${t('accountForm.abandon.confirm')}</button>
      </div>
    </dialog>`;
  }

  private handleAbandon(): void {
    this.question?.close();
    this.close();
  }
}
