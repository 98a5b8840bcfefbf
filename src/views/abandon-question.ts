import { html, type TemplateResult } from 'lit';
import { type TextKey, t } from './l10n.js';

/** Asks before what was typed is lost; the button that goes back has the focus. To be opened as modal once it is painted. */
export function abandonQuestion(title: TextKey, { onClose, onAbandon }: { readonly onClose: () => void; readonly onAbandon: () => void }): TemplateResult {
  const close = (event: Event) => (event.currentTarget as HTMLElement).closest('dialog')?.close();
  const abandon = (event: Event) => {
    close(event);
    onAbandon();
  };
  return html`<dialog class="abandon" role="alertdialog" aria-labelledby="abandon-title" aria-describedby="abandon-text" @close=${onClose}>
    <div class="head"><h2 id="abandon-title">${t(title)}</h2></div>
    <div class="in"><p id="abandon-text">${t('accountForm.abandon.text')}</p></div>
    <div class="end">
      <button class="b" type="button" autofocus @click=${close}>${t('accountForm.abandon.back')}</button>
      <button class="b danger" type="button" @click=${abandon}>${t('accountForm.abandon.confirm')}</button>
    </div>
  </dialog>`;
}
