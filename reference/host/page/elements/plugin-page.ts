import { html, type TemplateResult } from 'lit';
import { property } from 'lit/decorators.js';
import type { Observable } from 'rxjs';
import { isActive } from '../model/menu-model.js';
import { PageElement } from './page-element.js';

/** A whole page of a plugin. */
export class PluginPage extends PageElement {
  @property() viewId = '';

  protected override streams(): readonly Observable<unknown>[] {
    return [this.services.store.plugins$];
  }

  protected override render(): TemplateResult {
    const plugin = this.services.store.plugins$.value.find(
      (candidate) => isActive(candidate) && candidate.contributes?.views.page.some((view) => view.id === this.viewId),
    );
    const title = plugin?.contributes?.views.page.find((view) => view.id === this.viewId)?.title;
    if (!plugin || !title)
      return html`<div class="page">
        <h1 tabindex="-1">Page absente</h1>
        <section class="card empty"><practice-icon name="puzzle"></practice-icon><strong>Cette page vient d’une extension qui n’est pas activée</strong><a class="button" data-route href="/extensions">Ouvrir les extensions</a></section>
      </div>`;
    return html`<div class="page">
      <div class="page-head"><h1 tabindex="-1">${title}</h1></div>
      <plugin-view .services=${this.services} .plugin=${plugin} .viewId=${this.viewId}></plugin-view>
    </div>`;
  }
}
