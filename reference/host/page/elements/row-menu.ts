import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { MenuAction } from '../model/menu-model.js';
import { PageElement } from './page-element.js';

/**
 * The menu of one row: a button, and its entries below it.
 * @fires menu-choice - an entry was chosen; `detail` is its `MenuAction`
 */
export class RowMenu extends PageElement {
  /** What the button is for: `Actions sur Ordonnance kiné`. */
  @property() label = '';
  /** Words on the button; without them three dots. */
  @property() text = '';
  @property({ attribute: false }) actions: readonly MenuAction[] = [];
  @state() private isOpen = false;

  override connectedCallback(): void {
    super.connectedCallback();
    const handleOutside = (event: Event): void => {
      if (this.isOpen && !event.composedPath().includes(this)) this.#close(false);
    };
    document.addEventListener('pointerdown', handleOutside);
    this.own.add(() => document.removeEventListener('pointerdown', handleOutside));
  }

  /** Opens with the focus on the first entry. */
  async open(): Promise<void> {
    this.isOpen = true;
    await this.updateComplete;
    this.#place();
    this.#items[0]?.focus();
  }

  /** Over the table, which scrolls and would cut it off; above the button where there is no room below. */
  #place(): void {
    const menu = this.querySelector<HTMLElement>('.menu');
    const button = this.querySelector('button')?.getBoundingClientRect();
    if (!menu || !button) return;
    const { height, width } = menu.getBoundingClientRect();
    const below = button.bottom + height <= innerHeight || button.top < height;
    Object.assign(menu.style, {
      top: `${below ? button.bottom : button.top - height}px`,
      left: `${Math.max(8, Math.min(button.left, innerWidth - width - 8))}px`,
    });
  }

  protected override render(): TemplateResult {
    return html`<button class="button ${this.text ? '' : 'bare'}" type="button" aria-haspopup="menu" aria-expanded=${this.isOpen} aria-label=${this.text ? nothing : this.label} title=${this.label} @click=${() => (this.isOpen ? this.#close(true) : void this.open())}>
        ${this.text}<practice-icon name=${this.text ? 'chevron-down' : 'ellipsis'}></practice-icon>
      </button>
      ${
        this.isOpen
          ? html`<div class="menu" role="menu" aria-label=${this.label} @keydown=${this.#handleKey} @focusout=${this.#handleFocusOut}>
            ${this.actions.map((action) => this.#entry(action))}
          </div>`
          : nothing
      }`;
  }

  #entry(action: MenuAction): TemplateResult {
    const { disabledReason, icon, id, title } = action;
    return html`<div role="menuitem" tabindex="-1" aria-disabled=${disabledReason ? 'true' : nothing} aria-describedby=${disabledReason ? `row-why-${id}` : nothing} @click=${() => this.#choose(action)}>
      <practice-icon name=${icon}></practice-icon><span>${title}</span><span></span>
      ${disabledReason ? html`<span class="why" id="row-why-${id}">${disabledReason}</span>` : nothing}
    </div>`;
  }

  get #items(): readonly HTMLElement[] {
    return [...this.querySelectorAll<HTMLElement>('[role=menuitem]')];
  }

  #choose(action: MenuAction): void {
    if (action.disabledReason) return;
    this.#close(true);
    this.dispatchEvent(new CustomEvent('menu-choice', { detail: action }));
  }

  #close(givesFocusBack: boolean): void {
    this.isOpen = false;
    if (givesFocusBack) this.querySelector('button')?.focus();
  }

  #handleFocusOut(event: FocusEvent): void {
    if (event.relatedTarget instanceof Node && !this.contains(event.relatedTarget)) this.#close(false);
  }

  #handleKey(event: KeyboardEvent): void {
    const items = this.#items;
    const at = items.indexOf(event.target as HTMLElement);
    const next = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
    if (next !== undefined) items[(next + items.length) % items.length]?.focus();
    else if (event.key === 'Escape') this.#close(true);
    else if (event.key === 'Enter' || event.key === ' ') items[at]?.click();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
}
