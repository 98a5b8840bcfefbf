import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { t } from './l10n.js';
import { sealPin } from './seal-pin.js';
import { viewStyles } from './styles.js';

/**
 * The prompt for the card's code. The code is readable here and in the card agent only: it leaves sealed, once, and the field is emptied.
 * @fires dmp-unlock - four digits were validated; `encryptedPin` is for the card agent
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpPinView extends LitElement {
  static override styles = [
    ...viewStyles,
    css`
      :host { flex: 1 1 100%; }
      form { display: grid; gap: 8px; justify-items: start; }
      label { font-size: var(--t2); font-weight: 550; }
      .pin {
        width: 148px; height: 44px; padding-inline: .5em 0; border: 1px solid var(--line-strong); border-radius: var(--r2); background: var(--surface);
        text-align: center; font: 650 22px/1 var(--mono); letter-spacing: .5em;
      }
      .pin::placeholder { color: var(--text-3); opacity: 1; }
      .pin:focus { outline: 2px solid var(--focus); outline-offset: 1px; border-radius: var(--r2); }
      .pin[aria-invalid='true'] { border-color: var(--danger-ink); box-shadow: inset 0 0 0 1px var(--danger-ink); }
      .b { min-height: 44px; }
      #hint { font-size: var(--t1); line-height: 1.4; color: var(--text-2); }
      #hint.bad { display: flex; gap: 5px; font-weight: 550; color: var(--danger-ink); }
      #hint .i { width: 14px; height: 14px; margin-top: 1px; }
      @container (width < 300px) { form { justify-items: stretch; } .row > * { flex: 1 1 100%; } }
    `,
  ];
  @property({ attribute: false }) pinKey?: JsonWebKey;
  /** The last code was wrong. */
  @property({ type: Boolean }) wrong = false;
  /** One more wrong code blocks the card: the button says so, and waits for four digits. */
  @property({ type: Boolean }) lastTry = false;
  @state() private digits = 0;
  @state() private refusal?: 'pin.lettersRefused' | 'pin.tooShort' | 'error.card.pinUnreadable.title' | undefined;
  @query('#pin') private readonly field!: HTMLInputElement;

  /** Waits for the field, then gives it the focus. */
  async focusField(): Promise<void> {
    await this.updateComplete;
    this.field.focus();
  }

  /** Digits meant for one card are not offered to the next: each has a key of its own, and so has each try. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated || !changed.has('pinKey') || changed.get('pinKey')?.n === this.pinKey?.n) return;
    this.field.value = '';
    this.digits = 0;
    this.refusal = undefined;
  }

  protected override render(): TemplateResult {
    const isBad = this.refusal !== undefined || (this.wrong && !this.lastTry && this.digits === 0);
    const isWaiting = this.lastTry && this.digits < 4;
    const hint = this.refusal ?? (isBad ? 'pin.wrong' : isWaiting ? 'pin.lastTryHint' : 'pin.hint');
    return html`<form novalidate @submit=${this.handleSubmit}>
      <label for="pin">${t('pin.label')}</label>
      <div class="row">
        <input
          id="pin"
          class="pin"
          type="password"
          inputmode="numeric"
          maxlength="4"
          autocomplete="off"
          placeholder="••••"
          aria-invalid=${isBad || (this.wrong && this.digits === 0) ? 'true' : 'false'}
          aria-describedby="hint"
          @input=${this.handleInput}
        />
        <button class="b p" type="submit" aria-disabled=${isWaiting ? 'true' : 'false'} aria-describedby="hint">
          ${t(this.lastTry ? 'pin.useLastTry' : 'action.validate')}
        </button>
      </div>
      <span id="hint" class=${isBad ? 'bad' : ''} aria-live="polite">${isBad ? icon('circle-alert') : ''}${t(hint)}</span>
    </form>`;
  }

  private handleInput(): void {
    const digits = this.field.value.replace(/\D/g, '');
    this.refusal = digits === this.field.value ? undefined : 'pin.lettersRefused';
    this.field.value = digits;
    this.digits = digits.length;
  }

  private async handleSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { pinKey } = this;
    const pin = this.field.value;
    if (!pinKey || !/^\d{4}$/.test(pin)) {
      this.refusal = 'pin.tooShort';
      this.field.focus();
      return;
    }
    this.field.value = '';
    this.digits = 0;
    this.refusal = undefined;
    try {
      fire(this, 'dmp-unlock', { encryptedPin: await sealPin(pin, pinKey) });
    } catch {
      this.refusal = 'error.card.pinUnreadable.title';
    }
  }
}
