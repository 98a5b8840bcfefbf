import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { dayOf, t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';

/**
 * Why a record or an account is no longer made here, and what the patient can do.
 * @fires dmp-print-leaflet - the leaflet for the patient is to be printed
 * @fires dmp-close - it has closed
 */
export class DmpExplainView extends PatientDialog {
  static override styles = [
    ...PatientDialog.styles,
    css`
      h3 { margin: 0; font-size: var(--t3); font-weight: 650; }
      ul { margin: 0; padding-inline-start: 20px; display: grid; gap: 4px; }
    `,
  ];
  @property() about: 'explainCreation' | 'explainAccount' = 'explainCreation';
  @property() patientName = '';
  /** `yyyy-MM-dd`. */
  @property() birthDate = '';

  protected override heading(): string {
    return t(`explain.${this.subject}.title`);
  }

  protected override patientLine(): string {
    return t('dialog.patient', this.patientName, dayOf(this.birthDate));
  }

  protected override body(): TemplateResult {
    return html`<p>${t(`explain.${this.subject}.text`)} ${t(`explain.${this.subject}.why`)}</p>
      <h3>${t('explain.patient')}</h3>
      <ul>
        <li>${t('explain.patient.activate')}</li>
        <li>${t('explain.patient.reopen')}</li>
        <li>${t('explain.patient.choose')}</li>
      </ul>
      <div class="note f-quiet">${icon('info')}<div>${t('explain.refused')}</div></div>
      ${this.error ? html`<div role="alert">${errorBlock(this.error)}</div>` : nothing}`;
  }

  protected override foot(): TemplateResult {
    return html`<button class="b p" type="button" @click=${this.handlePrint}>${icon('printer')}${t('action.printLeaflet')}</button>
      <button class="b" type="button" @click=${() => this.close()}>${icon('x')}${t('action.close')}</button>`;
  }

  protected override validate(): void {
    fire(this, 'dmp-print-leaflet');
  }

  /** One leaflet, even of a double click. */
  private handlePrint({ detail: clicks }: MouseEvent): void {
    if (clicks < 2) this.validate();
  }

  private get subject(): 'creation' | 'account' {
    return this.about === 'explainCreation' ? 'creation' : 'account';
  }
}
