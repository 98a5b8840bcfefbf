import { html, nothing, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { live } from 'lit/directives/live.js';
import { searchPatients } from '../../page-protocol.js';
import type { PatientSummary } from '../../practice.js';
import { frenchDate } from '../model/dates.js';
import { displayName } from '../model/names.js';
import { patientPath } from '../model/routes.js';
import { PageElement } from './page-element.js';

const MOST_RESULTS = 8;

/** Search field of the bar: a combo box whose list holds the patients found. */
export class PatientSearch extends PageElement {
  @query('input') private input!: HTMLInputElement;
  @state() private text = '';
  @state() private found: readonly PatientSummary[] | undefined;
  @state() private active = -1;

  /** Called by the shortcut of the page. */
  focusField(): void {
    this.input.focus();
  }

  protected override render(): TemplateResult {
    const shortcuts = this.services.preferences.values.shortcuts;
    const isOpen = this.found !== undefined;
    return html`<div class="search" role="search" @focusout=${this.#handleLeave}>
      <label class="search-field">
        <practice-icon name="search"></practice-icon><span class="visually-hidden">Chercher un patient</span>
        <input
          type="search"
          role="combobox"
          autocomplete="off"
          placeholder="Chercher un patient"
          title=${shortcuts ? 'Chercher un patient (/)' : 'Chercher un patient'}
          aria-expanded=${isOpen}
          aria-controls="search-results"
          aria-autocomplete="list"
          aria-activedescendant=${this.active >= 0 ? `search-result-${this.active}` : nothing}
          .value=${live(this.text)}
          @input=${this.#handleInput}
          @keydown=${this.#handleKey}
        />
        ${shortcuts ? html`<span class="key" aria-hidden="true">/</span>` : nothing}
      </label>
      ${isOpen ? this.#results() : nothing}
    </div>`;
  }

  #results(): TemplateResult {
    const found = this.found ?? [];
    if (found.length === 0) return html`<div class="search-results" id="search-results" role="status"><p class="none">Aucun patient trouvé</p></div>`;
    return html`<div class="search-results" id="search-results" role="listbox" aria-label="Patients trouvés">
      ${found.map(
        (patient, index) => html`<div
          role="option"
          id="search-result-${index}"
          aria-selected=${index === this.active}
          @mousedown=${(event: Event) => event.preventDefault()}
          @click=${() => this.#open(patient)}
        >
          ${displayName(patient)}<span class="sub">${frenchDate(patient.birthDate)} · ${patient.city}</span>
        </div>`,
      )}
    </div>`;
  }

  async #handleInput(): Promise<void> {
    const text = this.input.value;
    this.text = text;
    this.active = -1;
    if (text.trim().length < 2) {
      this.found = undefined;
      return;
    }
    try {
      const found = await this.services.server.request(searchPatients, { text: text.trim() });
      // A slow answer does not replace that of a later letter.
      if (this.text === text) this.found = found.slice(0, MOST_RESULTS);
    } catch (error) {
      this.services.notifier.problem(error);
    }
  }

  #handleKey(event: KeyboardEvent): void {
    const count = this.found?.length ?? 0;
    switch (event.key) {
      case 'ArrowDown':
      case 'ArrowUp': {
        if (!count) return;
        event.preventDefault();
        const step = event.key === 'ArrowDown' ? 1 : -1;
        this.active = this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count;
        return;
      }
      case 'Enter': {
        const patient = this.found?.[this.active] ?? (count === 1 ? this.found?.[0] : undefined);
        if (patient) this.#open(patient);
        return;
      }
      case 'Escape':
        event.preventDefault();
        this.#clear();
    }
  }

  #open(patient: PatientSummary): void {
    this.#clear();
    void this.services.router.go(patientPath(patient.id));
  }

  #handleLeave(event: FocusEvent): void {
    if (!this.contains(event.relatedTarget as Node | null)) this.found = undefined;
  }

  #clear(): void {
    this.text = '';
    this.found = undefined;
    this.active = -1;
  }
}
