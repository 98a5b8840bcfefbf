import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { dayOf, t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';

/**
 * *Supprimer mon autorisation*: says what it means, and asks once (EX_0.3-1040).
 * @fires dmp-remove-authorisation - the user confirms
 * @fires dmp-close - it has closed
 */
export class DmpRemovalView extends PatientDialog {
  @property() patientName = '';
  /** `yyyy-MM-dd`. */
  @property() birthDate = '';
  @property({ type: Boolean }) isSending = false;

  protected override heading(): string {
    return t('removal.title');
  }

  protected override patientLine(): string {
    return t('dialog.patient', this.patientName, dayOf(this.birthDate));
  }

  protected override body(): TemplateResult {
    return html`<p>${t('removal.text')}</p>
      <p>${t('removal.patient')}</p>
      ${this.error ? html`<div role="alert">${errorBlock(this.error)}</div>` : nothing}`;
  }

  protected override foot(): TemplateResult {
    return html`<span class="hint push" role="status">${this.isSending ? html`${icon('loader-circle')}<span>${t('removal.sending')}<br>${t('dialog.sending.more')}</span>` : nothing}</span>
      <button class="b danger" type="button" aria-disabled=${this.isSending} @click=${() => this.validate()}>${icon('user-minus')}${t('removal.confirm')}</button>
      <button class="b" type="button" @click=${() => this.cancel()}>${icon('x')}${t(this.isSending ? 'action.close' : 'action.cancel')}</button>`;
  }

  protected override validate(): void {
    if (!this.isSending) fire(this, 'dmp-remove-authorisation');
  }
}
