import { css, html, LitElement, nothing, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { WebDmpLink, WebDmpPage } from '../api/messages.js';
import type { ErrorDto } from '../api/plugin-error.js';
import { errorBlock } from './error-block.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { rich, type TextKey, t } from './l10n.js';
import { viewStyles } from './styles.js';

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
 * Tells that the default browser is going to be used, and which page opens; or why none can. A modal dialog, shown as long as the element is in the page.
 * @fires dmp-close - the page was opened, or the user gave up
 * @fires dmp-hide-notice - the page was opened and the notice is not wanted any more
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpWebNoticeView extends LitElement {
  static override styles = [
    ...viewStyles,
    css`
      dialog {
        width: min(560px, calc(100vw - 16px)); max-height: calc(100dvh - 16px); padding: 0; border: 1px solid var(--line); border-radius: 12px;
        background: var(--raised); color: var(--text); box-shadow: var(--e3); overflow: auto;
      }
      dialog::backdrop { background: var(--scrim); }
      .head { display: flex; align-items: start; gap: 12px; padding: 16px 12px 0 20px; }
      h2 { flex: 1; padding-top: 3px; font-size: 1.125rem; line-height: 1.3; letter-spacing: -.01em; }
      .in { display: grid; grid-template-columns: minmax(0, 1fr); gap: 14px; padding: 12px 20px 20px; }
      .for { font-size: var(--t2); color: var(--text-2); }
      .check { display: flex; gap: 10px; align-items: center; min-height: 24px; font-size: var(--t2); }
      .check input { width: 18px; height: 18px; flex: none; margin: 0; accent-color: var(--accent); }
      .end { display: flex; justify-content: flex-end; gap: 8px; flex-wrap: wrap; padding: 12px 20px; border-top: 1px solid var(--line); background: var(--sunken); }
      .end .b:not(.p) { background: var(--raised); }
      @media (pointer: coarse) { .check { min-height: 44px; } }
      @media (width < 480px) {
        dialog { margin-block-end: 8px; }
        .end .b { flex: 1 1 100%; min-height: 44px; }
      }
    `,
  ];
  @property({ attribute: false }) link?: WebDmpLink;
  /** Why there is no link. */
  @property({ attribute: false }) error?: ErrorDto;
  @query('dialog') private readonly dialog!: HTMLDialogElement;
  @query('.p') private readonly anchor!: HTMLAnchorElement | null;
  @query('input') private readonly hide!: HTMLInputElement | null;

  protected override firstUpdated(): void {
    this.dialog.showModal();
  }

  protected override render(): TemplateResult {
    const { link, error } = this;
    return html`<dialog aria-labelledby="title" @close=${() => fire(this, 'dmp-close')} @keydown=${this.handleKey}>
      <div class="head">
        <h2 id="title" tabindex="-1" autofocus>${t('menu.webDmp')}</h2>
        <button class="b icon" type="button" aria-label=${t('action.close')} @click=${this.close}>${icon('x')}</button>
      </div>
      <div class="in">${error ? errorBlock(error) : nothing}${link ? notice(link) : nothing}</div>
      <div class="end">
        ${
          link
            ? html`<a class="b p" href=${link.url} target="_blank" rel="noopener noreferrer" title=${t('action.validate.shortcut')} @click=${this.handleOpen}>${icon('check')}${t('action.validate')}</a>`
            : nothing
        }
        <button class="b" type="button" @click=${this.close}>${icon('x')}${t(link ? 'action.cancel' : 'action.close')}</button>
      </div>
    </dialog>`;
  }

  private readonly close = (): void => this.dialog.close();

  /** The browser follows the link itself; the dialog goes once it has. */
  private handleOpen(): void {
    if (this.hide?.checked) fire(this, 'dmp-hide-notice');
    setTimeout(this.close);
  }

  private handleKey(event: KeyboardEvent): void {
    if (event.key === 'Enter' && event.ctrlKey) this.anchor?.click();
  }
}

function notice({ patientName, asked, opens, because, showNotice }: WebDmpLink): TemplateResult {
  const title = t(PAGE_TITLES[opens]);
  return html`<p class="for">${patientName}</p><p>${t('notice.text')}</p>
    ${because && opens !== asked ? html`<div class="note f-info">${icon('info')}<div>${rich(`notice.because.${because}`, t(PAGE_TITLES[asked]), title)}</div></div>` : nothing}
    <dl class="facts">
      <dt>${t('notice.page')}</dt><dd>${title}</dd>
      <dt>${t('notice.connection')}</dt><dd>${t('notice.connection.text')}</dd>
    </dl>
    ${showNotice ? html`<label class="check"><input type="checkbox" />${t('notice.hide')}</label>` : nothing}`;
}
