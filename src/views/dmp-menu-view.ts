import { css, html, LitElement, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { fire } from './fire.js';
import { type IconName, icon } from './icons.js';
import { viewStyles } from './styles.js';

/** One entry of a menu. */
export interface MenuItem {
  readonly id: string;
  readonly icon: IconName;
  readonly label: string;
}

/**
 * The button with three points at the end of a row, and its menu.
 * @fires dmp-menu-choice - an entry was chosen
 */
export class DmpMenuView extends LitElement {
  static override styles = [
    ...viewStyles,
    css`
      :host { display: inline-block; position: relative; container-type: normal; }
      .menu {
        position: absolute; z-index: 2; inset-inline-end: 0; inset-block-start: calc(100% + 2px); width: max-content; min-width: 180px; max-width: min(280px, 80vw); padding: 6px;
        border: 1px solid var(--line); border-radius: var(--r3); background: var(--raised); box-shadow: var(--e3);
      }
      .menu.up { inset-block: auto calc(100% + 2px); }
      [role='menuitem'] {
        display: grid; grid-template-columns: 18px minmax(0, 1fr); align-items: center; gap: 0 10px; width: 100%; min-height: 32px; padding: 4px 8px; border: 0; border-radius: var(--r2);
        background: none; font-size: var(--t2); text-align: start; cursor: pointer;
      }
      [role='menuitem']:is(:hover, :focus) { background: var(--selected); }
      [role='menuitem'] .i { color: var(--text-3); }
      @media (pointer: coarse) { [role='menuitem'] { min-height: 44px; } }
      @container (width < 900px) { .menu { inset-inline: auto 0; } }
    `,
  ];
  /** What the entries are about, for screen readers. */
  @property() label = '';
  @property({ attribute: false }) items: readonly MenuItem[] = [];
  @state() private isOpen = false;
  @state() private opensUp = false;
  @query('button[aria-haspopup]') private readonly button!: HTMLButtonElement;
  private readonly handleOutside = (event: Event): void => {
    if (!event.composedPath().includes(this)) this.isOpen = false;
  };

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.isOpen = false;
    document.removeEventListener('pointerdown', this.handleOutside);
  }

  override focus(): void {
    this.button?.focus();
  }

  protected override render(): TemplateResult {
    return html`<button
        class="b icon s"
        type="button"
        aria-label=${this.label}
        title=${this.label}
        aria-haspopup="menu"
        aria-expanded=${this.isOpen}
        aria-controls=${this.isOpen ? 'menu' : nothing}
        @click=${() => (this.isOpen ? this.close() : this.open('first'))}
        @keydown=${this.handleButtonKey}
      >${icon('ellipsis')}</button>
      ${
        this.isOpen
          ? html`<div class=${this.opensUp ? 'menu up' : 'menu'} id="menu" role="menu" aria-label=${this.label} @keydown=${this.handleMenuKey} @focusout=${this.handleFocusOut}>
            ${this.items.map((item) => html`<button type="button" role="menuitem" tabindex="-1" @click=${() => this.choose(item.id)}>${icon(item.icon)}<span>${item.label}</span></button>`)}
          </div>`
          : nothing
      }`;
  }

  protected override updated(changed: PropertyValues): void {
    if (!changed.has('isOpen')) return;
    if (this.isOpen) document.addEventListener('pointerdown', this.handleOutside);
    else document.removeEventListener('pointerdown', this.handleOutside);
  }

  private get entries(): readonly HTMLElement[] {
    return [...this.renderRoot.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  private async open(place: 'first' | 'last'): Promise<void> {
    // The last rows of a page have no room below.
    this.opensUp = innerHeight - this.getBoundingClientRect().bottom < 44 * this.items.length + 16;
    this.isOpen = true;
    await this.updateComplete;
    this.entries.at(place === 'first' ? 0 : -1)?.focus();
  }

  private close(): void {
    this.isOpen = false;
    this.button.focus();
  }

  /** The button has the focus first: what the act opens gives it back there. */
  private choose(id: string): void {
    this.close();
    fire(this, 'dmp-menu-choice', { id });
  }

  private handleButtonKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    void this.open(event.key === 'ArrowDown' ? 'first' : 'last');
  }

  private handleMenuKey(event: KeyboardEvent): void {
    const { entries } = this;
    const at = entries.indexOf(this.shadowRoot?.activeElement as HTMLElement);
    const steps: Readonly<Record<string, number>> = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: -1 };
    const step = steps[event.key];
    if (event.key === 'Escape') this.close();
    else if (step !== undefined) entries.at(step % entries.length)?.focus();
    else if (!this.jump(event.key, at)) return;
    event.preventDefault();
    event.stopPropagation();
  }

  /** First letters jump to the next entry that begins with them. */
  private jump(key: string, at: number): boolean {
    if (key.length !== 1) return false;
    const { entries } = this;
    const found = [...entries.slice(at + 1), ...entries].find((entry) => entry.textContent?.trim().toLowerCase().startsWith(key.toLowerCase()));
    found?.focus();
    return found !== undefined;
  }

  private handleFocusOut({ relatedTarget }: FocusEvent): void {
    if (relatedTarget !== this.button && !this.entries.includes(relatedTarget as HTMLElement)) this.isOpen = false;
  }
}
