import { html, nothing, type TemplateResult } from 'lit';
import { state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { Observable } from 'rxjs';
import { listVisits, type PluginInfo, setVisitDone } from '../../page-protocol.js';
import type { Visit } from '../../practice.js';
import { ageOn, shortAgeText } from '../model/age.js';
import { dayAfter, frenchLongDate, today } from '../model/dates.js';
import { isActive } from '../model/menu-model.js';
import { displayName } from '../model/names.js';
import { patientPath } from '../model/routes.js';
import { PageElement } from './page-element.js';

/** The round of a day: one row per visit, one column per plugin that adds one. */
export class VisitsPage extends PageElement {
  @state() private date = '';
  @state() private visits: readonly Visit[] | undefined;
  #epoch = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    this.own.add(
      this.services.store.epoch$.subscribe((epoch) => {
        if (epoch === this.#epoch) return;
        this.#epoch = epoch;
        void this.#load(this.date);
      }),
    );
  }

  protected override streams(): readonly Observable<unknown>[] {
    return [this.services.store.plugins$];
  }

  protected override render(): TemplateResult {
    const visits = this.visits ?? [];
    const done = visits.filter((visit) => visit.done).length;
    const counted = `${visits.length} ${visits.length > 1 ? 'passages' : 'passage'}, ${done} ${done > 1 ? 'faits' : 'fait'}`;
    return html`<div class="page">
      <div class="page-head">
        <div>
          <h1 tabindex="-1">Tournée du jour</h1>
          <p class="muted small" role="status">${this.visits ? html`${frenchLongDate(this.date)} · ${visits.length ? counted : 'aucun passage'}` : 'Lecture de la tournée…'}</p>
        </div>
        <div class="row push">
          <button class="button bare" type="button" aria-label="Jour précédent" title="Jour précédent" @click=${() => this.#load(dayAfter(this.date, -1))}><practice-icon name="chevron-left"></practice-icon></button>
          <button class="button" type="button" @click=${() => this.#load('')}>Aujourd’hui</button>
          <button class="button bare" type="button" aria-label="Jour suivant" title="Jour suivant" @click=${() => this.#load(dayAfter(this.date, 1))}><practice-icon name="chevron-right"></practice-icon></button>
        </div>
      </div>
      ${this.visits ? (visits.length ? this.#table(visits) : this.#nothing()) : nothing}
    </div>`;
  }

  #nothing(): TemplateResult {
    return html`<section class="card empty"><practice-icon name="calendar-days"></practice-icon><strong>Aucun passage ce jour</strong><p>Les passages prévus s’affichent ici.</p></section>`;
  }

  #table(visits: readonly Visit[]): TemplateResult {
    const columns = this.services.store.plugins$.value
      .filter(isActive)
      .flatMap((plugin) => (plugin.contributes?.views.visitColumn ?? []).map((view) => ({ plugin, view })));
    const groups = [
      { title: 'Matin', rows: visits.filter(({ time }) => time < '12:00') },
      { title: 'Après-midi et soir', rows: visits.filter(({ time }) => time >= '12:00') },
    ].filter(({ rows }) => rows.length);
    return html`<section class="card" aria-label="Passages">
      <div class="scroll">
        <table class="table fold visits">
          <caption class="visually-hidden">
            Passages du
            ${frenchLongDate(this.date).toLowerCase()}
          </caption>
          <thead>
            <tr>
              <th scope="col">Heure</th>
              <th scope="col">Patient</th>
              <th scope="col">Lieu</th>
              <th scope="col">Acte</th>
              ${columns.map(({ view }) => html`<th scope="col">${view.title}</th>`)}
            </tr>
          </thead>
          ${groups.map(
            ({ title, rows }) =>
              html`<tbody>
                <tr class="group"><th colspan=${4 + columns.length} scope="rowgroup">${title}</th></tr>
                ${repeat(
                  rows,
                  (visit) => visit.id,
                  (visit) => this.#row(visit, columns),
                )}
              </tbody>`,
          )}
        </table>
      </div>
    </section>`;
  }

  #row(visit: Visit, columns: readonly { readonly plugin: PluginInfo; readonly view: { readonly id: string; readonly title: string } }[]): TemplateResult {
    const name = displayName(visit.patient);
    return html`<tr class=${visit.current ? 'now' : ''} aria-current=${visit.current ? 'time' : nothing}>
      <td class="fit">
        <b>${visit.time}</b>
        <button
          class="done-toggle"
          type="button"
          aria-pressed=${visit.done}
          aria-label="Passage fait, ${visit.time}, ${name}"
          title=${visit.done ? 'Passage fait' : 'Marquer comme fait'}
          @click=${() => this.#toggle(visit)}
        >
          <practice-icon name="check"></practice-icon>
        </button>
        ${visit.current ? html`<span class="sub now-mark">en cours</span>` : nothing}
      </td>
      <th scope="row"><a class="plain" data-route href=${patientPath(visit.patient.id)}>${name}</a><span class="sub">${shortAgeText(ageOn(visit.patient.birthDate, today()))}</span></th>
      <td data-head="Lieu">${visit.place}<span class="sub">${visit.placeDetail}</span></td>
      <td data-head="Acte">${visit.act}<span class="sub">${visit.actDetail}</span></td>
      ${columns.map(
        ({ plugin, view }) => html`<td data-head=${view.title}>
          <plugin-view compact .services=${this.services} .plugin=${plugin} .viewId=${view.id} .patientId=${visit.patient.id}></plugin-view>
        </td>`,
      )}
    </tr>`;
  }

  async #toggle({ id, done }: Visit): Promise<void> {
    try {
      await this.services.server.request(setVisitDone, { visitId: id, done: !done });
      this.visits = this.visits?.map((visit) => (visit.id === id ? { ...visit, done: !done } : visit));
    } catch (error) {
      this.services.notifier.problem(error);
    }
  }

  /** Without a date: the server's today. */
  async #load(date: string): Promise<void> {
    try {
      const answer = await this.services.server.request(listVisits, date ? { date } : {});
      this.date = answer.date;
      this.visits = answer.visits;
    } catch (error) {
      this.services.notifier.problem(error);
    }
  }
}
