import { css, html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { AuthorisedProfessional } from '../api/messages.js';
import { ERROR_CODES } from '../api/plugin-error.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { dayOf, t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';

/**
 * Whom the patient has authorised or blocked (TD1.6).
 * @fires dmp-retry - the list is to be asked for again
 * @fires dmp-close - it has closed
 */
export class DmpAuthorisedView extends PatientDialog {
  static override styles = [
    ...PatientDialog.styles,
    css`
      :host { --dialog-width: 820px; }
      table { width: 100%; border-collapse: collapse; font-size: var(--t2); }
      caption { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); }
      th, td { padding: 8px 10px; border-bottom: 1px solid var(--line); text-align: start; vertical-align: top; }
      thead th { color: var(--text-2); font-size: var(--t1); font-weight: 550; }
      tbody th { font-weight: 600; }
      small { display: block; font-size: var(--t1); font-weight: 400; color: var(--text-2); }
      .empty .i { width: 32px; height: 32px; stroke-width: 1.5; }
      .empty { display: grid; justify-items: center; gap: 4px; padding: 24px 0; text-align: center; color: var(--text-2); }
      @media (width < 900px) {
        thead { display: none; }
        tr { display: grid; padding: 8px 0; border-bottom: 1px solid var(--line); }
        th, td { display: flex; gap: 12px; padding: 3px 0; border: 0; }
        td::before { content: attr(data-head); flex: 0 0 9em; color: var(--text-2); }
      }
    `,
  ];
  @property() patientName = '';
  /** `yyyy-MM-dd`. */
  @property() birthDate = '';
  @property({ type: Boolean }) isLoading = false;
  @property({ attribute: false }) professionals?: readonly AuthorisedProfessional[];

  protected override heading(): string {
    return t('authorised.title');
  }

  protected override patientLine(): string {
    return t('dialog.patient', this.patientName, dayOf(this.birthDate));
  }

  protected override body(): TemplateResult {
    const { error, professionals, isLoading } = this;
    return html`<p class="said" role="status">${isLoading ? t('authorised.loading') : nothing}</p>
      ${isLoading ? html`<div class="note f-info">${icon('loader-circle')}<div>${t('authorised.loading')}</div></div>` : nothing}
      ${error ? html`<div role="alert">${errorBlock(error, { onRetry: ERROR_CODES[error.code].retryable ? () => fire(this, 'dmp-retry') : undefined })}</div>` : nothing}
      ${professionals && !isLoading && !error ? list(professionals) : nothing}`;
  }

  protected override foot(): TemplateResult {
    return html`<button class="b" type="button" @click=${() => this.close()}>${icon('x')}${t('action.close')}</button>`;
  }
}

function list(professionals: readonly AuthorisedProfessional[]): TemplateResult {
  if (!professionals.length) return html`<div class="empty">${icon('users')}<b>${t('authorised.none')}</b><span>${t('authorised.none.more')}</span></div>`;
  const heads = [t('authorised.name'), t('authorised.speciality'), t('authorised.since'), t('authorised.lastAction'), t('authorised.state')];
  return html`<table>
    <caption>${t('authorised.caption')}</caption>
    <thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead>
    <tbody>${professionals.map(
      (one) => html`<tr>
        <th scope="row"><span>${one.givenName} ${one.familyName}${one.treatingPhysician ? html`<small>${t('authorised.treatingPhysician')}</small>` : nothing}</span></th>
        <td data-head=${heads[1] ?? ''}><span>${one.specialities.join(', ') || unknown()}</span></td>
        <td data-head=${heads[2] ?? ''}>${dayOf(one.since) || unknown()}</td>
        <td data-head=${heads[3] ?? ''}>${dayOf(one.lastAction) || unknown()}</td>
        <td data-head=${heads[4] ?? ''}><span class="chip ${one.mode === 'authorised' ? 'f-ok' : 'f-stop'}">${icon(one.mode === 'authorised' ? 'circle-check' : 'shield-ban')}${t(`authorised.mode.${one.mode}`)}</span></td>
      </tr>`,
    )}</tbody>
  </table>`;
}

const unknown = (): TemplateResult => html`<span class="muted">${t('authorised.unknown')}</span>`;
