import type { nothing, TemplateResult } from 'lit';
import { MenuElement } from './menu-element.js';

export interface MenuPoint {
  readonly x: number;
  readonly y: number;
}

/** Room between the menu and the edge of the window, and what a submenu takes beside it. */
const MARGIN = 8;
const SUBMENU_WIDTH = 348;

/** A menu where the pointer is, or at the button or row it was asked from. */
export class ContextMenu extends MenuElement {
  protected override readonly listId = 'context-menu-list';
  #from: HTMLElement | undefined;

  /** @param from gets the focus back */
  async openNear({ x, y }: MenuPoint, from: HTMLElement): Promise<void> {
    this.#from = from;
    await this.openAt('first');
    const list = this.querySelector<HTMLElement>(`#${this.listId}`);
    if (!list) return;
    const { width, height } = list.getBoundingClientRect();
    const within = (at: number, size: number, room: number): number => Math.max(MARGIN, Math.min(at, room - size - MARGIN));
    const left = within(x, width, window.innerWidth);
    const beside = left + width + SUBMENU_WIDTH < window.innerWidth ? left + width : left - SUBMENU_WIDTH;
    for (const [name, value] of Object.entries({ '--menu-left': left, '--menu-top': within(y, height, window.innerHeight), '--submenu-left': beside }))
      this.style.setProperty(name, `${value}px`);
  }

  protected override render(): TemplateResult | typeof nothing {
    return this.list();
  }

  protected override giveFocusBack(): void {
    this.#from?.focus();
  }
}
