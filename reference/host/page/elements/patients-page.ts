import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { searchPatients } from '../../page-protocol.js';
import type { PatientSummary } from '../../practice.js';
import { ageOn, shortAgeText } from '../model/age.js';
import { frenchDate, today } from '../model/dates.js';
import { displayName } from '../model/names.js';
import { patientPath } from '../model/routes.js';
import { PageElement } from './page-element.js';

/** Every patient of the practice, narrowed by what is typed. */
export class PatientsPage extends PageElement {
  @state() private text = '';
  @state() private patients: readonly PatientSummary[] | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    this.own.add(this.services.store.epoch$.subscribe(() => void this.#load()));
  }

  protected override render(): TemplateResult {
    const count = this.patients?.length ?? 0;
    return html`<div class="page">
      <div class="page-head">
        <div>
          <h1 tabindex="-1">Patients</h1>
          <p class="muted small" role="status">${this.patients ? `${count} ${count > 1 ? 'patients' : 'patient'}` : 'Lecture des patients…'}</p>
        </div>
      </div>
      <section class="card" aria-label="Patients">
        <div class="card-head">
          <div class="field grow">
            <label for="patients-filter">Filtrer par nom, prénom ou date de naissance</label>
            <input class="input" id="patients-filter" type="search" autocomplete="off" .value=${this.text} @input=${this.#handleInput} />
          </div>
        </div>
        ${this.patients ? (count ? this.#table(this.patients) : this.#nothing()) : nothing}
      </section>
    </div>`;
  }

  #nothing(): TemplateResult {
    return html`<div class="empty"><practice-icon name="users"></practice-icon><strong>Aucun patient trouvé</strong><p>Essayez avec le début du nom seulement.</p></div>`;
  }

  #table(patients: readonly PatientSummary[]): TemplateResult {
    return html`<div class="scroll">
      <table class="table fold">
        <caption class="visually-hidden">
          Patients
        </caption>
        <thead>
          <tr><th scope="col">Nom et prénom</th><th scope="col">Né(e) le</th><th scope="col">Âge</th><th scope="col">Ville</th></tr>
        </thead>
        <tbody>
          ${patients.map(
            (patient) => html`<tr>
              <th scope="row"><a class="plain" data-route href=${patientPath(patient.id)}>${displayName(patient)}</a></th>
              <td data-head="Né(e) le">${frenchDate(patient.birthDate)}</td>
              <td data-head="Âge">${shortAgeText(ageOn(patient.birthDate, today()))}</td>
              <td data-head="Ville">${patient.city}</td>
            </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  #handleInput(event: Event): void {
    this.text = (event.target as HTMLInputElement).value;
    void this.#load();
  }

  async #load(): Promise<void> {
    const text = this.text;
    try {
      const found = await this.services.server.request(searchPatients, { text: text.trim() });
      if (this.text === text) this.patients = found;
    } catch (error) {
      this.services.notifier.problem(error);
    }
  }
}
