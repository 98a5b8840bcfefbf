import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { dayOf, t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';

/**
 * The patient's opposition to being fed: says what it stops and what it does not, and records or lifts it.
 * @fires dmp-set-opposition - the user confirms
 * @fires dmp-close - it has closed
 */
export class DmpOppositionView extends PatientDialog {
  @property() patientName = '';
  /** `yyyy-MM-dd`. */
  @property() birthDate = '';
  /** One is recorded: it is to be lifted. */
  @property({ type: Boolean }) isOpposed = false;
  @property({ type: Boolean }) isSending = false;

  protected override heading(): string {
    return t(this.isOpposed ? 'opposition.lift' : 'opposition.title');
  }

  protected override patientLine(): string {
    return t('dialog.patient', this.patientName, dayOf(this.birthDate));
  }

  protected override body(): TemplateResult {
    return html`<p><b>${t(this.isOpposed ? 'opposition.liftQuestion' : 'opposition.question')}</b></p>
      <p>${t(this.isOpposed ? 'opposition.liftText' : 'opposition.text')}</p>
      ${this.isOpposed ? nothing : html`<p>${t('opposition.sent')}</p>`}
      <div class="note f-quiet">${icon('info')}<div>${t('opposition.journal')}</div></div>
      ${this.error ? html`<div role="alert">${errorBlock(this.error)}</div>` : nothing}`;
  }

  protected override foot(): TemplateResult {
    return html`<span class="hint push" role="status">${this.isSending ? html`${icon('loader-circle')}${t('opposition.sending')}` : nothing}</span>
      <button class="b p" type="button" title=${t('action.validate.shortcut')} aria-disabled=${this.isSending} @click=${() => this.validate()}>
        ${icon('check')}${t(this.isOpposed ? 'opposition.liftConfirm' : 'opposition.confirm')}
      </button>
      <button class="b" type="button" @click=${() => this.cancel()}>${icon('x')}${t('action.cancel')}</button>`;
  }

  protected override validate(): void {
    if (!this.isSending) fire(this, 'dmp-set-opposition', { opposed: !this.isOpposed });
  }
}
