import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import type { Observable } from 'rxjs';
import type { Disposable } from '../../../../src/api/disposable.js';
import { type PluginInfo, restartPlugin } from '../../page-protocol.js';
import { isBroken } from '../model/plugin-words.js';
import { PageElement } from './page-element.js';

/** One view of a plugin in its place. What goes wrong inside stays inside. */
export class PluginView extends PageElement {
  @property({ attribute: false }) plugin!: PluginInfo;
  @property() viewId = '';
  @property({ attribute: false }) patientId: string | undefined;
  @property({ attribute: false }) formId: string | undefined;
  /** In the row of a document of the practice. */
  @property({ attribute: false }) documentId: string | undefined;
  /** A chip in a row or band: no room for sentences. */
  @property({ type: Boolean }) compact = false;
  @state() private hasFailed = false;
  @state() private attempt = 0;
  #key = '';
  #abort = new AbortController();
  #view: Disposable | undefined;

  protected override streams(): readonly Observable<unknown>[] {
    return [this.services.store.plugins$];
  }

  override disconnectedCallback(): void {
    this.#unmount();
    super.disconnectedCallback();
  }

  protected override render(): TemplateResult {
    return html`${this.#notice()}<div class="boundary" ?hidden=${isBroken(this.plugin.state) || this.hasFailed}></div>`;
  }

  protected override updated(_changed: PropertyValues): void {
    this.classList.toggle('compact', this.compact);
    const generation = this.services.runtime.generationOf(this.plugin.id);
    const key = isBroken(this.plugin.state)
      ? ''
      : [this.plugin.id, generation, this.viewId, this.patientId, this.formId, this.documentId, this.attempt].join('|');
    if (key === this.#key) return;
    this.#unmount();
    this.#key = key;
    if (key) void this.#mount(this.#abort.signal);
  }

  async #mount(signal: AbortSignal): Promise<void> {
    const boundary = this.querySelector<HTMLElement>('.boundary');
    if (!boundary) return;
    // A fresh element each time: what a stopped plugin still holds is no longer on the page.
    const element = document.createElement('div');
    boundary.replaceChildren(element);
    this.hasFailed = false;
    try {
      const { plugin, viewId, patientId, formId, documentId } = this;
      const view = await this.services.runtime.mount({ element, pluginId: plugin.id, viewId, patientId, formId, documentId }, signal);
      if (signal.aborted) view.dispose();
      else this.#view = view;
    } catch {
      if (!signal.aborted) this.hasFailed = true;
    }
  }

  #unmount(): void {
    this.#key = '';
    this.#abort.abort();
    this.#abort = new AbortController();
    this.#view?.dispose();
    this.#view = undefined;
  }

  #notice(): TemplateResult | typeof nothing {
    const { state, title } = this.plugin;
    if (this.compact) {
      if (!isBroken(state) && !this.hasFailed) return nothing;
      return html`<span class="chip hollow family-quiet" title="L’extension ${title} s’est arrêtée"><practice-icon name="plug-zap"></practice-icon>${title} arrêtée</span>`;
    }
    switch (state) {
      case 'starting':
        return html`<p class="muted small starting" role="status">L’extension ${title} démarre…</p>`;
      case 'restarting':
        return this.#stopped(
          `L’extension ${title} s’est arrêtée`,
          'La fiche reste utilisable. L’extension redémarre toute seule dans un instant ; rien n’est perdu.',
          'Redémarrer',
        );
      case 'stopped':
        return this.#stopped(`L’extension ${title} s’est arrêtée`, 'La fiche reste utilisable. Rien n’est perdu.', 'Redémarrer');
      case 'unresponsive':
        return this.#stopped(`L’extension ${title} ne répond plus`, 'La fiche reste utilisable. Rien n’est perdu.', 'Redémarrer');
      default:
        return this.hasFailed
          ? this.#stopped(`L’extension ${title} n’a pas pu s’afficher`, 'La fiche reste utilisable. Rien n’est perdu.', 'Réessayer')
          : nothing;
    }
  }

  #stopped(heading: string, advice: string, action: string): TemplateResult {
    return html`<section class="card empty">
      <practice-icon name="plug-zap"></practice-icon>
      <strong role="alert">${heading}</strong>
      <p>${advice}</p>
      <button class="button" type="button" @click=${this.#handleRestart}><practice-icon name="rotate-cw"></practice-icon>${action}</button>
    </section>`;
  }

  async #handleRestart(): Promise<void> {
    if (!isBroken(this.plugin.state)) {
      this.attempt += 1;
      return;
    }
    try {
      await this.services.server.request(restartPlugin, { pluginId: this.plugin.id });
    } catch (error) {
      this.services.notifier.problem(error);
    }
  }
}
