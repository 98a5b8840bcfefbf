import { html, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { WebDmpLink, WebDmpPage } from '../api/messages.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { rich, type TextKey, t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';

const PAGE_TITLES: Readonly<Record<WebDmpPage, TextKey>> = {
  TableauDeBord: 'menu.dashboard',
  DossierPatient: 'menu.recordHome',
  GestionDMPPatient: 'menu.administrativeData',
  Documents: 'menu.documents',
  ParcoursDeSoins: 'menu.carePath',
  HistoriqueAcces: 'menu.accessHistory',
  VolontesEtDroits: 'menu.wishes',
  Parametrages: 'menu.settings',
  CarnetVaccination: 'menu.vaccinations',
};

/**
 * Tells that the default browser is going to be used, and which page opens; or why none can.
 * @fires dmp-close - the page was opened, or the user gave up
 * @fires dmp-hide-notice - the page was opened and the notice is not wanted any more
 */
export class DmpWebNoticeView extends PatientDialog {
  @property({ attribute: false }) link?: WebDmpLink;
  @query('.p') private readonly anchor!: HTMLAnchorElement | null;
  @query('input') private readonly hide!: HTMLInputElement | null;

  protected override heading(): string {
    return t('menu.webDmp');
  }

  protected override patientLine(): string | undefined {
    return this.link?.patientName;
  }

  protected override body(): TemplateResult {
    const { link, error } = this;
    return html`${error ? errorBlock(error) : nothing}${link ? notice(link) : nothing}`;
  }

  protected override foot(): TemplateResult {
    const { link } = this;
    return html`${
      link
        ? html`<a class="b p" href=${link.url} target="_blank" rel="noopener noreferrer" title=${t('action.validate.shortcut')} @click=${this.handleOpen}>${icon('check')}${t('action.validate')}</a>`
        : nothing
    }
    <button class="b" type="button" @click=${() => this.cancel()}>${icon('x')}${t(link ? 'action.cancel' : 'action.close')}</button>`;
  }

  protected override validate(): void {
    this.anchor?.click();
  }

  /** The browser follows the link itself; the dialog goes once it has. */
  private handleOpen(): void {
    if (this.hide?.checked) fire(this, 'dmp-hide-notice');
    setTimeout(() => this.close());
  }
}

function notice({ asked, opens, because, showNotice }: WebDmpLink): TemplateResult {
  const title = t(PAGE_TITLES[opens]);
  return html`<p>${t('notice.text')}</p>
    ${because && opens !== asked ? html`<div class="note f-info">${icon('info')}<div>${rich(`notice.because.${because}`, t(PAGE_TITLES[asked]), title)}</div></div>` : nothing}
    <dl class="facts">
      <dt>${t('notice.page')}</dt><dd>${title}</dd>
      <dt>${t('notice.connection')}</dt><dd>${t('notice.connection.text')}</dd>
    </dl>
    ${showNotice ? html`<label class="check"><input type="checkbox" />${t('notice.hide')}</label>` : nothing}`;
}
