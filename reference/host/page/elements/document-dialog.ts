import { html, nothing, type TemplateResult } from 'lit';
import { property, query, state } from 'lit/decorators.js';
import type { LocalDocument } from '../../../../src/api/local-document.js';
import type { DocumentWords } from '../../page-protocol.js';
import type { PatientRecord } from '../../practice.js';
import { calendarDate, frenchDate, storedDate, today } from '../model/dates.js';
import { fileWords, KIND_OPTIONS } from '../model/document-words.js';
import type { PageServices } from '../page-services.js';
import { wordsOf } from '../state/notifier.js';
import { PageElement } from './page-element.js';
import { patientLine } from './patient-dialogs.js';

export interface DocumentQuestion {
  readonly record: PatientRecord;
  /** Absent: a new one. */
  readonly document?: LocalDocument;
  /** Rejects, and the dialog stays with what was typed. */
  keep(words: DocumentWords, file: File | undefined): Promise<unknown>;
}
type Part = 'file' | 'title' | 'writtenOn';

/** Resolves when it is closed: true once the document was kept. */
export function askForDocument(services: PageServices, question: DocumentQuestion): Promise<boolean> {
  return new Promise((resolve) => {
    const dialog = new DocumentDialog();
    dialog.services = services;
    dialog.question = question;
    const place = services.dialogs.open(dialog);
    dialog.closed = (isKept) => {
      place.dispose();
      resolve(isKept);
    };
  });
}

/** *Ajouter un fichier* and *Modifier le document*. */
export class DocumentDialog extends PageElement {
  @property({ attribute: false }) question!: DocumentQuestion;
  closed: (isKept: boolean) => void = () => {};
  @state() private faults: Partial<Record<Part, string>> = {};
  @state() private problem: readonly [title: string, text: string] | undefined;
  @state() private isKeeping = false;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('#document-file') private fileField!: HTMLInputElement;
  @query('#document-title') private titleField!: HTMLInputElement;
  @query('#document-kind') private kindField!: HTMLSelectElement;
  @query('#document-writtenOn') private dateField!: HTMLInputElement;
  #isKept = false;

  protected override render(): TemplateResult {
    const { document, record } = this.question;
    return html`<dialog class="dialog" aria-labelledby="dialog-heading" @close=${() => this.closed(this.#isKept)} @keydown=${this.#handleKey}>
      <div class="dialog-head">
        <h2 id="dialog-heading" tabindex="-1">${document ? 'Modifier le document' : 'Ajouter un fichier'}</h2>
        <button class="button bare" type="button" aria-label="Fermer" title="Fermer (Échap)" @click=${() => this.dialog.close()}><practice-icon name="x"></practice-icon></button>
      </div>
      <div class="dialog-body stack">
        <p class="small muted patient-line">${patientLine(record)}</p>
        ${this.problem ? html`<div class="note family-danger" role="alert"><practice-icon name="circle-alert"></practice-icon><div><b>${this.problem[0]}</b><p>${this.problem[1]}</p></div></div>` : nothing}
        <div class="field">
          <label for="document-file">${document ? 'Remplacer le fichier' : 'Fichier'}</label>
          <input class="input" id="document-file" type="file" ?required=${!document} aria-invalid=${this.#invalid('file')} aria-describedby="why-file" @change=${this.#handleFile} />
          ${this.#under('file', document ? `Sans autre fichier, celui-ci reste : ${fileWords(document)}.` : '20 Mo au plus.')}
        </div>
        <div class="field">
          <label for="document-title">Titre</label>
          <input class="input" id="document-title" required maxlength="200" .value=${document?.title ?? ''} aria-invalid=${this.#invalid('title')} aria-describedby="why-title" />
          ${this.#under('title')}
        </div>
        <div class="field">
          <label for="document-kind">Nature</label>
          <select class="input" id="document-kind">
            ${KIND_OPTIONS.map(([kind, words]) => html`<option value=${kind} ?selected=${kind === (document?.kind ?? 'other')}>${words}</option>`)}
          </select>
        </div>
        <div class="field">
          <label for="document-writtenOn">Date du document</label>
          <input class="input" id="document-writtenOn" required inputmode="numeric" .value=${frenchDate(document?.writtenOn ?? today())} aria-invalid=${this.#invalid('writtenOn')} aria-describedby="why-writtenOn" />
          ${this.#under('writtenOn', 'jj/mm/aaaa')}
        </div>
        ${document?.validatedAt === undefined ? nothing : html`<p class="small muted">Ce document est validé. Une fois modifié, il redevient un brouillon, à valider de nouveau.</p>`}
      </div>
      <div class="dialog-foot">
        <button class="button primary" type="button" aria-disabled=${this.isKeeping ? 'true' : nothing} @click=${this.#handleKeep}>
          <practice-icon name="check"></practice-icon>${document ? 'Enregistrer' : 'Ajouter'}
        </button>
        <button class="button" type="button" @click=${() => this.dialog.close()}><practice-icon name="x"></practice-icon>Annuler</button>
      </div>
    </dialog>`;
  }

  protected override firstUpdated(): void {
    this.dialog.showModal();
    (this.question.document ? this.titleField : this.fileField).focus();
  }

  #invalid(part: Part): 'true' | typeof nothing {
    return this.faults[part] ? 'true' : nothing;
  }

  #under(part: Part, hint = ''): TemplateResult {
    const fault = this.faults[part];
    return html`<span class=${fault ? 'fault' : 'hint'} id="why-${part}">${fault ? html`<practice-icon name="circle-alert"></practice-icon>${fault}` : hint}</span>`;
  }

  /** A file brings a first title, and what it is when its type says so. */
  #handleFile(): void {
    const file = this.fileField.files?.[0];
    if (!file || this.question.document) return;
    if (!this.titleField.value) this.titleField.value = file.name.replace(/\.[^.]+$/, '').replaceAll(/[_-]+/g, ' ');
    if (this.kindField.value === 'other' && file.type.startsWith('image/')) this.kindField.value = 'photo';
  }

  #handleKey(event: KeyboardEvent): void {
    if (event.key !== 'Enter' || !event.ctrlKey) return;
    event.preventDefault();
    event.stopPropagation();
    void this.#handleKeep();
  }

  async #handleKeep(): Promise<void> {
    if (this.isKeeping) return;
    const file = this.fileField.files?.[0];
    const title = this.titleField.value.trim();
    const writtenOn = storedDate(this.dateField.value) ?? '';
    this.faults = {
      ...(!file && !this.question.document && { file: 'Choisissez un fichier.' }),
      ...(!title && { title: 'Donnez un titre.' }),
      ...((!calendarDate(writtenOn) || writtenOn > today()) && { writtenOn: 'Indiquez une date, au plus tard celle d’aujourd’hui.' }),
    };
    const wrong = (['file', 'title', 'writtenOn'] as const).find((part) => this.faults[part]);
    if (wrong) return this.querySelector<HTMLElement>(`#document-${wrong}`)?.focus();
    this.isKeeping = true;
    this.problem = undefined;
    try {
      await this.question.keep({ title, kind: this.kindField.value, writtenOn }, file);
      this.#isKept = true;
      this.dialog.close();
    } catch (error) {
      this.problem = wordsOf(error);
    } finally {
      this.isKeeping = false;
    }
  }
}
