import type { RecordDocuments } from '../../documents/record-documents.js';
import type { SimulatedRecord } from '../../state.js';
import { addressOf } from '../documents/document-address.js';
import type { Shelf, ShelvedDocument } from '../documents/shelf.js';
import { type Body, bodyOf } from '../documents/stored-body.js';
import { type Html, html } from '../html.js';
import { icon } from '../icon.js';
import { empty } from '../parts.js';
import { dayOf } from '../words.js';
import { displays } from './displays.js';
import { KIND_WORDS } from './document-words.js';
import { noDocuments } from './documents-page.js';

/** As much of a text as a small picture of it would show. */
const MOST_SIGNS = 400;

/** The current documents as small pictures. */
export function thumbnails(patient: SimulatedRecord, { documents, refusal }: Shelf, stored: RecordDocuments): Html {
  if (refusal) return noDocuments(refusal);
  const current = documents.filter(({ list }) => list === 'courants');
  return html`
  ${displays(patient, 'Miniatures')}
  ${
    current.length
      ? html`<ul class="thumbs" aria-label="Documents courants">${current.map((document) => thumbnail(document, bodyOf(document.entry, stored)))}</ul>`
      : html`<section class="card" aria-label="Miniatures">${empty('file-text', 'Aucun document à afficher')}</section>`
  }`;
}

const thumbnail = ({ actStart, authors: [author], entry, isNew }: ShelvedDocument, body: Body | undefined): Html => html`<li class="card">
  <div class="small" aria-hidden="true">${body && small(body, `${addressOf(entry)}/contenu`)}</div>
  <p><a href="${addressOf(entry)}">${entry.title}</a>${isNew && html` <abbr class="new" title="Nouveau">N</abbr>`}</p>
  <p><small>${entry.typeCode.display}<br>${dayOf(actStart)}, ${author?.structure}</small></p>
</li>`;

/** What is not a text or a JPEG is shown by its kind. */
function small({ bytes, mediaType }: Body, href: string): Html {
  if (mediaType === 'image/jpeg') return html`<img src="${href}" alt="" loading="lazy">`;
  if (mediaType === 'text/plain') return html`<pre>${bytes.toString().slice(0, MOST_SIGNS)}</pre>`;
  return html`<span class="kind">${icon(mediaType === 'image/tiff' ? 'file-image' : 'file-text')}${KIND_WORDS[mediaType]}</span>`;
}
