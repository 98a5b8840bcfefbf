import { html, nothing, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Observable } from 'rxjs';
import type { PluginInfo } from '../../page-protocol.js';
import { stateWords } from '../model/plugin-words.js';
import { extensionPath } from '../model/routes.js';
import { PageElement } from './page-element.js';

/** The plugins found by the host: a list, and one of them in detail. */
export class ExtensionsPage extends PageElement {
  /** Empty: the first of the list. */
  @property() pluginId = '';

  protected override streams(): readonly Observable<unknown>[] {
    return [this.services.store.plugins$];
  }

  protected override render(): TemplateResult {
    const plugins = this.services.store.plugins$.value;
    const enabled = plugins.filter((plugin) => plugin.enabled && plugin.state !== 'invalid').length;
    const current = plugins.find((plugin) => plugin.id === this.pluginId) ?? (this.pluginId ? undefined : plugins[0]);
    return html`<div class="page">
      <div class="page-head">
        <div>
          <h1 tabindex="-1">Extensions</h1>
          <p class="muted small">
            ${plugins.length} ${plugins.length > 1 ? 'installées' : 'installée'}, ${enabled} ${enabled > 1 ? 'activées' : 'activée'}. Activer ou désactiver ne demande pas de redémarrage.
          </p>
        </div>
      </div>
      ${
        plugins.length === 0
          ? html`<section class="card empty"><practice-icon name="blocks"></practice-icon><strong>Aucune extension installée</strong><p>Une extension est un dossier déposé à côté des autres ; elle apparaît ici d’elle-même.</p></section>`
          : html`<div class="two-columns">
            <nav class="card extension-list" aria-label="Extensions installées">${plugins.map((plugin) => this.#entry(plugin, plugin === current))}</nav>
            ${
              current
                ? html`<extension-details .services=${this.services} .plugin=${current}></extension-details>`
                : html`<section class="card empty"><practice-icon name="puzzle"></practice-icon><strong>Cette extension n’est pas installée</strong></section>`
            }
          </div>`
      }
    </div>`;
  }

  #entry(plugin: PluginInfo, isCurrent: boolean): TemplateResult {
    const { label, icon, family } = stateWords(plugin.state);
    return html`<a data-route href=${extensionPath(plugin.id)} aria-current=${isCurrent ? 'true' : nothing}>
      <span class="extension-tile family-${family}"><practice-icon name=${plugin.icon || 'puzzle'}></practice-icon></span>
      <span class="grow"><b>${plugin.title}</b><span class="sub">${[plugin.publisher, plugin.version].filter(Boolean).join(' · ')}</span></span>
      <span class="chip family-${family}"><practice-icon name=${icon}></practice-icon>${label}</span>
    </a>`;
  }
}
