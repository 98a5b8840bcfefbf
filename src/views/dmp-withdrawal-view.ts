import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { dayOf, t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';

/**
 * *Retirer de la boîte d'envoi*: names the patient and the document, and asks once.
 * @fires dmp-withdraw - the user confirms
 * @fires dmp-close - it has closed
 */
export class DmpWithdrawalView extends PatientDialog {
  @property() patientName = '';
  /** `yyyy-MM-dd`; empty where it is not known, on a page. */
  @property() birthDate = '';
  @property() documentTitle = '';
  @property() typeLabel = '';
  @property({ type: Boolean }) isSending = false;

  protected override heading(): string {
    return t('withdrawal.title');
  }

  protected override patientLine(): string {
    return this.birthDate ? t('dialog.patient', this.patientName, dayOf(this.birthDate)) : this.patientName;
  }

  protected override body(): TemplateResult {
    return html`<p><b>${this.documentTitle}</b><br><span class="muted">${this.typeLabel}</span></p>
      <p>${t('withdrawal.text')}</p>
      ${this.error ? html`<div role="alert">${errorBlock(this.error)}</div>` : nothing}`;
  }

  protected override foot(): TemplateResult {
    return html`<span class="hint push" role="status">${this.isSending ? html`${icon('loader-circle')}${t('withdrawal.sending')}` : nothing}</span>
      <button class="b danger" type="button" aria-disabled=${this.isSending} @click=${() => this.validate()}>${icon('trash-2')}${t('withdrawal.confirm')}</button>
      <button class="b" type="button" @click=${() => this.cancel()}>${icon('x')}${t('action.cancel')}</button>`;
  }

  protected override validate(): void {
    if (!this.isSending) fire(this, 'dmp-withdraw');
  }
}
