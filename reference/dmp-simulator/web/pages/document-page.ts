import type { DocumentEntry } from '../../documents/document-model.js';
import { addressOf } from '../documents/document-address.js';
import { RUBRICS, rubricOf } from '../documents/rubrics.js';
import { addedAt, authorsOf, dayIn } from '../documents/shelf.js';
import type { Body } from '../documents/stored-body.js';
import { html } from '../html.js';
import { facts, note } from '../parts.js';
import { hrefOf } from '../site-address.js';
import { sitePage } from '../site-layout.js';
import { dayOf, instantOf } from '../words.js';
import { bodyView } from './body-view.js';
import { visibilityOf } from './document-words.js';
import type { RecordVisit } from './record-pages.js';
import { section } from './section.js';

/** A document that is open, and the versions it has replaced. */
export interface OpenDocument {
  readonly entry: DocumentEntry;
  readonly body: Body;
  readonly formerVersions: readonly DocumentEntry[];
}

/** What the record knows of a document, and what it says. */
export function documentPage(
  { body, entry, formerVersions }: OpenDocument,
  { record, session, world }: Pick<RecordVisit, 'record' | 'session' | 'world'>,
): string {
  const stop = entry.serviceStopTime;
  return sitePage({
    title: entry.title,
    session,
    open: { record, page: 'Documents' },
    aside: html`<a class="button" href="${hrefOf({ kind: 'record', page: 'Documents', patient: record })}">Revenir à la liste</a>`,
    content: html`${STANDS[entry.status] && note(html`<p>${STANDS[entry.status]}</p>`, { icon: 'history' })}
<div class="reading">${section('contenu-document', 'Document', bodyView(body, `${addressOf(entry)}/contenu`))}
${section(
  'proprietes',
  'Propriétés',
  facts(
    ['Rubrique', RUBRICS[rubricOf(entry.typeCode.code)]],
    ['Type', entry.typeCode.display],
    ['Date du document', dayOf(dayIn(entry.creationTime))],
    ["Début de l'acte", dayOf(dayIn(entry.serviceStartTime))],
    ...(stop ? [["Fin de l'acte", dayOf(dayIn(stop))] as const] : []),
    ...authorsOf(entry).map(({ person, profession, structure }) => ['Auteur', html`${person}<br>${structure}<br><small>${profession}</small>`] as const),
    ["Cadre d'exercice", entry.practice.display],
    ...(entry.comments ? [['Commentaire', entry.comments] as const] : []),
    ['Confidentialité', html`${visibilityOf(entry).map((words, index) => html`${index > 0 && html`<br>`}${words}`)}`],
    ['Ajouté au DMP le', instantOf(addedAt(entry, world.state.documents))],
  ),
)}</div>
${
  formerVersions.length > 0 &&
  section(
    'versions',
    'Versions précédentes',
    html`<ul class="plain">${formerVersions.map((version) => html`<li><a href="${addressOf(version)}">${version.title}</a>, du ${dayOf(dayIn(version.creationTime))}</li>`)}</ul>`,
  )
}`,
  });
}

const STANDS: Readonly<Record<DocumentEntry['status'], string>> = {
  Approved: '',
  Archived: 'Ce document est archivé.',
  Deprecated: "Une version plus récente a remplacé ce document\u00a0: celle-ci n'est gardée que pour mémoire.",
  Deleted: '',
};
