import { html, nothing, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { MenuAction, MenuNode, Submenu } from '../model/menu-model.js';
import { PageElement } from './page-element.js';

/** Where a submenu stands beside its menu. On a narrow screen it takes its place, under the pointer: there it waits for a click. */
const BESIDE = matchMedia('(min-width: 720px)');

/**
 * A menu with one level of submenus, used by keyboard or pointer. Who extends it says what opens it.
 * @fires menu-choice - an entry was chosen; `detail` is its `MenuAction`
 */
export abstract class MenuElement extends PageElement {
  @property() label = '';
  @property({ attribute: false }) nodes: readonly MenuNode[] = [];
  @state() protected isOpen = false;
  @state() private openSubmenu: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const handleOutside = (event: Event): void => {
      if (this.isOpen && !event.composedPath().includes(this)) this.close();
    };
    document.addEventListener('pointerdown', handleOutside);
    this.own.add(() => document.removeEventListener('pointerdown', handleOutside));
  }

  protected abstract readonly listId: string;

  /** Back to what has opened it. */
  protected abstract giveFocusBack(): void;

  /** The open menu, or nothing. */
  protected list(): TemplateResult | typeof nothing {
    if (!this.isOpen) return nothing;
    const submenu = this.nodes.find((node): node is Submenu => node.kind === 'submenu' && node.id === this.openSubmenu);
    return html`<div class="menu" id=${this.listId} role="menu" aria-label=${this.label} @keydown=${this.#handleMenuKey} @focusout=${this.#handleFocusOut}>${this.nodes.map((node) => this.#node(node))}</div>
      ${
        submenu
          ? html`<div class="menu submenu" role="menu" aria-label=${submenu.title} @keydown=${this.#handleSubmenuKey} @focusout=${this.#handleFocusOut}>
            <div class="sheet-only" role="menuitem" tabindex="-1" @click=${() => this.#closeSubmenu()}><practice-icon name="arrow-left"></practice-icon><span>Retour</span></div>
            ${submenu.items.map((item) => this.#action(item))}
          </div>`
          : nothing
      }`;
  }

  #node(node: MenuNode): TemplateResult {
    if (node.kind === 'separator') return html`<div role="separator"></div>`;
    if (node.kind === 'action') return this.#action(node);
    const isOpen = this.openSubmenu === node.id;
    return html`<div
      role="menuitem"
      tabindex="-1"
      data-id=${node.id}
      aria-haspopup="menu"
      aria-expanded=${isOpen}
      @click=${() => void this.#showSubmenu(node, true)}
      @pointerenter=${(event: PointerEvent) => event.pointerType === 'mouse' && BESIDE.matches && void this.#showSubmenu(node, false)}
    >
      <practice-icon name=${node.icon}></practice-icon><span>${node.title}</span><practice-icon name="chevron-right"></practice-icon>
    </div>`;
  }

  #action(action: MenuAction): TemplateResult {
    const { id, title, icon, external, disabledReason } = action;
    return html`<div
      role="menuitem"
      tabindex="-1"
      data-id=${id}
      aria-disabled=${disabledReason ? 'true' : nothing}
      aria-describedby=${disabledReason ? `why-${id}` : nothing}
      @click=${() => this.#choose(action)}
    >
      <practice-icon name=${icon}></practice-icon><span>${title}</span>
      ${external && !disabledReason ? html`<practice-icon class="leaves" name="external-link"></practice-icon>` : html`<span></span>`}
      ${disabledReason ? html`<span class="why" id="why-${id}">${disabledReason}</span>` : nothing}
    </div>`;
  }

  #choose(action: MenuAction): void {
    if (action.disabledReason) return;
    this.close(true);
    this.dispatchEvent(new CustomEvent('menu-choice', { detail: action }));
  }

  protected async openAt(place: 'first' | 'last'): Promise<void> {
    this.isOpen = true;
    await this.updateComplete;
    const items = this.#items(this.querySelector(`#${this.listId}`));
    (place === 'first' ? items[0] : items.at(-1))?.focus();
  }

  async #showSubmenu(node: Submenu, takesFocus: boolean): Promise<void> {
    this.openSubmenu = node.id;
    await this.updateComplete;
    if (takesFocus) this.#items(this.querySelector('.submenu'))[0]?.focus();
  }

  async #closeSubmenu(): Promise<void> {
    const id = this.openSubmenu;
    this.openSubmenu = undefined;
    await this.updateComplete;
    this.querySelector<HTMLElement>(`[role=menuitem][data-id="${id ?? ''}"]`)?.focus();
  }

  protected close(givesFocusBack = false): void {
    this.isOpen = false;
    this.openSubmenu = undefined;
    if (givesFocusBack) this.giveFocusBack();
  }

  #handleMenuKey(event: KeyboardEvent): void {
    const current = this.#current(event);
    const node = this.nodes.find((candidate): candidate is Submenu => candidate.kind === 'submenu' && candidate.id === current?.dataset['id']);
    if (node && ['ArrowRight', 'Enter', ' '].includes(event.key)) {
      event.preventDefault();
      void this.#showSubmenu(node, true);
    } else if (event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      this.close(true);
    } else this.#handleCommonKey(event);
  }

  #handleSubmenuKey(event: KeyboardEvent): void {
    if (event.key === 'ArrowLeft' || event.key === 'Escape') {
      event.preventDefault();
      event.stopPropagation();
      void this.#closeSubmenu();
    } else this.#handleCommonKey(event);
  }

  #handleCommonKey(event: KeyboardEvent): void {
    const items = this.#items(event.currentTarget as HTMLElement);
    const current = this.#current(event);
    const at = current ? items.indexOf(current) : -1;
    const target = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key] ?? this.#matchOf(event, items, at);
    if (target !== undefined) {
      event.preventDefault();
      items[(target + items.length) % items.length]?.focus();
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault();
      current?.click();
    } else if (event.key === 'Tab') this.close();
  }

  /** The next entry that starts with the letter typed. */
  #matchOf({ key, ctrlKey, altKey, metaKey }: KeyboardEvent, items: readonly HTMLElement[], at: number): number | undefined {
    if (key.length !== 1 || key === ' ' || ctrlKey || altKey || metaKey) return undefined;
    const following = [...items.slice(at + 1), ...items.slice(0, at + 1)];
    const match = following.find((item) => plain(item.textContent?.trim() ?? '').startsWith(plain(key)));
    return match && items.indexOf(match);
  }

  #handleFocusOut(event: FocusEvent): void {
    const next = event.relatedTarget;
    if (next instanceof Node && !this.contains(next)) this.close();
  }

  #current(event: KeyboardEvent): HTMLElement | null {
    return (event.target as HTMLElement).closest<HTMLElement>('[role=menuitem]');
  }

  /** Entries on screen: *Retour* is one only on a narrow screen. */
  #items(menu: Element | null): HTMLElement[] {
    return [...(menu?.querySelectorAll<HTMLElement>('[role=menuitem]') ?? [])].filter((item) => item.getClientRects().length > 0);
  }
}

/** Letters without accents, so that `e` finds *Émettre*. */
const plain = (text: string): string =>
  text
    .normalize('NFD')
    .replace(/\p{Mn}/gu, '')
    .toLowerCase();
