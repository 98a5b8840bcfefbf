import { html, nothing, type TemplateResult } from 'lit';
import type { FormFault } from '../api/form-faults.js';
import { faultLine, idOf, star } from './fault-line.js';

/** One line of text: label above, hint or fault below. */
export interface TextField {
  /** Names the field in a form's faults. */
  readonly path: string;
  readonly label: string;
  /** Heard after the label, where the place on screen says it to those who see. */
  readonly labelMore?: string;
  readonly value: string;
  readonly kind?: 'text' | 'email' | 'tel';
  readonly placeholder?: string;
  readonly place?: 'narrow' | 'middle' | 'all';
  readonly isRequired?: boolean;
  readonly isReadOnly: boolean;
  readonly fault: FormFault | undefined;
  readonly hint?: string;
  readonly onInput: (text: string) => void;
  readonly onLeave: () => void;
}

/** An e-mail address is a plain text to the browser, which would rewrite what was typed; and no browser fills in another patient's. */
export function textField({
  path,
  label,
  labelMore,
  value,
  kind = 'text',
  placeholder,
  place,
  isRequired = false,
  isReadOnly,
  fault,
  hint,
  onInput,
  onLeave,
}: TextField): TemplateResult {
  const id = idOf(path);
  return html`<div class="field ${place ?? ''}">
    <label for=${id}>${label}${labelMore ? html`<span class="said"> ${labelMore}</span>` : nothing}${star(isRequired)}</label>
    <input
      id=${id}
      class="inp"
      type=${kind === 'tel' ? 'tel' : 'text'}
      inputmode=${kind}
      autocomplete="off"
      autocapitalize="off"
      spellcheck="false"
      placeholder=${placeholder ?? nothing}
      .value=${value}
      ?required=${isRequired}
      ?readonly=${isReadOnly}
      aria-invalid=${fault ? 'true' : nothing}
      aria-describedby=${fault || hint ? `${id}-note` : nothing}
      @input=${(event: Event) => onInput((event.target as HTMLInputElement).value)}
      @blur=${onLeave}
    />
    ${faultLine(`${id}-note`, fault, hint)}
  </div>`;
}
