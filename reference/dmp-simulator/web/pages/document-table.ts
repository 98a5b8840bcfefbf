import { addressOf } from '../documents/document-address.js';
import type { ShelvedDocument } from '../documents/shelf.js';
import { type Html, html, NOTHING } from '../html.js';
import { icon } from '../icon.js';
import { dayOf } from '../words.js';
import { hidingChips } from './document-words.js';

/** The columns of the user guide. */
export const documentTable = (caption: string, documents: readonly ShelvedDocument[]): Html => html`<table class="documents">
<caption>${caption}</caption>
<thead><tr><th scope="col"><abbr title="Nouveau">N</abbr></th><th scope="col">Type</th><th scope="col">Titre</th><th scope="col">Début de l'acte</th><th scope="col">Auteur</th>
<th scope="col">Profession / Spécialité</th><th scope="col"><abbr title="Historique">H</abbr></th><th scope="col">${icon('eye')}<span class="unseen">Visibilité</span></th></tr></thead>
<tbody>${documents.map(row)}</tbody></table>
<ul class="legend"><li><b>N</b>&nbsp;: ajouté depuis votre visite précédente</li><li><b>H</b>&nbsp;: a remplacé une version précédente</li>
<li>${icon('eye')}&nbsp;: visible par le patient</li><li>${icon('eye-off')}&nbsp;: non visible par le patient</li></ul>`;

const row = ({ actStart, authors, entry, hasFormerVersions, isNew, list }: ShelvedDocument): Html => html`<tr>
<td data-head="Nouveau">${isNew && html`<abbr class="new" title="Nouveau">N</abbr>`}</td><td data-head="Type">${entry.typeCode.display}</td>
<th scope="row"><a href="${addressOf(entry)}">${entry.title}</a>${hidingChips(entry, list)}</th>
<td data-head="Début de l'acte" class="figures">${dayOf(actStart)}</td>
<td data-head="Auteur"><div>${lines(authors.map(({ structure, person }) => html`${structure}<br><small>${person}</small>`))}</div></td>
<td data-head="Profession / Spécialité"><div>${lines(authors.map(({ profession }) => html`${profession}`))}</div></td>
<td data-head="Historique">${hasFormerVersions && html`${icon('history')}<span class="unseen">A remplacé une version précédente</span>`}</td>
<td data-head="Visibilité">${eye(entry)}</td></tr>`;

const eye = ({ confidentialities }: ShelvedDocument['entry']): Html =>
  confidentialities.some(({ code }) => code === 'INVISIBLE_PATIENT')
    ? html`${icon('eye-off')}<span class="unseen">Non visible par le patient</span>`
    : html`${icon('eye')}<span class="unseen">Visible par le patient</span>`;

const lines = (parts: readonly Html[]): readonly Html[] => parts.map((part, index) => html`${index > 0 ? html`<br>` : NOTHING}${part}`);
