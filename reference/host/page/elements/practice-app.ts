import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { query, state } from 'lit/decorators.js';
import { type Observable, skip } from 'rxjs';
import { isActive } from '../model/menu-model.js';
import { pluginPagePath, type Route } from '../model/routes.js';
import { PageElement } from './page-element.js';
import type { PatientSearch } from './patient-search.js';

/** Frame of the application: bar, rail, the screen of the current address, live region. */
export class PracticeApp extends PageElement {
  @query('patient-search') private search!: PatientSearch;
  @query('main') private main!: HTMLElement;
  /** On a narrow screen: rail and search are unfolded. */
  @state() private isUnfolded = false;
  #userId: string | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const handleKey = (event: KeyboardEvent): void => this.#handleShortcut(event);
    document.addEventListener('keydown', handleKey);
    this.own.add(() => document.removeEventListener('keydown', handleKey));
    this.own.add(this.services.router.route$.pipe(skip(1)).subscribe(() => void this.#handleRoute()));
  }

  protected override streams(): readonly Observable<unknown>[] {
    const { store, router, server, preferences, notifier } = this.services;
    return [store.session$, store.plugins$, store.visitCount$, router.route$, server.status$, preferences.values$, notifier.said$];
  }

  protected override willUpdate(_changed: PropertyValues): void {
    const user = this.services.store.session$.value?.user;
    if (!user || user.id === this.#userId) return;
    this.#userId = user.id;
    this.services.preferences.useFor(user.id);
  }

  protected override render(): TemplateResult {
    const { store, server, notifier, router } = this.services;
    const session = store.session$.value;
    const isLost = server.status === 'lost';
    return html`<a class="skip-link" href="#main" @click=${this.#handleSkip}>Aller au contenu</a>
      <div class="frame ${isLost ? 'has-banner' : ''} ${this.isUnfolded ? 'unfolded' : ''}">
        <header class="app-bar">
          <button class="button bare menu-button" type="button" aria-expanded=${this.isUnfolded} aria-controls="rail" aria-label="Menu" @click=${() => (this.isUnfolded = !this.isUnfolded)}><practice-icon name="menu"></practice-icon></button>
          <a class="brand" data-route href="/" aria-label="Cabinet, tournée du jour">${LOGO}<span>Cabinet</span></a>
          <patient-search .services=${this.services}></patient-search>
          ${
            session?.notice
              ? html`<a class="notice push" href=${session.notice.url} target="_blank" rel="noopener noreferrer" title=${session.notice.title}
                ><practice-icon name="flask-conical"></practice-icon>${session.notice.label}<span class="visually-hidden"> (nouvelle fenêtre)</span></a
              >`
              : html`<span class="push"></span>`
          }
          ${session ? html`<div class="user"><span class="avatar" aria-hidden="true">${session.user.initials}</span><span class="user-name">${session.user.displayName}</span></div>` : nothing}
        </header>
        ${
          isLost
            ? html`<div class="connection" role="status"><practice-icon name="wifi-off"></practice-icon><span>L’application ne répond plus. Reconnexion en cours… Votre saisie est gardée.</span></div>`
            : nothing
        }
        ${this.#rail()}
        <main id="main" tabindex="-1" @page-ready=${() => this.#focusHeading(false)}>${session ? this.#screen(router.route$.value) : html`<div class="page"><h1 tabindex="-1">Cabinet</h1><p class="muted small" role="status">Connexion…</p></div>`}</main>
      </div>
      <toast-list .services=${this.services}></toast-list>
      <div class="visually-hidden" role="status" aria-live="polite">${notifier.said$.value}</div>`;
  }

  #rail(): TemplateResult {
    const { store, router } = this.services;
    const route = router.route$.value;
    const pages = store.plugins$.value.filter(isActive).filter((plugin) => plugin.contributes?.views.page.length);
    return html`<nav class="rail" id="rail" aria-label="Navigation principale">
      ${this.#link('/', 'Tournée du jour', 'calendar-days', route.page === 'visits', store.visitCount$.value)} ${this.#link('/patients', 'Patients', 'users', route.page === 'patients' || route.page === 'patient')}
      ${pages.map(
        (plugin) =>
          html`<h2>${plugin.title}</h2>
            ${plugin.contributes?.views.page.map(({ id, title, icon }) => this.#link(pluginPagePath(id), title, icon, route.page === 'plugin' && route.viewId === id, plugin.pageCounts[id], 'élément'))}`,
      )}
      <h2>Application</h2>
      ${this.#link('/extensions', 'Extensions', 'blocks', route.page === 'extensions')} ${this.#link('/parametrage', 'Paramétrage', 'settings', route.page === 'settings')}
    </nav>`;
  }

  #link(path: string, title: string, icon: string, isCurrent: boolean, count = 0, counted = 'passage'): TemplateResult {
    return html`<a data-route href=${path} title=${title} aria-current=${isCurrent ? 'page' : nothing}
      ><practice-icon name=${icon}></practice-icon><span>${title}</span>${count ? html`<span class="count">${count}<span class="visually-hidden"> ${count > 1 ? `${counted}s` : counted}</span></span>` : nothing}</a
    >`;
  }

  #screen(route: Route): TemplateResult {
    const { services } = this;
    switch (route.page) {
      case 'visits':
        return html`<visits-page .services=${services}></visits-page>`;
      case 'patients':
        return html`<patients-page .services=${services}></patients-page>`;
      case 'patient':
        return html`<patient-page .services=${services} .patientId=${route.patientId}></patient-page>`;
      case 'extensions':
        return html`<extensions-page .services=${services} .pluginId=${route.pluginId ?? ''}></extensions-page>`;
      case 'settings':
        return html`<settings-page .services=${services}></settings-page>`;
      case 'plugin':
        return html`<plugin-page .services=${services} .viewId=${route.viewId}></plugin-page>`;
      case 'unknown':
        return html`<div class="page">
          <h1 tabindex="-1">Page introuvable</h1>
          <section class="card empty"><practice-icon name="map-pin-off"></practice-icon><strong>Cette adresse ne mène nulle part</strong><a class="button" data-route href="/">Ouvrir la tournée du jour</a></section>
        </div>`;
    }
  }

  async #handleRoute(): Promise<void> {
    this.isUnfolded = false;
    await this.#focusHeading(true);
  }

  /** Titles change with the screen; the focus goes to the heading when the user moved there, not when a slow screen has filled. */
  async #focusHeading(moved: boolean): Promise<void> {
    await this.updateComplete;
    await Promise.resolve();
    const heading = this.main.querySelector('h1');
    // The title of the window reaches the browser's history: no patient's name in it.
    document.title = this.services.router.route$.value.page === 'patient' ? 'Fiche du patient – Cabinet' : `${heading?.textContent?.trim() ?? ''} – Cabinet`;
    if (moved || document.activeElement === document.body) heading?.focus({ preventScroll: false });
  }

  protected override updated(): void {
    if (document.title === 'Cabinet' && this.services.store.session$.value) void this.#focusHeading(false);
  }

  #handleSkip(event: Event): void {
    event.preventDefault();
    this.main.focus();
  }

  #handleShortcut(event: KeyboardEvent): void {
    if (event.key !== '/' || event.ctrlKey || event.altKey || event.metaKey || event.defaultPrevented) return;
    if (!this.services.preferences.values.shortcuts || document.querySelector('dialog[open]') || isTyping(event.composedPath()[0])) return;
    event.preventDefault();
    this.isUnfolded = true;
    void this.updateComplete.then(() => this.search.focusField());
  }
}

const isTyping = (target: EventTarget | undefined): boolean =>
  target instanceof HTMLTextAreaElement ||
  target instanceof HTMLSelectElement ||
  (target instanceof HTMLElement && target.isContentEditable) ||
  (target instanceof HTMLInputElement && target.type !== 'checkbox');

const LOGO = html`<svg viewBox="0 0 32 32" fill="none" aria-hidden="true">
  <rect width="32" height="32" rx="8" />
  <path d="M5 22.5h22M8.5 22.5v-5M23.5 22.5v-5M5 17.5c3.5 0 6-7.5 11-7.5s7.5 7.5 11 7.5M16 10v12.5" stroke-width="2" stroke-linecap="round" />
</svg>`;
