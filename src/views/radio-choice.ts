import { html, nothing, type TemplateResult } from 'lit';
import { faultLine } from './fault-line.js';
import { type IconName, icon } from './icons.js';

/** One of several, never none once it was chosen. */
export interface RadioChoice<Value extends string> {
  readonly name: string;
  readonly legend: string;
  readonly options: readonly { readonly value: Value; readonly label: string; readonly hint?: string; readonly icon?: IconName }[];
  readonly chosen: Value | undefined;
  /** It stays where it is, and keeps the focus it has. */
  readonly isReadOnly: boolean;
  readonly onChoose: (value: Value) => void;
}

/** Short words side by side. */
export const segments = <Value extends string>(choice: RadioChoice<Value>): TemplateResult =>
  html`<fieldset class="segments"><legend>${choice.legend}</legend><div class="seg">${choice.options.map(
    (option) => html`<label>${radio(choice, option.value)}${option.icon ? icon(option.icon) : nothing}${option.label}</label>`,
  )}</div></fieldset>`;

/** Sentences, one below the other. */
export const radioList = <Value extends string>(choice: RadioChoice<Value>): TemplateResult =>
  html`<fieldset class="choices"><legend>${choice.legend}</legend>${choice.options.map(({ value, label, hint }) => {
    const id = `${choice.name}-${value}`;
    return html`<div class="tick">${radio(choice, value, hint && `${id}-hint`)}<label for=${id}>${label}</label>${faultLine(`${id}-hint`, undefined, hint)}</div>`;
  })}</fieldset>`;

const radio = <Value extends string>({ name, chosen, isReadOnly, onChoose }: RadioChoice<Value>, value: Value, note?: string): TemplateResult =>
  html`<input
    id="${name}-${value}"
    type="radio"
    name=${name}
    value=${value}
    autocomplete="off"
    .checked=${chosen === value}
    aria-disabled=${isReadOnly ? 'true' : nothing}
    aria-describedby=${note ?? nothing}
    @click=${(event: Event) => isReadOnly && event.preventDefault()}
    @change=${() => onChoose(value)}
  />`;
