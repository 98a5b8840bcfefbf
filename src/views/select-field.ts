import { html, nothing, type TemplateResult } from 'lit';
import type { FormFault } from '../api/form-faults.js';
import { faultLine, idOf, star } from './fault-line.js';

/** One of a list. `groups`: those without a name come first. */
export interface SelectField {
  /** Names the field in a form's faults. */
  readonly path: string;
  readonly label: string;
  readonly value: string;
  readonly groups: readonly { readonly name?: string; readonly choices: readonly { readonly code: string; readonly label: string }[] }[];
  /** The words for none, where it has yet to be chosen. */
  readonly none?: string;
  readonly isRequired?: boolean;
  readonly isReadOnly: boolean;
  readonly fault?: FormFault | undefined;
  readonly hint?: string;
  readonly onChoose: (code: string) => void;
}

export function selectField({ path, label, value, groups, none, isRequired = false, isReadOnly, fault, hint, onChoose }: SelectField): TemplateResult {
  const id = idOf(path);
  const options = (choices: SelectField['groups'][number]['choices']) =>
    choices.map(({ code, label: words }) => html`<option value=${code} ?selected=${code === value}>${words}</option>`);
  return html`<div class="field">
    <label for=${id}>${label}${star(isRequired)}</label>
    <select
      id=${id}
      class="inp"
      autocomplete="off"
      ?required=${isRequired}
      ?disabled=${isReadOnly}
      aria-invalid=${fault ? 'true' : nothing}
      aria-describedby=${fault || hint ? `${id}-note` : nothing}
      @change=${(event: Event) => onChoose((event.target as HTMLSelectElement).value)}
    >
      ${none === undefined ? nothing : html`<option value="" ?selected=${value === ''}>${none}</option>`}
      ${groups.map(({ name, choices }) => (name ? html`<optgroup label=${name}>${options(choices)}</optgroup>` : options(choices)))}
    </select>
    ${faultLine(`${id}-note`, fault, hint)}
  </div>`;
}
