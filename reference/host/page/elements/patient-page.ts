import { html, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { keyed } from 'lit/directives/keyed.js';
import { skip } from 'rxjs';
import { getPatient } from '../../page-protocol.js';
import type { PatientRecord } from '../../practice.js';
import { PageElement } from './page-element.js';

/** Reads the patient of the address and shows his form. */
export class PatientPage extends PageElement {
  @property() patientId = '';
  /** Null: there is no such patient. */
  @state() private record: PatientRecord | null | undefined;
  @state() private hasFailed = false;

  override connectedCallback(): void {
    super.connectedCallback();
    this.own.add(this.services.store.epoch$.pipe(skip(1)).subscribe(() => this.hasFailed && void this.#load()));
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    if (changed.has('patientId')) void this.#load();
  }

  protected override render(): TemplateResult {
    if (this.record) return html`${keyed(this.record.id, html`<patient-form .services=${this.services} .record=${this.record}></patient-form>`)}`;
    if (this.record === null)
      return html`<div class="page">
        <h1 tabindex="-1">Patient inconnu</h1>
        <section class="card empty"><practice-icon name="user-round"></practice-icon><strong>Ce patient n’est pas dans ce cabinet</strong><p>L’adresse est peut-être ancienne.</p><a class="button" data-route href="/patients">Voir les patients</a></section>
      </div>`;
    return html`<div class="page">
      <h1 tabindex="-1">Fiche du patient</h1>
      ${
        this.hasFailed
          ? html`<section class="card empty"><practice-icon name="wifi-off"></practice-icon><strong>La fiche n’a pas pu être lue</strong><button class="button" type="button" @click=${this.#load}>Réessayer</button></section>`
          : html`<p class="muted small" role="status">Lecture de la fiche…</p>`
      }
    </div>`;
  }

  async #load(): Promise<void> {
    const { patientId } = this;
    this.record = undefined;
    this.hasFailed = false;
    try {
      const record = await this.services.server.request(getPatient, { patientId });
      if (patientId !== this.patientId) return;
      this.record = record;
      await this.updateComplete;
      this.dispatchEvent(new CustomEvent('page-ready', { bubbles: true }));
    } catch {
      if (patientId === this.patientId) this.hasFailed = true;
    }
  }
}
