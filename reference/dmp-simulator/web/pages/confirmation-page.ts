import { LISTS } from '../../documents/code-lists.js';
import type { SimulatedRecord } from '../../state.js';
import type { Addition } from '../documents/addition.js';
import type { Draft } from '../documents/draft.js';
import { html } from '../html.js';
import { facts, note, simulatorNote } from '../parts.js';
import { sitePage } from '../site-layout.js';
import type { SiteSession } from '../site-sessions.js';
import { dayOf } from '../words.js';
import { bodyView } from './body-view.js';
import { HIDING_WORDS, VISIBLE } from './document-words.js';
import { section } from './section.js';

export interface ConfirmationView {
  readonly draft: Draft;
  readonly addition: Addition;
  readonly record: SimulatedRecord;
  readonly session: SiteSession;
  readonly today: string;
  /** Why the DMP did not take it. */
  readonly refusal?: { readonly code: string; readonly text: string };
}

/** The page of the user guide in which a document is looked at before it is added. */
export const confirmationPage = ({ addition, draft, record, refusal, session, today }: ConfirmationView): string =>
  sitePage({
    title: 'Demande de confirmation',
    crumb: 'Confirmation',
    session,
    open: { record, page: 'Documents' },
    content: html`${
      refusal &&
      note(
        html`<p role="alert">Le DMP a refusé le document, et rien n'a été ajouté.</p><p>Réponse du DMP&nbsp;: <code>${refusal.code}</code> ${refusal.text}</p>`,
        {
          family: 'danger',
          icon: 'circle-alert',
        },
      )
    }
<div class="reading">
${section('contenu-document', 'Contenu du document', bodyView(addition.body, `/ajout/${draft.key}/contenu`))}
${section(
  'demande',
  "Demande de confirmation de l'ajout du document",
  html`<p>L'ajout de document entrainera la mise en oeuvre d'une signature électronique (cf CGU).<br>Validez-vous le contenu de ce document&nbsp;?</p>
${facts(
  ['Structure', addition.situation.structureName],
  ['Type', LISTS.type.find(({ code }) => code === addition.typeCode)?.display ?? addition.typeCode],
  ['Titre', addition.title],
  ['Date du document', dayOf(addition.day)],
  ...(addition.comments ? [['Commentaire', addition.comments] as const] : []),
  ["Début de l'acte", dayOf(addition.actStart)],
  ...(addition.actStop ? [["Fin de l'acte", dayOf(addition.actStop)] as const] : []),
  ['Ajouté au DMP le', dayOf(today)],
)}
${addition.hidden.length ? addition.hidden.map((hiding) => html`<p><b>${HIDING_WORDS[hiding].what}</b></p>`) : html`<p>${VISIBLE}</p>`}
<form class="actions" method="post" action="/ajout/${draft.key}/confirmation"><input type="hidden" name="version" value="${draft.version}">
<button class="button primary">Confirmer l'ajout de ce document</button>
<a class="button" href="/ajout/${draft.key}">Modifier</a>
<button class="button" formaction="/ajout/${draft.key}/annulation">Annuler</button></form>`,
)}
</div>
${simulatorNote(html`<p>Le site national signe le lot avec la carte du professionnel. Aucun navigateur ne prête ici cette clé&nbsp;: le simulateur garde le document sans signature.</p>`)}`,
  });
