import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { ERROR_CODES } from '../api/plugin-error.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { dayOf, t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';

/**
 * *Autorisation d'accès au DMP*: the question of the guide and its box (EX_0.3-1010). Nothing is asked of the DMP before the box is ticked.
 * @fires dmp-ask-authorisation - the box is ticked and *Valider* was chosen
 * @fires dmp-close - it has closed
 */
export class DmpAuthorisationView extends PatientDialog {
  @property() patientName = '';
  /** `yyyy-MM-dd`. */
  @property() birthDate = '';
  /** Who asked the patient. */
  @property() collectedBy = '';
  @property({ type: Boolean }) isSending = false;
  /** It was there before: nothing was done. */
  @property({ type: Boolean }) alreadyThere = false;
  @state() private isTicked = false;
  @state() private isTickMissing = false;
  @query('input') private readonly box!: HTMLInputElement | null;

  protected override heading(): string {
    return t('authorisation.title');
  }

  protected override patientLine(): string {
    return t('dialog.patient', this.patientName, dayOf(this.birthDate));
  }

  protected override body(): TemplateResult {
    if (this.alreadyThere)
      return html`<div class="note f-ok">${icon('circle-check')}<p id="already" tabindex="-1">${t('authorisation.alreadyThere')}</p></div>`;
    const described = this.isTickMissing ? 'question missing' : 'question';
    return html`<p id="question"><b>${t('authorisation.question')}</b></p>
      <div>
        <label class="check pick"
          ><input type="checkbox" .checked=${this.isTicked} aria-disabled=${this.isSending} aria-describedby=${described} @click=${this.handleClick} @change=${this.handleTick} />${t('authorisation.consent')}</label
        >
        ${this.isTickMissing ? html`<p class="bad" id="missing" role="alert">${icon('circle-alert')}${t('authorisation.tick')}</p>` : nothing}
      </div>
      <div class="note f-warn">${icon('triangle-alert')}<div>${t('authorisation.notice')}</div></div>
      ${this.error ? html`<div role="alert">${errorBlock(this.error)}</div>` : nothing}`;
  }

  protected override foot(): TemplateResult {
    if (this.alreadyThere) return html`<button class="b p" type="button" @click=${() => this.close()}>${t('action.close')}</button>`;
    const canRetry = this.error && ERROR_CODES[this.error.code].retryable;
    return html`<span class="hint push" role="status">${this.hint()}</span>
      <button class="b p" type="button" title=${t('action.validate.shortcut')} aria-disabled=${!this.isTicked || this.isSending} @click=${() => this.validate()}>
        ${icon(canRetry ? 'rotate-cw' : 'check')}${t(canRetry ? 'action.retry' : 'action.validate')}
      </button>
      <button class="b" type="button" @click=${() => this.cancel()}>${icon('x')}${t(this.isSending ? 'action.close' : 'action.cancel')}</button>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    super.updated(changed);
    if (changed.has('alreadyThere')) this.renderRoot.querySelector<HTMLElement>('#already')?.focus();
  }

  protected override firstFocus(): HTMLElement | null {
    return this.box;
  }

  protected override validate(): void {
    if (this.isSending || this.alreadyThere) return;
    this.isTickMissing = !this.isTicked;
    if (this.isTicked) fire(this, 'dmp-ask-authorisation');
    else this.box?.focus();
  }

  private hint(): unknown {
    if (this.isSending) return html`${icon('loader-circle')}<span>${t('authorisation.sending')}<br>${t('dialog.sending.more')}</span>`;
    return this.collectedBy ? t('authorisation.collectedBy', this.collectedBy) : nothing;
  }

  /** Not disabled, which would take its focus from it: what is on its way is answered in a moment. */
  private handleClick(event: Event): void {
    if (this.isSending) event.preventDefault();
  }

  private handleTick(event: Event): void {
    this.isTicked = (event.target as HTMLInputElement).checked;
    this.isTickMissing = false;
  }
}
