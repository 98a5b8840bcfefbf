import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query } from 'lit/decorators.js';
import type { CardState } from '../api/messages.js';
import type { ErrorDto } from '../api/plugin-error.js';
import { cardPart } from './card-part.js';
import type { DmpCardView } from './dmp-card-view.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { t } from './l10n.js';
import { viewStyles } from './styles.js';

/** What every dialog of ours has around its content. */
export const dialogStyles = css`
  dialog {
    width: min(var(--dialog-width, 560px), calc(100vw - 16px)); max-height: calc(100dvh - 16px); padding: 0; border: 1px solid var(--line); border-radius: 12px;
    background: var(--raised); color: var(--text); box-shadow: var(--e3); overflow: auto;
  }
  dialog::backdrop { background: var(--scrim); }
  .head { display: flex; align-items: start; gap: 12px; padding: 16px 12px 0 20px; }
  h2 { flex: 1; padding-top: 3px; font-size: 1.125rem; line-height: 1.3; letter-spacing: -.01em; }
  .in { display: grid; grid-template-columns: minmax(0, 1fr); gap: 14px; padding: 12px 20px 20px; }
  .for { font-size: var(--t2); color: var(--text-2); }
  .check { display: flex; gap: 10px; align-items: start; min-height: 24px; font-size: var(--t2); }
  .pick { padding: 8px 12px; border: 1px solid var(--line); border-radius: var(--r2); background: var(--sunken); }
  .check input { width: 18px; height: 18px; flex: none; margin: 0; accent-color: var(--accent); }
  .end { display: flex; align-items: center; justify-content: flex-end; gap: 8px; flex-wrap: wrap; padding: 12px 20px; border-top: 1px solid var(--line); background: var(--sunken); }
  .end .push { margin-inline-end: auto; }
  .hint { display: flex; align-items: center; gap: 6px; font-size: var(--t1); color: var(--text-2); }
  .bad { display: flex; align-items: center; gap: 6px; margin-top: 4px; font-size: var(--t1); color: var(--danger-ink); }
  .end .b:not(.p) { background: var(--raised); }
  @media (pointer: coarse) { .check { min-height: 44px; } }
  @media (width < 480px) {
    dialog { margin-block-end: 8px; }
    .end .b { flex: 1 1 100%; min-height: 44px; }
  }
`;

/**
 * A modal dialog about one patient, shown as long as the element is in the page: title, patient line, content, foot. Escape is *Annuler*, Ctrl+Enter *Valider*.
 * @fires dmp-acknowledge-traces - who has come to it meanwhile has read that accesses are traced
 * @fires dmp-close - it has closed
 * @cssprop --dmp-* - the colours and fonts of the host
 * @cssprop --dialog-width - 560px unless a subclass says otherwise
 */
export abstract class PatientDialog extends LitElement {
  static override styles = [...viewStyles, dialogStyles];
  /** What the professional's card lacks for what this dialog asks of the DMP. */
  @property({ attribute: false }) card?: CardState | undefined;
  /** Whose session it is now has yet to read that accesses are traced. */
  @property({ type: Boolean }) tracesNoticeDue = false;
  /** What was asked failed. */
  @property({ attribute: false }) error?: ErrorDto | undefined;
  @query('dialog') protected readonly dialog!: HTMLDialogElement;
  @query('dmp-card-view') private readonly cardView!: DmpCardView | null;

  protected override firstUpdated(): void {
    // Its form may have gone before the first paint.
    if (!this.isConnected) return;
    this.dialog.showModal();
    // A click beside the fields leaves the focus in the dialog: its keys go on working.
    this.dialog.tabIndex = -1;
    this.firstFocus()?.focus();
  }

  /** Closes, which `dmp-close` tells. */
  close(): void {
    if (this.hasUpdated) this.dialog.close();
    else fire(this, 'dmp-close');
  }

  /** Another professional's session is open: what one asked the patient is not sent in the name of the next. */
  handOn(): void {
    this.close();
  }

  /** What was wanted needs the card: what it lacks comes into sight, with the focus. */
  async showCard(): Promise<void> {
    await this.updateComplete;
    if (this.card?.kind === 'locked' || this.card?.kind === 'wrongPin') await this.cardView?.focusPin();
    else await this.cardView?.focusSentence();
  }

  protected abstract heading(): string;
  /** Who it is about; shown under the title. */
  protected abstract patientLine(): string | undefined;
  protected abstract body(): TemplateResult;
  protected abstract foot(): TemplateResult;
  /** Has the focus first; the title has it where there is only text to read. */
  protected firstFocus(): HTMLElement | null {
    return null;
  }
  /** Ctrl+Enter. */
  protected validate(): void {}
  /** Escape, the cross and *Annuler*. A subclass that must not be closed by mistake asks first. */
  protected cancel(): void {
    this.close();
  }

  protected override render(): TemplateResult {
    const patient = this.patientLine();
    return html`<dialog
      aria-labelledby="title"
      @close=${(event: Event) => event.target === this.dialog && fire(this, 'dmp-close')}
      @cancel=${this.handleEscape}
      @keydown=${this.handleKey}
    >
      <div class="head">
        <h2 id="title" tabindex="-1" autofocus>${this.heading()}</h2>
        <button class="b icon" type="button" aria-label=${t('action.close')} @click=${() => this.cancel()}>${icon('x')}</button>
      </div>
      <div class="in">${patient ? html`<p class="for">${patient}</p>` : nothing}${cardPart(this)}${this.body()}</div>
      <div class="end">${this.foot()}</div>
    </dialog>`;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('card')) void this.followCard(changed.get('card'));
    if (changed.has('error') && this.error) this.renderRoot.querySelector('.error')?.scrollIntoView({ block: 'nearest' });
    if (changed.get('tracesNoticeDue')) this.focusFirst();
  }

  /** The card was handled: what it asks comes into sight. Whoever types something goes on typing. */
  private async followCard(before: CardState | undefined): Promise<void> {
    if (before?.kind === 'unlocking') return this.focusAfterPin();
    if (this.card?.kind === before?.kind) return;
    await this.cardView?.updateComplete;
    const focused = this.shadowRoot?.activeElement;
    // What had the focus has gone with the card's state before.
    if (before && (!focused || (focused === this.cardView && !this.cardView.shadowRoot?.activeElement))) return this.focusAfterPin();
    if (!this.card) return;
    this.cardView?.scrollIntoView({ block: 'nearest' });
    const isTyping = this.shadowRoot?.activeElement?.matches("input:not([type='checkbox'], [type='radio']), select") ?? false;
    if (this.card?.kind === 'locked' && !isTyping) await this.cardView?.focusPin();
  }

  /** The field of the code is gone while the code is checked: the focus goes to what comes of it, unless the user has gone on to something else. */
  private async focusAfterPin(): Promise<void> {
    const focused = this.shadowRoot?.activeElement;
    if (focused && focused !== this.dialog && focused !== this.cardView) return;
    if (this.card?.kind === 'wrongPin') await this.cardView?.focusPin();
    else if (this.card) await this.cardView?.focusSentence();
    else if (this.tracesNoticeDue) this.renderRoot.querySelector<HTMLElement>('#traces')?.focus();
    else this.focusFirst();
  }

  private focusFirst(): void {
    (this.firstFocus() ?? this.renderRoot.querySelector<HTMLElement>('#title'))?.focus();
  }

  private handleEscape(event: Event): void {
    event.preventDefault();
    this.cancel();
  }

  private handleKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !event.ctrlKey) return;
    event.preventDefault();
    this.validate();
  }
}
