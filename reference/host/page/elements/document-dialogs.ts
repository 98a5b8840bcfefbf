import { html } from 'lit';
import type { LocalDocument } from '../../../../src/api/local-document.js';
import type { DocumentWords } from '../../page-protocol.js';
import type { PatientRecord } from '../../practice.js';
import { KIND_CHOICES, wordsOf } from '../model/local-documents.js';
import { displayName } from '../model/names.js';
import type { DialogLayer } from '../runtime/dialog-layer.js';
import { ask } from './practice-dialog.js';

/** What a document is called, and another content when a file was chosen. Undefined: the user gave up. */
export async function askDocumentWords(
  dialogs: DialogLayer,
  about: string,
  document: LocalDocument,
): Promise<{ readonly words: DocumentWords; readonly file?: File } | undefined> {
  let words = wordsOf(document);
  let file: File | undefined;
  const chosen = await ask(dialogs, {
    heading: 'Modifier le document',
    about,
    body: html`
      <div class="field"><label for="document-title">Titre</label><input class="input" id="document-title" maxlength="200" required .value=${words.title} @input=${(event: Event) => (words = { ...words, title: (event.target as HTMLInputElement).value })} /></div>
      <div class="field">
        <label for="document-kind">Nature</label>
        <select class="input" id="document-kind" @change=${(event: Event) => (words = { ...words, kind: (event.target as HTMLSelectElement).value })}>
          ${KIND_CHOICES.map(({ kind, label }) => html`<option value=${kind} ?selected=${kind === words.kind}>${label}</option>`)}
        </select>
      </div>
      <div class="field"><label for="document-date">Date</label><input class="input" id="document-date" type="date" .value=${words.writtenOn} @input=${(event: Event) => (words = { ...words, writtenOn: (event.target as HTMLInputElement).value })} /></div>
      <div class="field"><label for="document-file">Remplacer le fichier</label><input id="document-file" type="file" @change=${(event: Event) => (file = (event.target as HTMLInputElement).files?.[0])} /></div>
      <p class="small muted">Un document modifié redevient un brouillon : validez-le ensuite.</p>`,
    actions: [
      { id: 'save', label: 'Enregistrer', kind: 'primary' },
      { id: 'cancel', label: 'Annuler' },
    ],
    onChoose: (id) => id === 'cancel' || (words.title.trim() !== '' && words.writtenOn !== ''),
  });
  return chosen === 'save' ? { words: { ...words, title: words.title.trim() }, ...(file && { file }) } : undefined;
}

/** Whether the document goes. */
export async function confirmRemoval(dialogs: DialogLayer, { beneficiary }: PatientRecord, { title }: LocalDocument): Promise<boolean> {
  const chosen = await ask(dialogs, {
    heading: 'Supprimer ce document ?',
    about: displayName(beneficiary),
    body: html`<p>« ${title} » sera supprimé du dossier du cabinet. Ce qui a été envoyé ailleurs y reste.</p>`,
    actions: [
      { id: 'cancel', label: 'Annuler' },
      { id: 'remove', label: 'Supprimer', kind: 'danger' },
    ],
  });
  return chosen === 'remove';
}
