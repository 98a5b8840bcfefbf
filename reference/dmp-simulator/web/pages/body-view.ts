import type { Body } from '../documents/stored-body.js';
import { type Html, html } from '../html.js';
import { icon } from '../icon.js';
import { KIND_WORDS, sizeOf } from './document-words.js';

/** The body of a document in a page: a text and a picture as they are, and a way to open whatever it is. */
export const bodyView = ({ bytes, mediaType }: Body, href: string): Html => html`${
  mediaType === 'text/plain' && html`<pre class="paper" tabindex="0" aria-label="Texte du document">${bytes.toString()}</pre>`
}${mediaType === 'image/jpeg' && html`<img class="paper" src="${href}" alt="Contenu du document">`}
<p><a class="button" href="${href}" target="_blank" rel="noopener">${icon('external-link')}Ouvrir le document (${KIND_WORDS[mediaType] ?? mediaType}, ${sizeOf(bytes.length)}, nouvelle fenêtre)</a></p>`;
