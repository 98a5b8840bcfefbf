import { html, nothing, type TemplateResult } from 'lit';
import type { Observable } from 'rxjs';
import type { PreferenceValues } from '../state/preferences.js';
import { PageElement } from './page-element.js';

const THEMES: readonly (readonly [PreferenceValues['theme'], string])[] = [
  ['system', 'Comme le système'],
  ['light', 'Clair'],
  ['dark', 'Sombre'],
];
const SHORTCUTS: readonly (readonly [string, string])[] = [
  ['/', 'Chercher un patient'],
  ['Alt+1 à Alt+4', 'Onglets de la fiche'],
  ['F10 ou Alt+A', 'Autre action'],
  ['Ctrl+Entrée', 'Valider la fiche ou le dialogue'],
];

/** Choices of the user, and the settings each plugin declares. */
export class SettingsPage extends PageElement {
  protected override streams(): readonly Observable<unknown>[] {
    const { store, preferences } = this.services;
    return [store.plugins$, store.settings$, preferences.values$];
  }

  protected override render(): TemplateResult {
    const { preferences, store } = this.services;
    const { theme, shortcuts } = preferences.values;
    const plugins = store.plugins$.value.filter((plugin) => Object.values(plugin.contributes?.configuration ?? {}).some((setting) => !setting.hidden));
    return html`<div class="page">
      <div class="page-head"><h1 tabindex="-1">Paramétrage</h1></div>
      <section class="card" aria-labelledby="settings-host">
        <div class="card-head"><h2 id="settings-host">Application</h2></div>
        <div class="card-body settings-grid">
          <div class="field">
            <b class="small" id="theme-label">Apparence</b>
            <div>
              <div class="choice" role="group" aria-labelledby="theme-label">
                ${THEMES.map(([id, label]) => html`<button type="button" aria-pressed=${theme === id} @click=${() => preferences.set({ theme: id })}>${label}</button>`)}
              </div>
            </div>
          </div>
          <div class="field">
            <div>
              <button class="switch" type="button" role="switch" aria-checked=${shortcuts} aria-label="Raccourcis clavier" @click=${() => preferences.set({ shortcuts: !shortcuts })}>
                <i aria-hidden="true"></i>Raccourcis clavier
              </button>
            </div>
            <dl class="facts">${SHORTCUTS.map(([key, what]) => html`<dt><span class="key">${key}</span></dt><dd>${what}</dd>`)}</dl>
          </div>
        </div>
      </section>
      ${
        plugins.length
          ? plugins.map((plugin) => html`<plugin-settings .services=${this.services} .plugin=${plugin} .values=${store.settings$.value}></plugin-settings>`)
          : nothing
      }
    </div>`;
  }
}
