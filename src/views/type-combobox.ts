import { html, nothing, type ReactiveController, type ReactiveElement, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { TypeChoice } from '../api/documents.js';
import type { FormFault } from '../api/form-faults.js';
import { faultLine, star } from './fault-line.js';
import { icon } from './icons.js';
import { t } from './l10n.js';
import { findTypes, type TypeGroup } from './type-search.js';

export interface TypeField {
  readonly types: readonly TypeChoice[];
  /** Code of the chosen one; empty for none. */
  readonly value: string;
  readonly isReadOnly: boolean;
  readonly fault: FormFault | undefined;
  readonly onChoose: (code: string) => void;
  readonly onLeave: () => void;
}

const optionId = (code: string): string => `type-${code}`;

/** *Type du document*: some hundred of long names, found by typing a few letters. The focus stays in the field (ARIA 1.2 combobox with a list). */
export class TypeCombobox implements ReactiveController {
  private isOpen = false;
  /** What is typed to find one; the name of the chosen one stands there otherwise. */
  private typed: string | undefined;
  /** Code of the one the arrows are at. */
  private active: string | undefined;
  private isScrollDue = false;

  constructor(private readonly host: ReactiveElement) {
    host.addController(this);
  }

  hostUpdated(): void {
    if (!this.isScrollDue) return;
    this.isScrollDue = false;
    this.host.renderRoot.querySelector('.option.active')?.scrollIntoView({ block: 'nearest' });
  }

  render(field: TypeField): TemplateResult {
    const { isOpen } = this;
    const { fault, isReadOnly } = field;
    const groups = isOpen ? findTypes(field.types, this.typed ?? '') : [];
    const count = groups.reduce((sum, { choices }) => sum + choices.length, 0);
    return html`<div class="field combo">
      <label for="typeCode">${t('add.type')}${star(true)}</label>
      <div class="box">
        <input
          id="typeCode"
          class="inp"
          type="text"
          role="combobox"
          autocomplete="off"
          autocapitalize="off"
          spellcheck="false"
          required
          .value=${live(this.typed ?? nameOf(field))}
          ?readonly=${isReadOnly}
          aria-autocomplete="list"
          aria-expanded=${isOpen}
          aria-controls="types"
          aria-activedescendant=${isOpen && this.active !== undefined ? optionId(this.active) : nothing}
          aria-invalid=${fault ? 'true' : nothing}
          aria-describedby="typeCode-note"
          @focus=${(event: Event) => (event.target as HTMLInputElement).select()}
          @click=${() => this.open(field)}
          @input=${(event: Event) => this.handleInput((event.target as HTMLInputElement).value, field)}
          @keydown=${(event: KeyboardEvent) => this.handleKey(event, field)}
          @blur=${() => this.handleBlur(field)}
        />
        ${icon('chevron-down')}
        <div class="list" ?hidden=${!isOpen} @pointerdown=${keepFocus}>
          <div id="types" role="listbox" aria-label=${t('add.type')}>${groups.map((group) => this.group(group, field))}</div>
          ${isOpen && count === 0 ? html`<p class="hint">${t('add.type.none')}</p>` : nothing}
        </div>
      </div>
      <span class="said" role="status">${isOpen ? (count === 1 ? t('add.type.count.one') : t('add.type.count.many', count)) : nothing}</span>
      ${faultLine('typeCode-note', fault, t('add.type.hint'))}
    </div>`;
  }

  private group({ choices, name }: TypeGroup, field: TypeField): TemplateResult {
    return html`<div role="group" aria-label=${name}>
      <div class="group" aria-hidden="true">${name}</div>
      ${choices.map(
        ({ code, label }) => html`<div
          id=${optionId(code)}
          class="option ${code === this.active ? 'active' : ''}"
          role="option"
          aria-selected=${code === field.value}
          @click=${() => this.choose(code, field)}
        >${label}</div>`,
      )}
    </div>`;
  }

  private open({ isReadOnly, value }: TypeField): void {
    if (isReadOnly || this.isOpen) return;
    this.isOpen = true;
    this.moveTo(value || undefined);
  }

  private close(): void {
    this.isOpen = false;
    this.typed = undefined;
    this.moveTo(undefined);
  }

  private choose(code: string, { onChoose }: TypeField): void {
    this.close();
    onChoose(code);
  }

  private handleInput(text: string, field: TypeField): void {
    this.isOpen = true;
    this.typed = text;
    this.moveTo(text.trim() ? codesOf(field, text)[0] : undefined);
  }

  private handleKey(event: KeyboardEvent, field: TypeField): void {
    const { isOpen } = this;
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      if (isOpen) this.step(event.key === 'ArrowDown' ? 1 : -1, field);
      else this.open(field);
    } else if (event.key === 'Enter' && !event.ctrlKey && isOpen && this.active !== undefined) {
      event.preventDefault();
      this.choose(this.active, field);
    } else if (event.key === 'Escape' && isOpen) {
      event.preventDefault();
      event.stopPropagation();
      this.close();
    }
  }

  /** A name that was typed so far that only one is left is chosen; else the one before stays. */
  private handleBlur(field: TypeField): void {
    const codes = this.typed?.trim() ? codesOf(field, this.typed) : [];
    const [only] = codes.length === 1 ? codes : [];
    if (only !== undefined) this.choose(only, field);
    else this.close();
    field.onLeave();
  }

  /** From the last to the first, and back. */
  private step(by: 1 | -1, field: TypeField): void {
    const codes = codesOf(field, this.typed ?? '');
    const at = codes.indexOf(this.active ?? '');
    this.moveTo(at < 0 ? codes.at(by > 0 ? 0 : -1) : codes[(at + by + codes.length) % codes.length]);
  }

  private moveTo(code: string | undefined): void {
    this.active = code;
    this.isScrollDue = true;
    this.host.requestUpdate();
  }
}

const nameOf = ({ types, value }: TypeField): string => types.find(({ code }) => code === value)?.label ?? '';
const codesOf = ({ types }: TypeField, typed: string): readonly string[] => findTypes(types, typed).flatMap(({ choices }) => choices.map(({ code }) => code));
const keepFocus = (event: Event): void => event.preventDefault();
