import { html, nothing, type TemplateResult } from 'lit';
import { live } from 'lit/directives/live.js';
import type { PatientRecord } from '../../practice.js';
import { frenchDate } from '../model/dates.js';

/** The tabs of the host itself. */

const period = (from: string, to: string): string => [from && `du ${frenchDate(from)}`, to && `au ${frenchDate(to)}`].filter(Boolean).join(' ');

/** What another window has stored in a field that was typed in here. */
export const elsewhereHint = (path: string, text: string | undefined): TemplateResult | typeof nothing =>
  text === undefined ? nothing : html`<span class="hint" id="elsewhere-${path}">Modifié ailleurs : ${text || 'vide'}</span>`;

export const rightsPanel = ({ rights }: PatientRecord): TemplateResult =>
  rights.length === 0
    ? html`<section class="card empty"><practice-icon name="file-check"></practice-icon><strong>Aucun droit enregistré</strong><p>Les droits lus sur la Carte Vitale s’affichent ici.</p></section>`
    : html`<section class="card" aria-labelledby="rights-heading">
        <div class="card-head"><h2 id="rights-heading">Droits</h2></div>
        <div class="scroll">
          <table class="table fold">
            <caption class="visually-hidden">
              Droits du patient
            </caption>
            <thead>
              <tr><th scope="col">Droit</th><th scope="col">Période</th></tr>
            </thead>
            <tbody>
              ${rights.map(({ label, from, to }) => html`<tr><th scope="row">${label}</th><td data-head="Période">${period(from, to)}</td></tr>`)}
            </tbody>
          </table>
        </div>
      </section>`;

export const absencesPanel = ({ absences }: PatientRecord): TemplateResult =>
  absences.length === 0
    ? html`<section class="card empty"><practice-icon name="calendar-days"></practice-icon><strong>Aucune absence prévue</strong><p>Les absences du patient s’affichent ici.</p></section>`
    : html`<section class="card" aria-labelledby="absences-heading">
        <div class="card-head"><h2 id="absences-heading">Absences</h2></div>
        <div class="scroll">
          <table class="table fold">
            <caption class="visually-hidden">
              Absences du patient
            </caption>
            <thead>
              <tr><th scope="col">Période</th><th scope="col">Motif</th></tr>
            </thead>
            <tbody>
              ${absences.map(({ from, to, reason }) => html`<tr><th scope="row">${period(from, to)}</th><td data-head="Motif">${reason}</td></tr>`)}
            </tbody>
          </table>
        </div>
      </section>`;

export const notesPanel = (notes: string, elsewhere: string | undefined, onInput: (text: string) => void): TemplateResult =>
  html`<section class="card">
    <div class="card-body field">
      <label for="field-notes">Notes sur le patient</label>
      <textarea class="input" id="field-notes" rows="10" .value=${live(notes)} @input=${(event: Event) => onInput((event.target as HTMLTextAreaElement).value)}></textarea>
      ${elsewhereHint('notes', elsewhere)}
      <span class="hint">Elles sont enregistrées avec la fiche, par Valider.</span>
    </div>
  </section>`;
