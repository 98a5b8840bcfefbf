import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import type { LocalDocument } from '../../../../src/api/local-document.js';
import type { PluginInfo } from '../../page-protocol.js';
import type { PatientRecord } from '../../practice.js';
import { frenchDate } from '../model/dates.js';
import { documentEntries, fileWords, kindWords, stateWords } from '../model/document-words.js';
import { isActive, isShown, type MenuAction, type MenuContext, type MenuNode, menuOf } from '../model/menu-model.js';
import { displayName } from '../model/names.js';
import { DocumentFolder } from '../state/document-folder.js';
import type { ContextMenu, MenuPoint } from './context-menu.js';
import { askForDocument } from './document-dialog.js';
import { PageElement } from './page-element.js';

interface Marks {
  readonly plugin: PluginInfo;
  readonly id: string;
  readonly title: string;
}

/** *Documents*: the practice's own documents of the patient, with what plugins say of them and do with them. */
export class LocalDocuments extends PageElement {
  @property({ attribute: false }) record!: PatientRecord;
  @property() formId = '';
  @property({ attribute: false }) context!: MenuContext;
  @state() private documents: readonly LocalDocument[] | undefined;
  @state() private ticked: ReadonlySet<string> = new Set();
  @state() private menuFor: readonly LocalDocument[] = [];
  @query('context-menu') private menu!: ContextMenu;
  #folder!: DocumentFolder;

  override connectedCallback(): void {
    super.connectedCallback();
    const { server, store, notifier } = this.services;
    const folder = new DocumentFolder(server, this.record.id, (error) => notifier.problem(error));
    this.#folder = folder;
    this.own.add(folder);
    this.own.add(folder.documents$.subscribe((documents) => (this.documents = documents)));
    this.own.add(store.plugins$.subscribe(() => this.requestUpdate()));
    folder.open(store);
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('documents')) return;
    const there = new Set(this.documents?.map(({ id }) => id));
    this.ticked = new Set([...this.ticked].filter((id) => there.has(id)));
  }

  protected override render(): TemplateResult {
    const { documents } = this;
    return html`<section class="card local-documents" aria-labelledby="documents-heading">
        <div class="card-head">
          <h2 id="documents-heading">Documents du cabinet</h2>
          ${documents?.length ? this.#selectionButton() : nothing}
          <button class="button ${documents?.length ? '' : 'push'}" type="button" @click=${() => this.#keep()}><practice-icon name="file-plus-2"></practice-icon>Ajouter un fichier</button>
        </div>
        ${documents === undefined ? html`<p class="card-body muted small" role="status">Lecture des documents…</p>` : documents.length ? this.#table(documents) : EMPTY}
      </section>
      <context-menu label="Actions sur les documents" .services=${this.services} .nodes=${this.#menuNodes()} @menu-choice=${(event: CustomEvent<MenuAction>) => this.#choose(event.detail)}></context-menu>`;
  }

  #selectionButton(): TemplateResult {
    const count = this.ticked.size;
    return html`<button
      class="button push"
      type="button"
      aria-haspopup="menu"
      aria-disabled=${count ? nothing : 'true'}
      title=${count ? nothing : 'Cochez un ou plusieurs documents'}
      @click=${(event: MouseEvent) => count && this.#openMenu(this.#tickedOnes, event.currentTarget as HTMLElement)}
    >
      Actions sur la sélection${count ? ` (${count})` : ''}<practice-icon name="chevron-down"></practice-icon>
    </button>`;
  }

  #table(documents: readonly LocalDocument[]): TemplateResult {
    const marks = this.#marks();
    const areAllTicked = documents.every(({ id }) => this.ticked.has(id));
    return html`<div class="scroll">
      <table class="table fold">
        <caption class="visually-hidden">
          Documents du cabinet pour ${displayName(this.record.beneficiary)}
        </caption>
        <thead>
          <tr>
            <th scope="col" class="fit">
              <input
                type="checkbox"
                aria-label="Tout sélectionner"
                .checked=${areAllTicked}
                .indeterminate=${this.ticked.size > 0 && !areAllTicked}
                @change=${() => (this.ticked = new Set(areAllTicked ? [] : documents.map(({ id }) => id)))}
              />
            </th>
            <th scope="col">Titre</th>
            <th scope="col">Date</th>
            <th scope="col">État</th>
            ${marks.map(({ title }) => html`<th scope="col">${title}</th>`)}
            <th scope="col"><span class="visually-hidden">Actions</span></th>
          </tr>
        </thead>
        <tbody>
          ${repeat(
            documents,
            ({ id }) => id,
            (document) => this.#row(document, marks),
          )}
        </tbody>
      </table>
    </div>`;
  }

  #row(document: LocalDocument, marks: readonly Marks[]): TemplateResult {
    const { id, title, kind, writtenOn, validatedAt } = document;
    const isDraft = validatedAt === undefined;
    return html`<tr
      data-document=${id}
      class=${this.ticked.has(id) ? 'now' : ''}
      @contextmenu=${(event: MouseEvent) => this.#handleContextMenu(event, document)}
      @keydown=${(event: KeyboardEvent) => this.#handleRowKey(event, document)}
    >
      <td class="fit"><input type="checkbox" aria-label="Sélectionner ${title}" .checked=${this.ticked.has(id)} @change=${() => this.#tick(id)} /></td>
      <th scope="row">${title}<span class="sub">${kindWords(kind)} · ${fileWords(document)}</span></th>
      <td data-head="Date">${frenchDate(writtenOn)}</td>
      <td data-head="État">
        <span class="chip family-${isDraft ? 'warn' : 'ok'}"><practice-icon name=${isDraft ? 'pencil-line' : 'check'}></practice-icon>${stateWords(document)}</span>
        ${isDraft ? html`<button class="link-button" type="button" aria-label="Valider ${title}" @click=${() => this.#validate([document])}>Valider</button>` : nothing}
      </td>
      ${marks.map(
        ({ plugin, id: viewId, title: head }) =>
          html`<td data-head=${head}>
            <plugin-view compact .services=${this.services} .plugin=${plugin} .viewId=${viewId} .patientId=${document.patientId} .formId=${this.formId} .documentId=${id}></plugin-view>
          </td>`,
      )}
      <td class="fit">
        <button
          class="button bare"
          type="button"
          aria-haspopup="menu"
          aria-label="Actions sur ${title}"
          title="Actions (Maj+F10)"
          @click=${(event: MouseEvent) => this.#openMenu([document], event.currentTarget as HTMLElement)}
        >
          <practice-icon name="ellipsis-vertical"></practice-icon>
        </button>
      </td>
    </tr>`;
  }

  #marks(): readonly Marks[] {
    return this.services.store.plugins$.value
      .filter(isActive)
      .flatMap((plugin) =>
        (plugin.contributes?.views.localDocument ?? [])
          .filter(({ when }) => isShown(plugin, when, this.context))
          .map(({ id, title }) => ({ plugin, id, title })),
      );
  }

  #menuNodes(): readonly MenuNode[] {
    return menuOf('localDocument/context', documentEntries(this.menuFor), this.services.store.plugins$.value, this.context);
  }

  get #tickedOnes(): readonly LocalDocument[] {
    return this.documents?.filter(({ id }) => this.ticked.has(id)) ?? [];
  }

  #tick(id: string): void {
    const ticked = new Set(this.ticked);
    if (!ticked.delete(id)) ticked.add(id);
    this.ticked = ticked;
  }

  /** What a menu asked for in a row is about: the selection when the row is part of it. */
  #around(document: LocalDocument): readonly LocalDocument[] {
    return this.ticked.has(document.id) ? this.#tickedOnes : [document];
  }

  #handleContextMenu(event: MouseEvent, document: LocalDocument): void {
    event.preventDefault();
    const row = event.currentTarget as HTMLElement;
    const focused = event.target instanceof HTMLElement ? event.target.closest<HTMLElement>('button, input') : null;
    void this.#openMenu(this.#around(document), focused ?? row.querySelector('button[aria-haspopup]') ?? row, { x: event.clientX, y: event.clientY });
  }

  #handleRowKey(event: KeyboardEvent, document: LocalDocument): void {
    if (event.key !== 'ContextMenu' && !(event.key === 'F10' && event.shiftKey)) return;
    event.preventDefault();
    void this.#openMenu(this.#around(document), event.target as HTMLElement);
  }

  /** Without a point: under what it was asked from. */
  async #openMenu(documents: readonly LocalDocument[], from: HTMLElement, point?: MenuPoint): Promise<void> {
    this.menuFor = documents;
    await this.updateComplete;
    const { left, bottom } = from.getBoundingClientRect();
    await this.menu.openNear(point ?? { x: left, y: bottom + 4 }, from);
  }

  async #choose({ target }: MenuAction): Promise<void> {
    const documents = this.menuFor;
    const [first] = documents;
    if (target.kind === 'host' || !first) return;
    if (target.kind === 'document') return target.action === 'validateDocuments' ? this.#validate(documents) : this.#keep(first);
    await this.#ask(() => this.services.runtime.choose(target, { patientId: this.record.id, formId: this.formId, documentIds: documents.map(({ id }) => id) }));
  }

  async #keep(document?: LocalDocument): Promise<void> {
    const folder = this.#folder;
    const { record } = this;
    const isKept = await askForDocument(this.services, {
      record,
      ...(document && { document }),
      keep: (words, file) => folder.keep(words, file, document?.id),
    });
    if (isKept)
      this.services.notifier.done(document ? 'Document modifié' : 'Document ajouté', `${displayName(record.beneficiary)}. Validez-le pour qu’il fasse foi.`);
  }

  async #validate(documents: readonly LocalDocument[]): Promise<void> {
    const drafts = documents.filter(({ validatedAt }) => validatedAt === undefined);
    const name = displayName(this.record.beneficiary);
    await this.#ask(async () => {
      await this.#folder.validate(drafts.map(({ id }) => id));
      this.services.notifier.done(drafts.length > 1 ? `${drafts.length} documents validés` : 'Document validé', name);
    });
  }

  async #ask(request: () => Promise<void>): Promise<void> {
    try {
      await request();
    } catch (error) {
      this.services.notifier.problem(error);
    }
  }
}

const EMPTY = html`<div class="empty">
  <practice-icon name="files"></practice-icon><strong>Aucun document</strong>
  <p>Les documents que le cabinet a écrits ou reçus pour ce patient s’affichent ici.</p>
</div>`;
