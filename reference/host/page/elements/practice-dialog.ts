import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { DialogLayer } from '../runtime/dialog-layer.js';
import { PageElement } from './page-element.js';

export interface DialogAction {
  readonly id: string;
  readonly label: string;
  readonly icon?: string;
  readonly kind?: 'primary' | 'outlined' | 'danger';
}
export interface Question {
  readonly heading: string;
  /** The patient it is about. */
  readonly about?: string;
  readonly body: TemplateResult;
  /** The first is what Ctrl+Enter chooses. */
  readonly actions: readonly DialogAction[];
  readonly wide?: boolean;
  /** Answers false to keep the dialog open. */
  readonly onChoose?: (id: string) => boolean;
}

/** One question at a time, above the page. Resolves with the chosen action; undefined: it was closed. */
export function ask(dialogs: DialogLayer, question: Question): Promise<string | undefined> {
  return new Promise((resolve) => {
    const dialog = new PracticeDialog();
    dialog.question = question;
    const place = dialogs.open(dialog);
    dialog.answered = (id) => {
      place.dispose();
      resolve(id);
    };
  });
}

export class PracticeDialog extends PageElement {
  @property({ attribute: false }) question!: Question;
  answered: (id: string | undefined) => void = () => {};
  #chosen: string | undefined;

  protected override render(): TemplateResult {
    const { heading, about, body, actions, wide } = this.question;
    return html`<dialog class="dialog ${wide ? 'wide' : ''}" aria-labelledby="dialog-heading" @close=${this.#handleClose} @keydown=${this.#handleKey}>
      <div class="dialog-head">
        <h2 id="dialog-heading" tabindex="-1">${heading}</h2>
        <button class="button bare" type="button" aria-label="Fermer" title="Fermer (Échap)" @click=${() => this.#dialog?.close()}><practice-icon name="x"></practice-icon></button>
      </div>
      <div class="dialog-body">${about ? html`<p class="small muted patient-line">${about}</p>` : nothing}${body}</div>
      <div class="dialog-foot">
        ${actions.map(
          ({ id, label, icon, kind = '' }) =>
            html`<button class="button ${kind}" type="button" @click=${() => this.#choose(id)}>${icon ? html`<practice-icon name=${icon}></practice-icon>` : nothing}${label}</button>`,
        )}
      </div>
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.#dialog?.showModal();
    // A field if there is one to fill, else the title: there is only text to read.
    this.querySelector<HTMLElement>('.dialog-body :is(input, select, textarea), h2')?.focus();
  }

  get #dialog(): HTMLDialogElement | null {
    return this.querySelector('dialog');
  }

  #choose(id: string): void {
    if (this.question.onChoose?.(id) === false) return;
    this.#chosen = id;
    this.#dialog?.close();
  }

  #handleKey(event: KeyboardEvent): void {
    const first = this.question.actions[0];
    if (event.key !== 'Enter' || !event.ctrlKey || !first) return;
    event.preventDefault();
    event.stopPropagation();
    this.#choose(first.id);
  }

  #handleClose(): void {
    this.answered(this.#chosen);
  }
}
