import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import { MenuElement } from './menu-element.js';

/** Menu button that opens upwards. */
export class ActionMenu extends MenuElement {
  /** Shown in the tooltip. */
  @property() shortcut = '';
  protected override readonly listId = 'action-menu-list';

  /** Opens with the focus on the first entry. */
  open(): void {
    void this.openAt('first');
  }

  protected override render(): TemplateResult {
    return html`<button
        class="button"
        type="button"
        id="action-menu-button"
        aria-haspopup="menu"
        aria-expanded=${this.isOpen}
        aria-controls=${this.isOpen ? this.listId : nothing}
        title=${this.shortcut ? `${this.label} (${this.shortcut})` : nothing}
        @click=${() => (this.isOpen ? this.close(true) : this.openAt('first'))}
        @keydown=${this.#handleButtonKey}
      >
        ${this.label} <practice-icon name="chevron-up"></practice-icon>
      </button>
      ${this.list()}`;
  }

  protected override giveFocusBack(): void {
    this.querySelector<HTMLElement>('#action-menu-button')?.focus();
  }

  #handleButtonKey(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    event.preventDefault();
    void this.openAt(event.key === 'ArrowDown' ? 'first' : 'last');
  }
}
