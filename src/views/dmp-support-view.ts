import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Support } from '../api/messages.js';
import { icon } from './icons.js';
import { t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';

/**
 * Whom to call: the support of the DMP for the DMP, that of the software for the software. About no patient.
 * @fires dmp-close - it has closed
 */
export class DmpSupportView extends PatientDialog {
  static override styles = [
    ...PatientDialog.styles,
    css`
      .line { display: flex; gap: 12px; align-items: start; }
      .line .i { width: 20px; height: 20px; margin-top: 2px; color: var(--info-ink); }
      .number { font-size: var(--t4); font-weight: 650; }
    `,
  ];
  @property({ attribute: false }) support: Support = { dmpPhone: '', productPhone: '', productEmail: '' };

  protected override heading(): string {
    return t('support.title');
  }

  protected override patientLine(): undefined {
    return undefined;
  }

  protected override body(): TemplateResult {
    const { dmpPhone, productPhone, productEmail } = this.support;
    const email = productEmail ? html` ${productPhone ? t('support.productEmail') : nothing} <a href="mailto:${productEmail}">${productEmail}</a>` : nothing;
    return html`<div class="line">${icon('phone')}<div><p>${t('support.dmp.question')}</p><p>${dmpPhone ? html`${t('support.dmp')} ${phone(dmpPhone)}` : t('support.dmp.none')}</p></div></div>
      <div class="line">${icon('life-buoy')}<div>
        <p>${t('support.product.question')}</p>
        <p>${productPhone || productEmail ? html`${productPhone ? html`${t('support.product')} ${phone(productPhone)}` : nothing}${email}` : t('support.none')}</p>
      </div></div>`;
  }

  protected override foot(): TemplateResult {
    return html`<button class="b" type="button" @click=${() => this.close()}>${icon('x')}${t('action.close')}</button>`;
  }
}

const phone = (number: string): TemplateResult => html`<a class="number" href="tel:${number.replaceAll(' ', '')}">${number}</a>`;
