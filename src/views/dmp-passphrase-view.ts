import { css, html, LitElement, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { fire } from './fire.js';
import { icon } from './icons.js';
import { t } from './l10n.js';
import { sealPin } from './seal-pin.js';
import { viewStyles } from './styles.js';

/** What one RSA-OAEP block can seal, were every character one of three bytes. */
const LONGEST = 60;

/**
 * The prompt for the passphrase of a structure's certificates. It is readable here and in the card agent only: it leaves sealed, once, and the field is emptied.
 * @fires dmp-unlock - a passphrase was validated; `encryptedPin` is for the card agent
 * @cssprop --dmp-* - the colours and fonts of the host
 */
export class DmpPassphraseView extends LitElement {
  static override styles = [
    ...viewStyles,
    css`
      :host { flex: 1 1 100%; }
      form { display: grid; gap: 8px; }
      label { font-size: var(--t2); font-weight: 550; }
      .passphrase {
        flex: 1 1 220px; max-width: 340px; height: 44px; padding-inline: 10px; border: 1px solid var(--line-strong); border-radius: var(--r2); background: var(--surface);
        font-size: var(--t3);
      }
      .passphrase:focus { outline: 2px solid var(--focus); outline-offset: 1px; border-radius: var(--r2); }
      .passphrase[aria-invalid='true'] { border-color: var(--danger-ink); box-shadow: inset 0 0 0 1px var(--danger-ink); }
      .b { min-height: 44px; }
      #hint { font-size: var(--t1); line-height: 1.4; color: var(--text-2); }
      #hint.bad { display: flex; gap: 5px; font-weight: 550; color: var(--danger-ink); }
      #hint .i { width: 14px; height: 14px; margin-top: 1px; }
      @container (width < 300px) { .row > * { flex: 1 1 100%; } }
    `,
  ];
  @property({ attribute: false }) pinKey?: JsonWebKey;
  /** The last passphrase was wrong. */
  @property({ type: Boolean }) wrong = false;
  @state() private isTyped = false;
  @state() private refusal?: 'passphrase.missing' | 'passphrase.notSealed' | undefined;
  @query('#passphrase') private readonly field!: HTMLInputElement;

  /** Waits for the field, then gives it the focus. */
  async focusField(): Promise<void> {
    await this.updateComplete;
    this.field.focus();
  }

  /** What was typed for one key is not offered to the next. */
  protected override willUpdate(changed: PropertyValues<this>): void {
    if (!this.hasUpdated || !changed.has('pinKey') || changed.get('pinKey')?.n === this.pinKey?.n) return;
    this.clear();
    this.refusal = undefined;
  }

  protected override render(): TemplateResult {
    const isBad = this.refusal !== undefined || (this.wrong && !this.isTyped);
    const hint = this.refusal ?? (isBad ? 'passphrase.wrong' : 'passphrase.hint');
    return html`<form novalidate @submit=${this.handleSubmit}>
      <label for="passphrase">${t('passphrase.label')}</label>
      <div class="row">
        <input
          id="passphrase"
          class="passphrase"
          type="password"
          maxlength=${LONGEST}
          autocomplete="off"
          aria-invalid=${isBad ? 'true' : 'false'}
          aria-describedby="hint"
          @input=${this.handleInput}
        />
        <button class="b p" type="submit" aria-describedby="hint">${t('action.validate')}</button>
      </div>
      <span id="hint" class=${isBad ? 'bad' : ''} aria-live="polite">${isBad ? icon('circle-alert') : ''}${t(hint)}</span>
    </form>`;
  }

  private handleInput(): void {
    this.refusal = undefined;
    this.isTyped = this.field.value !== '';
  }

  private async handleSubmit(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    const { pinKey } = this;
    const passphrase = this.field.value;
    if (!pinKey || passphrase === '') {
      this.refusal = 'passphrase.missing';
      this.field.focus();
      return;
    }
    this.clear();
    try {
      fire(this, 'dmp-unlock', { encryptedPin: await sealPin(passphrase, pinKey) });
    } catch {
      this.refusal = 'passphrase.notSealed';
    }
  }

  private clear(): void {
    this.field.value = '';
    this.isTyped = false;
  }
}
