import type { ReactiveController, ReactiveControllerHost } from 'lit';

/** Keeps the focus in its row: one that goes on to another group takes it along; the title of the list has it once the row is gone. */
export class RowFocus implements ReactiveController {
  private rowId: string | undefined;

  /** @param title selector of the title, which can take the focus as the head of each row can */
  constructor(
    private readonly host: ReactiveControllerHost & HTMLElement,
    private readonly title: string,
  ) {
    host.addController(this);
  }

  hostUpdate(): void {
    this.rowId = this.host.shadowRoot?.activeElement?.closest<HTMLElement>('[data-document]')?.dataset['document'];
  }

  hostUpdated(): void {
    const { shadowRoot } = this.host;
    if (this.rowId === undefined || !shadowRoot || shadowRoot.activeElement) return;
    const row = shadowRoot.querySelector<HTMLElement>(`[data-document="${CSS.escape(this.rowId)}"] th`);
    (row ?? shadowRoot.querySelector<HTMLElement>(this.title))?.focus();
  }
}
