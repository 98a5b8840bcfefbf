import { html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { type Observable, skip } from 'rxjs';
import type { ContextValues } from '../../../../src/api/host.js';
import type { LocalDocument } from '../../../../src/api/local-document.js';
import { addDocument, documentsChanged, editDocument, listDocuments, type PluginInfo, removeDocument, validateDocument } from '../../page-protocol.js';
import type { PatientRecord } from '../../practice.js';
import { frenchDate } from '../model/dates.js';
import { kindLabel, sizeLabel, wordsOfFile } from '../model/local-documents.js';
import { documentMenu, isActive, type MenuAction, type MenuContext } from '../model/menu-model.js';
import { displayName } from '../model/names.js';
import { askDocumentWords, confirmRemoval } from './document-dialogs.js';
import { PageElement } from './page-element.js';
import type { RowMenu } from './row-menu.js';

/** What the host itself does with a document. */
const OPEN = 'host-open';
const VALIDATE = 'host-validate';
const EDIT = 'host-edit';
const REMOVE = 'host-remove';

/** A view of a plugin that marks documents. */
interface MarkView {
  readonly id: string;
  readonly title: string;
  readonly plugin: PluginInfo;
}

/** The practice's own documents of one patient: imported, validated, and offered to the plugins. */
export class LocalDocuments extends PageElement {
  @property({ attribute: false }) record!: PatientRecord;
  @property() formId = '';
  @property({ attribute: false }) context: Readonly<Record<string, ContextValues>> = {};
  @state() private documents: readonly LocalDocument[] | undefined;
  @state() private selected: ReadonlySet<string> = new Set();
  @state() private fault = '';
  #reads = 0;

  override connectedCallback(): void {
    super.connectedCallback();
    const { server, store } = this.services;
    this.own.add(
      server.on(documentsChanged, ({ patientId }) => {
        if (patientId === this.record.id) void this.#read();
      }),
    );
    this.own.add(store.epoch$.pipe(skip(1)).subscribe(() => void this.#read()));
    void this.#read();
  }

  protected override streams(): readonly Observable<unknown>[] {
    return [this.services.store.plugins$];
  }

  protected override willUpdate(_changed: PropertyValues<this>): void {
    const ids = new Set(this.documents?.map(({ id }) => id));
    if ([...this.selected].some((id) => !ids.has(id))) this.selected = new Set([...this.selected].filter((id) => ids.has(id)));
  }

  protected override render(): TemplateResult {
    const { documents, fault } = this;
    return html`<section class="card" aria-labelledby="documents-heading">
      <div class="card-head">
        <h2 id="documents-heading">Documents du cabinet</h2>
        ${this.selected.size ? this.#selectionMenu() : nothing}
        <label class="button push">
          <practice-icon name="upload"></practice-icon>Ajouter un fichier
          <input class="visually-hidden" type="file" @change=${this.#handleFile} />
        </label>
      </div>
      ${fault ? html`<div class="note family-warn" role="alert"><practice-icon name="triangle-alert"></practice-icon><div>${fault}</div></div>` : nothing}
      ${documents?.length ? this.#table(documents) : html`<div class="empty"><practice-icon name="folder"></practice-icon><strong>${documents ? 'Aucun document' : 'Lecture…'}</strong><p>Les documents que vous écrivez ou numérisez pour ce patient s’affichent ici.</p></div>`}
    </section>`;
  }

  #table(documents: readonly LocalDocument[]): TemplateResult {
    const marks = this.#markViews();
    return html`<div class="scroll">
      <table class="table fold documents">
        <caption class="visually-hidden">Documents du cabinet pour ce patient</caption>
        <thead>
          <tr>
            <th scope="col"><span class="visually-hidden">Sélection</span></th>
            <th scope="col">Document</th>
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

  #row(document: LocalDocument, marks: readonly MarkView[]): TemplateResult {
    const { fileName, id, kind, size, title, validatedAt, version, writtenOn } = document;
    return html`<tr @contextmenu=${this.#handleContextMenu}>
      <td>
        <input type="checkbox" aria-label="Sélectionner ${title}" .checked=${this.selected.has(id)} @change=${() => this.#toggle(id)} />
      </td>
      <th scope="row">${title}<span class="second-line">${kindLabel(kind)} · ${fileName} · ${sizeLabel(size)}</span></th>
      <td data-head="Date">${frenchDate(writtenOn)}</td>
      <td data-head="État">${validatedAt === undefined ? 'Brouillon' : version > 1 ? `Validé, version ${version}` : 'Validé'}</td>
      ${marks.map(
        ({ id: viewId, plugin, title: head }) =>
          html`<td data-head=${head}><plugin-view compact .services=${this.services} .plugin=${plugin} .viewId=${viewId} .patientId=${this.record.id} .formId=${this.formId} .documentId=${id}></plugin-view></td>`,
      )}
      <td>
        <row-menu .services=${this.services} label="Actions sur ${title}" .actions=${[...hostActions(document), ...this.#pluginActions()]} @menu-choice=${(event: CustomEvent<MenuAction>) => void this.#choose(event.detail, [document])}></row-menu>
      </td>
    </tr>`;
  }

  #selectionMenu(): TemplateResult {
    const count = this.selected.size;
    const actions = this.#pluginActions();
    if (!actions.length) return html``;
    const chosen = () => this.documents?.filter(({ id }) => this.selected.has(id)) ?? [];
    return html`<row-menu .services=${this.services} label="Actions sur la sélection" text=${count === 1 ? '1 document' : `${count} documents`} .actions=${actions} @menu-choice=${(event: CustomEvent<MenuAction>) => void this.#choose(event.detail, chosen())}></row-menu>`;
  }

  #markViews(): readonly MarkView[] {
    return this.services.store.plugins$.value
      .filter(isActive)
      .flatMap((plugin) => (plugin.contributes?.views.localDocument ?? []).map(({ id, title }) => ({ id, title, plugin })));
  }

  #pluginActions(): readonly MenuAction[] {
    const context: MenuContext = { patientOpen: true, insQualified: this.record.identity.insStatus === 'qualifiée', values: this.context };
    return documentMenu(this.services.store.plugins$.value, context).filter((node) => node.kind === 'action');
  }

  async #choose(action: MenuAction, documents: readonly LocalDocument[]): Promise<void> {
    const [document] = documents;
    if (!document) return;
    if (action.target.kind !== 'host') {
      const form = { patientId: this.record.id, formId: this.formId, documentIds: documents.map(({ id }) => id) };
      return this.#attempt(() => this.services.runtime.choose(action.target as Exclude<MenuAction['target'], { kind: 'host' }>, form));
    }
    const { server } = this.services;
    const documentId = document.id;
    await this.#attempt(async () => {
      if (action.id === OPEN) await this.#open(document);
      else if (action.id === VALIDATE) await server.request(validateDocument, { documentId });
      else if (action.id === EDIT) await this.#edit(document);
      else if (await confirmRemoval(this.services.dialogs, this.record, document)) await server.request(removeDocument, { documentId });
    });
  }

  async #open({ fileName, id }: LocalDocument): Promise<void> {
    const url = URL.createObjectURL(await this.services.server.document(id));
    const link = Object.assign(document.createElement('a'), { href: url, download: fileName });
    link.click();
    setTimeout(() => URL.revokeObjectURL(url), 10_000);
  }

  async #edit(document: LocalDocument): Promise<void> {
    const edited = await askDocumentWords(this.services.dialogs, displayName(this.record.beneficiary), document);
    if (!edited) return;
    const { server } = this.services;
    const fileId = edited.file && (await server.post(edited.file)).id;
    await server.request(editDocument, { documentId: document.id, words: edited.words, ...(fileId && { fileId }) });
  }

  async #handleFile(event: Event): Promise<void> {
    const input = event.target as HTMLInputElement;
    const [file] = input.files ?? [];
    input.value = '';
    if (!file) return;
    await this.#attempt(async () => {
      const { id } = await this.services.server.post(file);
      await this.services.server.request(addDocument, { patientId: this.record.id, fileId: id, words: wordsOfFile(file) });
    });
  }

  #handleContextMenu(event: MouseEvent): void {
    const menu = (event.currentTarget as HTMLElement).querySelector<RowMenu>('row-menu');
    if (!menu || menu.contains(event.target as Node)) return;
    event.preventDefault();
    void menu.open();
  }

  #toggle(id: string): void {
    const selected = new Set(this.selected);
    if (!selected.delete(id)) selected.add(id);
    this.selected = selected;
  }

  /** What was asked for last is what is shown: an older answer never overtakes a newer one. */
  async #read(): Promise<void> {
    this.#reads += 1;
    const turn = this.#reads;
    const documents = await this.services.server.request(listDocuments, { patientId: this.record.id }).catch(() => undefined);
    if (turn === this.#reads && documents) this.documents = documents.filter(({ patientId }) => patientId === this.record.id);
  }

  async #attempt(act: () => Promise<void>): Promise<void> {
    this.fault = '';
    try {
      await act();
    } catch (error) {
      this.fault = error instanceof Error && error.message.includes(' ') ? error.message : 'L’action n’a pas abouti. Rien n’est perdu\u00a0: réessayez.';
    }
  }
}

function hostActions({ validatedAt }: LocalDocument): readonly MenuAction[] {
  const action = (id: string, title: string, icon: string): MenuAction => ({
    kind: 'action',
    id,
    title,
    icon,
    external: false,
    target: { kind: 'host', action: 'openSummary' },
  });
  const isDraft = validatedAt === undefined;
  return [
    ...(isDraft ? [action(VALIDATE, 'Valider le document', 'check')] : []),
    action(OPEN, 'Télécharger', 'download'),
    action(EDIT, 'Modifier…', 'pencil'),
    action(REMOVE, 'Supprimer…', 'trash-2'),
  ];
}
