import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { FormFault } from '../api/form-faults.js';
import { faultLine, idOf, star } from './fault-line.js';

/** A box with its words, and its hint or fault below. */
export interface TickBox {
  /** Names the box in a form's faults. */
  readonly path: string;
  readonly label: string;
  readonly isTicked: boolean;
  readonly isRequired?: boolean;
  /** It stays where it is, and keeps the focus it has. */
  readonly isReadOnly: boolean;
  readonly fault?: FormFault | undefined;
  readonly hint?: string;
  readonly onTick: (isTicked: boolean) => void;
}

export function tickBox({ path, label, isTicked, isRequired = false, isReadOnly, fault, hint, onTick }: TickBox): TemplateResult {
  const id = idOf(path);
  const notes = [hint && `${id}-hint`, fault && `${id}-fault`].filter(Boolean).join(' ');
  return html`<div class="tick">
    <input
      id=${id}
      type="checkbox"
      autocomplete="off"
      .checked=${live(isTicked)}
      ?required=${isRequired}
      aria-disabled=${isReadOnly ? 'true' : nothing}
      aria-invalid=${fault ? 'true' : nothing}
      aria-describedby=${notes || nothing}
      @click=${(event: Event) => isReadOnly && event.preventDefault()}
      @change=${(event: Event) => onTick((event.target as HTMLInputElement).checked)}
    />
    <label for=${id}>${label}${star(isRequired)}</label>
    ${faultLine(`${id}-hint`, undefined, hint)}${fault ? html`<span role="alert">${faultLine(`${id}-fault`, fault)}</span>` : nothing}
  </div>`;
}
