import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type Observable, skip } from 'rxjs';
import type { Disposable } from '../../../../src/api/disposable.js';
import type { ContextValues } from '../../../../src/api/host.js';
import type { ProposedFields } from '../../../../src/api/patient.js';
import { getPatient, type PluginInfo, patientChanged, savePatient } from '../../page-protocol.js';
import type { PatientRecord } from '../../practice.js';
import { ageOn, ageText } from '../model/age.js';
import { comparedWithCard } from '../model/card-comparison.js';
import { coordinatesOf, hasCoordinates, isOwnInsured, withCoordinates } from '../model/coordinates.js';
import { frenchDate, today } from '../model/dates.js';
import { hostEntries } from '../model/host-entries.js';
import { type HostAction, isActive, isShown, type MenuAction, type MenuContext, menuOf, tabStripEntries } from '../model/menu-model.js';
import { displayName } from '../model/names.js';
import {
  changedElsewhere,
  draftOf,
  type Faults,
  FIELD_PATHS,
  faultOf,
  faultsOf,
  fieldPath,
  isChanged,
  keepTyped,
  type PatientDraft,
  recordOf,
} from '../model/patient-draft.js';
import { withProposal } from '../model/proposal.js';
import { patientPath } from '../model/routes.js';
import { grouped } from '../model/social-security-number.js';
import type { FormPlace } from '../state/open-places.js';
import { PatientDirectory } from '../state/patient-directory.js';
import type { ActionMenu } from './action-menu.js';
import { showCardReading } from './card-reading-dialog.js';
import { PageElement } from './page-element.js';
import { confirmLoss, confirmReplacement, showContacts, showEnvelope, showNoVitaleReader, showSummary } from './patient-dialogs.js';
import { absencesPanel, notesPanel, rightsPanel } from './patient-panels.js';
import type { FieldChange } from './patient-record-form.js';

interface Tab {
  readonly id: string;
  readonly title: string;
  /** Absent for a tab of the host. */
  readonly plugin?: PluginInfo;
}
const RIGHTS = 'droits';
const DOCUMENTS = 'documents';

/** A patient's form: band, record, tabs and button bar. Plugins come and go in it; what was typed stays. */
export class PatientForm extends PageElement {
  /** As stored. */
  @property({ attribute: false }) record!: PatientRecord;
  @state() private draft!: PatientDraft;
  @state() private faults: Faults = {};
  @state() private tab = RIGHTS;
  /** What another window or post has stored meanwhile in fields that were typed in here. */
  @state() private elsewhere: Faults = {};
  @state() private isSaving = false;
  @state() private context: Readonly<Record<string, ContextValues>> = {};
  @query('action-menu') private menu!: ActionMenu;
  readonly #shown = new Set<string>([RIGHTS]);
  #form: FormPlace | undefined;
  #reading: Disposable | undefined;

  override connectedCallback(): void {
    super.connectedCallback();
    const { places, router, runtime, server, store } = this.services;
    const form = places.openForm(this.record.id);
    this.#form = form;
    this.own.add(form);
    this.own.add(form.context$.subscribe((context) => (this.context = context)));
    this.own.add(
      runtime.reveal$.subscribe(({ viewId, formId }) => {
        if (formId === form.formId) void this.#reveal(viewId);
      }),
    );
    this.own.add(runtime.openForm(form.formId, { patientId: this.record.id, propose: (fields) => this.#accept(fields) }));
    this.own.add(() => this.#reading?.dispose());
    this.own.add(router.guard(() => !this.hasChanges || confirmLoss(this.services.dialogs, this.record)));
    this.own.add(
      server.on(patientChanged, ({ patientId }) => {
        if (patientId === this.record.id) void this.#readAgain();
      }),
    );
    // Nobody told this window of changes while its connection was lost.
    this.own.add(store.epoch$.pipe(skip(1)).subscribe(() => void this.#readAgain()));
    const handleKey = (event: KeyboardEvent): void => this.#handleShortcut(event);
    const handleUnload = (event: BeforeUnloadEvent): void => {
      if (this.hasChanges) event.preventDefault();
    };
    document.addEventListener('keydown', handleKey);
    window.addEventListener('beforeunload', handleUnload);
    this.own.add(() => document.removeEventListener('keydown', handleKey));
    this.own.add(() => window.removeEventListener('beforeunload', handleUnload));
  }

  /** True while something typed is not stored. */
  get hasChanges(): boolean {
    return isChanged(this.draft, this.record);
  }

  protected override streams(): readonly Observable<unknown>[] {
    const { store, preferences, clipboard } = this.services;
    return [store.plugins$, preferences.values$, clipboard.content$];
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    if (!this.hasUpdated) this.draft = draftOf(this.record);
    if (!this.#tabs().some(({ id }) => id === this.tab)) {
      this.tab = RIGHTS;
      this.services.notifier.announce('Cet onglet n’est plus disponible. L’onglet Droits est affiché.');
    }
  }

  protected override render(): TemplateResult {
    const { showsRecord } = this.services.preferences.values;
    return html`${this.#band()}
      <div class="panes">
        <section class="record ${showsRecord ? 'unfolded' : ''}" id="patient-record" aria-label="Fiche du bénéficiaire">
          ${
            Object.keys(this.elsewhere).length
              ? html`<div class="note family-warn">
                <practice-icon name="triangle-alert"></practice-icon>
                <div role="status">Cette fiche a été modifiée ailleurs, dans des champs que vous modifiez aussi. Votre saisie est gardée : vérifiez-la, puis validez.</div>
              </div>`
              : nothing
          }
          <patient-record-form .services=${this.services} .isQualified=${this.record.identity.insStatus === 'qualifiée'} .draft=${this.draft} .faults=${this.faults} .elsewhere=${this.elsewhere} .vitale=${this.record.vitale} @field-input=${this.#handleInput} @field-left=${this.#handleLeft}></patient-record-form>
        </section>
        ${this.#tabsPane()}
      </div>
      ${this.#actionBar()}`;
  }

  #band(): TemplateResult {
    const { beneficiary, identity } = this.record;
    const isQualified = identity.insStatus === 'qualifiée';
    const { showsRecord } = this.services.preferences.values;
    return html`<div class="band">
      <a class="button bare" data-route href="/" aria-label="Retour à la tournée du jour" title="Retour à la tournée du jour"><practice-icon name="arrow-left"></practice-icon></a>
      <div>
        <h1 tabindex="-1">${displayName(beneficiary)}</h1>
        <div class="traits">
          <span>${ageText(ageOn(beneficiary.birthDate, today()))}</span><span>Né(e) le <b>${frenchDate(beneficiary.birthDate)}</b></span
          ><span>N° <b>${grouped(beneficiary.socialSecurityNumber)}</b></span>
        </div>
      </div>
      <div class="row push">
        <span class="chip ${isQualified ? 'family-quiet' : 'family-id'}"><practice-icon name=${isQualified ? 'badge-check' : 'id-card'}></practice-icon>INS ${identity.insStatus}</span>
        ${this.#views('patientBand').map(
          ({ plugin, id }) =>
            html`<plugin-view compact .services=${this.services} .plugin=${plugin} .viewId=${id} .patientId=${this.record.id} .formId=${this.#form?.formId}></plugin-view>`,
        )}
      </div>
      <button class="button show-record" type="button" aria-expanded=${showsRecord} aria-controls="patient-record" @click=${() => this.services.preferences.set({ showsRecord: !showsRecord })}>
        <practice-icon name=${showsRecord ? 'chevron-up' : 'chevron-down'}></practice-icon>${showsRecord ? 'Masquer la fiche' : 'Afficher la fiche'}
      </button>
    </div>`;
  }

  #tabsPane(): TemplateResult {
    const tabs = this.#tabs();
    const { shortcuts } = this.services.preferences.values;
    const strip = tabStripEntries(this.services.store.plugins$.value, this.#menuContext());
    return html`<section class="tabs-pane" aria-label="Onglets de la fiche">
      <div class="tabs">
        <div role="tablist" aria-label="Fiche du patient" @keydown=${this.#handleTabKey}>
          ${repeat(
            tabs,
            ({ id }) => id,
            ({ id, title }, index) => html`<button
              role="tab"
              type="button"
              id="tab-${id}"
              aria-selected=${id === this.tab}
              aria-controls="panel-${id}"
              tabindex=${id === this.tab ? 0 : -1}
              title=${shortcuts && index < 9 ? `${title} (Alt+${index + 1})` : nothing}
              @click=${() => this.#select(id)}
            >
              ${title}
            </button>`,
          )}
        </div>
        ${
          strip.length
            ? html`<div class="row push">
              ${strip.map(
                (
                  entry,
                ) => html`<button class="link-button" type="button" title=${entry.disabledReason ?? nothing} aria-disabled=${entry.disabledReason ? 'true' : nothing} @click=${() => this.#choose(entry)}>
                  <practice-icon name=${entry.icon}></practice-icon>${entry.title}${
                    entry.external && !entry.disabledReason
                      ? html`<practice-icon name="external-link"></practice-icon><span class="visually-hidden"> (nouvelle fenêtre)</span>`
                      : nothing
                  }
                </button>`,
              )}
            </div>`
            : nothing
        }
      </div>
      ${repeat(
        tabs,
        ({ id }) => id,
        (tab) =>
          html`<div class="tab-panel" role="tabpanel" id="panel-${tab.id}" aria-labelledby="tab-${tab.id}" tabindex="0" ?hidden=${tab.id !== this.tab}>${this.#panel(tab)}</div>`,
      )}
    </section>`;
  }

  #panel({ id, plugin }: Tab): TemplateResult | typeof nothing {
    if (plugin)
      return this.#shown.has(id)
        ? html`<plugin-view .services=${this.services} .plugin=${plugin} .viewId=${id} .patientId=${this.record.id} .formId=${this.#form?.formId}></plugin-view>`
        : nothing;
    if (id === 'absences') return absencesPanel(this.record);
    if (id === DOCUMENTS)
      return this.#shown.has(id)
        ? html`<local-documents .services=${this.services} .record=${this.record} .formId=${this.#form?.formId ?? ''} .context=${this.#menuContext()}></local-documents>`
        : nothing;
    if (id === 'notes') return notesPanel(this.draft.notes, this.elsewhere['notes'], (text) => this.#change({ path: 'notes', text }));
    return rightsPanel(this.record);
  }

  #actionBar(): TemplateResult {
    const count = Object.keys(this.faults).length;
    const { shortcuts } = this.services.preferences.values;
    return html`<div class="action-bar" role="group" aria-label="Actions de la fiche">
      <action-menu label="Autre action" .shortcut=${shortcuts ? 'F10' : ''} .services=${this.services} .nodes=${this.#menuNodes()} @menu-choice=${(event: CustomEvent<MenuAction>) => this.#choose(event.detail)}></action-menu>
      <button class="button" type="button" @click=${() => showContacts(this.services.dialogs, this.record, this.draft)}>Contacts</button>
      <button class="button" type="button" @click=${this.#handleReadCard}><practice-icon name="credit-card"></practice-icon>Lire la Carte Vitale</button>
      ${count ? html`<span class="fault" role="status"><practice-icon name="circle-alert"></practice-icon>${count === 1 ? '1 champ à corriger' : `${count} champs à corriger`}</span>` : nothing}
      <button class="button outlined push" type="button" title=${shortcuts ? 'Valider (Ctrl+Entrée)' : nothing} aria-disabled=${this.isSaving ? 'true' : nothing} @click=${this.#handleSave}>
        <practice-icon name="check"></practice-icon>Valider
      </button>
      <button class="button" type="button" @click=${this.#handleCancel}><practice-icon name="x"></practice-icon>Annuler</button>
    </div>`;
  }

  /** Droits, the plugins' tabs, Absences, Notes, Documents. */
  #tabs(): readonly Tab[] {
    const after = [
      { id: 'absences', title: 'Absences' },
      { id: 'notes', title: 'Notes' },
      { id: DOCUMENTS, title: 'Documents' },
    ];
    return [{ id: RIGHTS, title: 'Droits' }, ...this.#views('patientForm'), ...after];
  }

  #views(place: 'patientForm' | 'patientBand'): readonly (Tab & { readonly plugin: PluginInfo })[] {
    const context = this.#menuContext();
    return this.services.store.plugins$.value
      .filter(isActive)
      .flatMap((plugin) =>
        (plugin.contributes?.views[place] ?? []).filter(({ when }) => isShown(plugin, when, context)).map(({ id, title }) => ({ id, title, plugin })),
      );
  }

  #menuContext(): MenuContext {
    return { patientOpen: true, insQualified: this.record.identity.insStatus === 'qualifiée', values: this.context };
  }

  #menuNodes() {
    const entries = hostEntries({ isOwnInsured: isOwnInsured(this.draft), clipboardIsEmpty: !this.services.clipboard.content$.value });
    return menuOf('patientForm/otherAction', entries, this.services.store.plugins$.value, this.#menuContext());
  }

  async #select(id: string): Promise<void> {
    this.#shown.add(id);
    this.tab = id;
    // `tab` may be unchanged while its panel was never shown.
    this.requestUpdate();
    await this.updateComplete;
    // Below 1200 px the tabs stand under the record: what was asked for comes into view.
    document.getElementById(`panel-${id}`)?.scrollIntoView({ block: 'nearest' });
  }

  async #reveal(viewId: string): Promise<void> {
    if (!this.#tabs().some(({ id }) => id === viewId)) return;
    await this.#select(viewId);
    document.getElementById(`panel-${viewId}`)?.focus();
  }

  /** Arrows move the focus; only Enter or Space shows the tab, since showing one may ask for a card. */
  #handleTabKey(event: KeyboardEvent): void {
    const tabs = [...(event.currentTarget as HTMLElement).querySelectorAll<HTMLElement>('[role=tab]')];
    const at = tabs.indexOf(event.target as HTMLElement);
    const next = { ArrowRight: at + 1, ArrowLeft: at - 1, Home: 0, End: tabs.length - 1 }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    tabs[(next + tabs.length) % tabs.length]?.focus();
  }

  #handleShortcut(event: KeyboardEvent): void {
    if (!this.services.preferences.values.shortcuts || event.defaultPrevented || document.querySelector('dialog[open]')) return;
    const digit = /^Digit([1-9])$/.exec(event.code)?.[1];
    const onlyAlt = event.altKey && !event.ctrlKey && !event.metaKey && !event.shiftKey;
    if (onlyAlt && digit) {
      const tab = this.#tabs()[Number(digit) - 1];
      if (!tab) return;
      event.preventDefault();
      void this.#select(tab.id).then(() => document.getElementById(`tab-${tab.id}`)?.focus());
    } else if (event.key === 'F10' || (onlyAlt && event.key.toLowerCase() === 'a')) {
      event.preventDefault();
      this.menu.open();
    } else if (event.key === 'Enter' && event.ctrlKey) {
      event.preventDefault();
      void this.#handleSave();
    }
  }

  #handleInput(event: CustomEvent<FieldChange>): void {
    this.#change(event.detail);
  }

  #handleLeft(event: CustomEvent<FieldChange>): void {
    this.#handleTyped(event.detail);
  }

  #handleTyped(change: FieldChange): void {
    this.#change(change);
    const fault = faultOf(this.draft, change.path);
    if (fault) this.faults = { ...this.faults, [change.path]: fault };
  }

  #change({ path, text }: FieldChange): void {
    if (this.draft[path] === text) return;
    this.draft = { ...this.draft, [path]: text };
    // A fault goes as soon as the field is right; a new one is told only once the field is left.
    if (this.faults[path] && !faultOf(this.draft, path)) {
      const { [path]: _corrected, ...others } = this.faults;
      this.faults = others;
    }
  }

  async #handleSave(): Promise<void> {
    if (this.isSaving) return;
    this.faults = faultsOf(this.draft);
    if (Object.keys(this.faults).length) return this.#focusFirst(this.faults);
    this.isSaving = true;
    try {
      await this.#store();
    } catch (error) {
      this.services.notifier.problem(error);
    } finally {
      this.isSaving = false;
    }
  }

  async #store(): Promise<void> {
    const { draft } = this;
    const answer = await this.services.server.request(savePatient, { record: recordOf(draft, this.record), before: this.record });
    if ('faults' in answer) {
      this.faults = Object.fromEntries(Object.entries(answer.faults).map(([path, fault]) => [fieldPath(path), fault]));
      return this.#focusFirst(this.faults);
    }
    if ('newer' in answer) {
      this.#follow(answer.newer);
      // Changes in other fields go together. In the same field, the user looks first.
      return Object.keys(this.elsewhere).length ? this.#focusFirst(this.elsewhere) : this.#store();
    }
    // What was typed since it was sent is still to be stored.
    this.draft = keepTyped(this.draft, draft, draftOf(answer.saved));
    this.record = answer.saved;
    this.elsewhere = {};
    this.services.notifier.done('Fiche enregistrée', displayName(answer.saved.beneficiary));
  }

  /** Takes over a newer record around what was typed. */
  #follow(newer: PatientRecord): void {
    const [before, after] = [draftOf(this.record), draftOf(newer)];
    this.elsewhere = { ...this.elsewhere, ...changedElsewhere(this.draft, before, after) };
    this.draft = keepTyped(this.draft, before, after);
    this.record = newer;
  }

  async #focusFirst(told: Faults): Promise<void> {
    const path = FIELD_PATHS.find((candidate) => told[candidate] !== undefined);
    if (path === 'notes') this.tab = 'notes';
    else if (path && !this.services.preferences.values.showsRecord) this.services.preferences.set({ showsRecord: true });
    await this.updateComplete;
    if (path) document.getElementById(`field-${path}`)?.focus();
  }

  async #handleCancel(): Promise<void> {
    if (!this.hasChanges) return this.services.router.go('/');
    if (!(await confirmLoss(this.services.dialogs, this.record))) return;
    this.draft = draftOf(this.record);
    this.faults = {};
    this.elsewhere = {};
    this.services.notifier.announce('Les modifications sont abandonnées.');
  }

  async #readAgain(): Promise<void> {
    try {
      const stored = await this.services.server.request(getPatient, { patientId: this.record.id });
      // While it stores, the answer brings what is newer.
      if (stored && !this.isSaving) this.#follow(stored);
    } catch (error) {
      this.services.notifier.problem(error);
    }
  }

  async #choose({ target, disabledReason }: MenuAction): Promise<void> {
    if (disabledReason || !this.#form) return;
    try {
      if (target.kind === 'host') await this.#runHostAction(target.action);
      else if (target.kind !== 'document') await this.services.runtime.choose(target, { patientId: this.record.id, formId: this.#form.formId });
    } catch (error) {
      this.services.notifier.problem(error);
    }
  }

  /** By the first extension that reads cards. */
  #handleReadCard(): void {
    const reader = this.services.store.plugins$.value.filter(isActive).flatMap(({ contributes }) => contributes?.patientReaders ?? [])[0];
    if (!reader) return void showNoVitaleReader(this.services.dialogs, this.record);
    this.#reading?.dispose();
    this.#reading = showCardReading(this.services, reader.id, {
      record: this.record,
      follow: (record, person) => {
        this.#follow(record);
        const { missing, differences } = comparedWithCard(this.draft, person, record.identity.insStatus);
        this.draft = { ...this.draft, ...missing };
        return { differences, filled: Object.keys(missing).length };
      },
      take: (differences) => {
        for (const { path, onCard } of differences) this.#change({ path, text: onCard });
        this.services.notifier.done('Données de la carte reprises', `${displayName(this.record.beneficiary)}. Validez pour les enregistrer.`);
      },
      open: (patientId) => void this.services.router.go(patientPath(patientId)),
    });
  }

  /** What a plugin proposes is typed into the form; the user still validates. */
  #accept(fields: ProposedFields): readonly (keyof ProposedFields)[] {
    const { draft, taken, changed } = withProposal(this.draft, fields);
    for (const path of changed) this.#handleTyped({ path, text: draft[path] });
    return taken;
  }

  async #runHostAction(action: HostAction): Promise<void> {
    const { clipboard, dialogs, notifier, server } = this.services;
    const name = displayName(this.record.beneficiary);
    switch (action) {
      case 'openSummary':
        return void showSummary(dialogs, this.record);
      case 'openEnvelope':
        return void showEnvelope(dialogs, this.record, this.draft);
      case 'copyCoordinates': {
        const coordinates = coordinatesOf(this.draft);
        if (!hasCoordinates(coordinates)) return notifier.show({ family: 'info', icon: 'info', title: 'Aucune coordonnée à copier', text: name, stays: false });
        clipboard.content$.next(coordinates);
        return notifier.done('Coordonnées copiées', name);
      }
      case 'pasteCoordinates':
        if (!clipboard.content$.value) return;
        this.draft = withCoordinates(this.draft, clipboard.content$.value);
        return notifier.done('Coordonnées collées', `${name}. Validez pour les enregistrer.`);
      case 'fetchFromInsured':
      case 'copyToInsured': {
        const directory = new PatientDirectory(server);
        const insured = await directory.insuredOf(this.draft, this.record.id);
        if (!insured)
          return notifier.show({
            family: 'info',
            icon: 'info',
            title: 'La fiche de l’assuré est introuvable',
            text: 'Aucun autre patient du cabinet ne porte le N° de sécurité sociale de l’assuré.',
            stays: false,
          });
        const insuredName = displayName(insured.beneficiary);
        if (action === 'fetchFromInsured') {
          this.draft = withCoordinates(this.draft, coordinatesOf(draftOf(insured)));
          return notifier.done('Coordonnées de l’assuré récupérées', `${insuredName}. Validez pour les enregistrer.`);
        }
        if (!(await confirmReplacement(dialogs, insured))) return;
        const faults = await directory.replaceCoordinates(insured, coordinatesOf(this.draft));
        if (faults)
          return notifier.show({
            family: 'warn',
            icon: 'triangle-alert',
            title: 'Les coordonnées n’ont pas été copiées',
            text: Object.values(faults).join(' '),
            stays: true,
          });
        return notifier.done('Coordonnées copiées dans la fiche de l’assuré', insuredName);
      }
    }
  }
}
