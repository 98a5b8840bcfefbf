import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { Receipt } from '../api/messages.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { rich, t } from './l10n.js';
import { PatientDialog } from './patient-dialog.js';

/** The patient's identifier and password stand on it, and nowhere else. */
const hasSecrets = ({ about }: Receipt): boolean => about !== 'creation';

/**
 * Hands the receipt over: the PDF in the browser's own viewer, and beside it what was done and what to do. It cannot be made again, so it asks
 * before it is closed unprinted; identifier and password, where it holds them, are in the PDF alone, never in this page.
 * @fires dmp-handed-over - it was printed or downloaded: nothing is lost by closing
 * @fires dmp-close - it has closed
 */
export class DmpReceiptView extends PatientDialog {
  static override styles = [
    ...PatientDialog.styles,
    css`
      :host { --dialog-width: 940px; }
      dialog { container: dialog / inline-size; }
      .receipt { display: grid; grid-template-columns: minmax(0, 1fr) 300px; gap: 16px; align-items: start; }
      iframe { width: 100%; height: min(60dvh, 620px); border: 1px solid var(--line-2); border-radius: var(--r2); background: #fff; }
      .receipt.none { grid-template-columns: minmax(0, 1fr); }
      .todo { margin: 0; padding-inline-start: 22px; font-size: var(--t2); line-height: 1.7; }
      .end .b.g:not(:hover) { background: transparent; }
      #ask { --dialog-width: 440px; }
      #ask h2 { padding: 16px 20px 0; }
      @container dialog (width < 720px) {
        .receipt { grid-template-columns: minmax(0, 1fr); }
        iframe { height: min(50dvh, 420px); }
      }
    `,
  ];
  @property({ attribute: false }) receipt?: Receipt;
  /** Absent when it could not be written or fetched. */
  @property({ attribute: false }) pdf?: Blob | undefined;
  /** The account that was asked for with the record is not there. */
  @property({ type: Boolean }) accountMissing = false;
  /** The account is there, the second address that was given for it is not. */
  @property({ type: Boolean }) channelMissing = false;
  /** Anywhere else the paper is worth nothing, which is said. */
  @property({ type: Boolean }) isProduction = false;
  /** It was printed or downloaded. */
  @property({ type: Boolean }) isHandedOver = false;
  @state() private cannotPrint = false;
  @query('iframe') private readonly frame!: HTMLIFrameElement | null;
  @query('#ask') private readonly question!: HTMLDialogElement;
  /** The `blob:` address of `pdf`, alive as long as this element is in the page. */
  private address?: string | undefined;

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.release();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!changed.has('pdf')) return;
    this.release();
    if (this.pdf && this.isConnected) this.address = URL.createObjectURL(this.pdf);
  }

  protected override firstUpdated(): void {
    super.firstUpdated();
    // Browsers let a page refuse to close a dialog once only: a second Escape would close it whatever `cancel` says.
    this.dialog.addEventListener('keydown', (event) => {
      if (event.key !== 'Escape') return;
      event.preventDefault();
      if (this.question.open) this.question.close();
      else this.cancel();
    });
  }

  protected override heading(): string {
    return t(this.isCreation ? 'receipt.title.creation' : 'receipt.title');
  }

  protected override patientLine(): string | undefined {
    return this.receipt?.patientName;
  }

  protected override body(): TemplateResult {
    const { address } = this;
    return html`<div class=${address ? 'receipt' : 'receipt none'}>
        ${address ? html`<iframe src=${`${address}#navpanes=0&view=FitH`} title=${t('receipt.frame')}></iframe>` : nothing}
        <div class="panels">${this.whatWasDone()}${address ? this.whatToDo() : this.noPaper()}</div>
      </div>
      <dialog id="ask" role="alertdialog" aria-labelledby="ask-title" aria-describedby="ask-text">
        <h2 id="ask-title">${t('receipt.ask')}</h2>
        <div class="in"><p id="ask-text">${t(this.hasSecrets ? 'receipt.ask.text' : 'receipt.ask.text.creation')}</p></div>
        <div class="end">
          <button class="b" type="button" autofocus @click=${() => this.question.close()}>${t('receipt.ask.back')}</button>
          <button class="b danger" type="button" @click=${() => this.close()}>${t('receipt.ask.close')}</button>
        </div>
      </dialog>`;
  }

  protected override foot(): TemplateResult {
    const { address, receipt, isHandedOver } = this;
    if (!address) return html`<button class="b" type="button" @click=${() => this.cancel()}>${icon('x')}${t('action.close')}</button>`;
    return html`<button class="b g push" type="button" @click=${() => this.cancel()}>${t(isHandedOver ? 'action.close' : 'receipt.closeUnprinted')}</button>
      <span class="hint" role="alert">${this.cannotPrint ? t('receipt.cannotPrint') : nothing}</span>
      <button class="b p" type="button" title=${t('receipt.print.shortcut')} @click=${() => this.print(address)}>${icon('printer')}${t('receipt.print')}</button>
      <a class="b" href=${address} download=${receipt?.file?.name ?? ''} @click=${this.noteHandedOver}>${icon('download')}${t('receipt.download')}</a>`;
  }

  protected override validate(): void {
    if (this.address && !this.question.open) this.print(this.address);
  }

  protected override cancel(): void {
    if (this.address && !this.isHandedOver) this.question.showModal();
    else this.close();
  }

  private get isCreation(): boolean {
    return this.receipt?.about === 'creation' || this.receipt?.about === 'creationAndAccount';
  }

  private get hasSecrets(): boolean {
    return this.receipt !== undefined && hasSecrets(this.receipt);
  }

  private whatWasDone(): TemplateResult | typeof nothing {
    const { receipt } = this;
    if (!receipt) return nothing;
    const channel = receipt.channel && t(`receipt.channel.${receipt.channel}`);
    return html`<div class="note f-ok">${icon('circle-check')}<div>${rich(`receipt.done.${receipt.about}`)} ${channel}</div></div>
      ${this.accountMissing ? html`<div class="note f-warn">${icon('triangle-alert')}<div>${rich('receipt.accountMissing')}</div></div>` : nothing}
      ${this.channelMissing ? html`<div class="note f-warn">${icon('triangle-alert')}<div>${t('account.channelMissing')}</div></div>` : nothing}`;
  }

  private whatToDo(): TemplateResult {
    return html`<ol class="todo"><li>${t('receipt.step.print')}</li><li>${t('receipt.step.give')}</li><li>${t('receipt.step.close')}</li></ol>
      <div class="note f-warn">${icon('triangle-alert')}<div>${rich(this.hasSecrets ? 'receipt.once' : 'receipt.once.creation')}</div></div>
      ${this.isProduction ? nothing : html`<div class="note f-id">${icon('flask-conical')}<div>${t('receipt.worthNothing')}</div></div>`}`;
  }

  private noPaper(): TemplateResult {
    return html`<div class="note f-danger">${icon('circle-alert')}<div>${rich(this.hasSecrets ? 'receipt.missing.secrets' : 'receipt.missing')}</div></div>`;
  }

  /** From the frame; where the browser's viewer does not let itself be printed, from a window of its own. */
  private print(address: string): void {
    try {
      const viewer = this.frame?.contentWindow;
      if (!viewer) throw new Error('no viewer');
      viewer.focus();
      viewer.print();
      this.noteHandedOver();
    } catch {
      if (open(address)) this.noteHandedOver();
      else this.cannotPrint = true;
    }
  }

  private noteHandedOver(): void {
    this.isHandedOver = true;
    fire(this, 'dmp-handed-over');
  }

  private release(): void {
    if (this.address) URL.revokeObjectURL(this.address);
    this.address = undefined;
  }
}
