import { html, nothing, type TemplateResult } from 'lit';
import { repeat } from 'lit/directives/repeat.js';
import type { Observable } from 'rxjs';
import type { Toast } from '../state/notifier.js';
import { PageElement } from './page-element.js';

const SHOWN_FOR = 6000;

/** Short messages at the bottom right. They wait while hovered or focused. */
export class ToastList extends PageElement {
  readonly #timers = new Map<number, ReturnType<typeof setTimeout>>();

  protected override streams(): readonly Observable<unknown>[] {
    return [this.services.notifier.toasts$];
  }

  protected override render(): TemplateResult | typeof nothing {
    const toasts = this.services.notifier.toasts$.value;
    for (const toast of toasts) this.#start(toast);
    if (toasts.length === 0) return nothing;
    return html`<section class="toasts" aria-label="Messages">
      ${repeat(
        toasts,
        (toast) => toast.id,
        (toast) => html`<div
          class="toast family-${toast.family}"
          @mouseenter=${() => this.#stop(toast.id)}
          @mouseleave=${() => this.#start(toast)}
          @focusin=${() => this.#stop(toast.id)}
          @focusout=${() => this.#start(toast)}
          @keydown=${(event: KeyboardEvent) => event.key === 'Escape' && this.#close(toast.id)}
        >
          <practice-icon name=${toast.icon}></practice-icon><b>${toast.title}</b>${toast.text ? html`<span class="muted">${toast.text}</span>` : nothing}
          <button class="button bare short" type="button" aria-label="Fermer le message" @click=${() => this.#close(toast.id)}><practice-icon name="x"></practice-icon></button>
        </div>`,
      )}
    </section>`;
  }

  #start({ id, stays }: Toast): void {
    if (stays || this.#timers.has(id)) return;
    this.#timers.set(
      id,
      setTimeout(() => this.#close(id), SHOWN_FOR),
    );
  }

  #stop(id: number): void {
    clearTimeout(this.#timers.get(id));
    this.#timers.delete(id);
  }

  #close(id: number): void {
    this.#stop(id);
    this.services.notifier.close(id);
  }
}
