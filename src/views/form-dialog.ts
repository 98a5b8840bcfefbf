import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { FormFault, FormFaults } from '../api/form-faults.js';
import { abandonQuestion } from './abandon-question.js';
import { errorBlock } from './error-block.js';
import { faultCount } from './fault-line.js';
import { formStyles } from './form-styles.js';
import { icon } from './icons.js';
import { type TextKey, t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';
import { ShownFaults } from './shown-faults.js';

/**
 * A dialog that is filled in and sent. A field shows its fault once it was left or refused. What was typed is not lost without a question;
 * once it is on its way the dialog may go, since the answer is told elsewhere.
 */
export abstract class FormDialog extends PatientDialog {
  static override styles = [...PatientDialog.styles, formStyles];
  /** Every fault of the form as it was when it was last checked. */
  @property({ attribute: false }) faults: FormFaults = {};
  @property({ type: Boolean }) isSending = false;
  @state() private isAsking = false;
  @query('.abandon') private readonly question!: HTMLDialogElement | null;
  private readonly shown = new ShownFaults(this);

  /** Escape is taken before the browser sees it: asked twice in a row, a browser closes a dialog without a word. */
  constructor() {
    super();
    this.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape' || event.isComposing) return;
      event.preventDefault();
      if (this.question) this.question.close();
      else this.cancel();
    });
  }

  /** Nothing was sent because of these: shows them, and goes to the first. */
  refuse(faults: FormFaults): void {
    this.shown.refuse(faults);
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
    return this.shown.at(path);
  }

  protected leave(path: string): Promise<void> {
    return this.shown.leave(path, () => this.check());
  }

  /** Other fields are on screen than before. */
  protected forget(): void {
    this.shown.forget();
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
      <span class=${isAlone ? 'hint push' : 'hint fit'} role="status">${isSending ? html`${icon('loader-circle')}<span>${this.sendingText}</span>` : faultCount(Object.keys(this.faults).filter((path) => this.faultAt(path)).length)}</span>
      ${send}
      <button class="b" type="button" @click=${() => this.cancel()}>${icon('x')}${t(isSending ? 'action.close' : 'action.cancel')}</button>`;
  }

  protected validateButton(isReady = true): TemplateResult {
    return html`<button class="b p" type="button" title=${t('action.validate.shortcut')} aria-disabled=${!isReady || this.isSending} @click=${() => this.validate()}>
      ${icon('check')}${t('action.validate')}
    </button>`;
  }

  protected override render(): TemplateResult {
    return html`${super.render()}${this.isAsking ? abandonQuestion(this.abandonKey, { onClose: () => (this.isAsking = false), onAbandon: () => this.close() }) : nothing}`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (this.question && !this.question.open) this.question.showModal();
  }
}
