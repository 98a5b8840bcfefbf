import { LISTS } from '../../documents/code-lists.js';
import type { SimulatedRecord } from '../../state.js';
import { EXTENSIONS, LONGEST_COMMENTS, type Place, PRACTICES, type Problems, typesOf } from '../documents/addition-form.js';
import type { Draft, Values } from '../documents/draft.js';
import { keys, RUBRICS } from '../documents/rubrics.js';
import { type Html, html, NOTHING } from '../html.js';
import { icon } from '../icon.js';
import { sitePage } from '../site-layout.js';
import type { SiteSession, Situation } from '../site-sessions.js';
import { HIDING_WORDS, KIND_WORDS, sizeOf, VISIBLE } from './document-words.js';
import { section } from './section.js';

export interface AdditionView {
  readonly draft: Draft;
  readonly values: Values;
  readonly record: SimulatedRecord;
  readonly session: SiteSession;
  /** What may be said of who sees the document: of minors, and by what the DMP allows. */
  readonly isMinor: boolean;
  readonly hiddenFromBoth: boolean;
  readonly problems?: Problems;
}

/** The form of the user guide. */
export function additionPage(view: AdditionView): string {
  const { draft, problems = {}, record, session } = view;
  return sitePage({
    title: 'Ajouter un document',
    session,
    open: { record, page: 'Documents' },
    content: html`${summary(problems)}
<form class="addition" method="post" action="/ajout/${draft.key}" enctype="multipart/form-data" novalidate>
<p class="hint">* Champs obligatoires</p>
${section('source', 'Joindre un fichier ou rédiger un document', source(view))}
${section('description', 'Document', description(view))}
${section(
  'acte',
  'Évènement / acte associé au document',
  html`<div class="pair">${day('debut', 'Date de début *', view)}${day('fin', 'Date de fin', view, "Exemple\u00a0: Dates d'hospitalisation")}</div>`,
)}
${section(
  'auteur',
  'Auteur du document',
  html`<div class="pair">${select(
    'cadre',
    "Cadre d'exercice *",
    view,
    PRACTICES.map(({ code, display }) => option(code, display, view.values.cadre)),
  )}${select(
    'situation',
    "Situation d'exercice *",
    view,
    session.professional.situations.map((situation) => option(situation.structureId, situationWords(situation), view.values.situation)),
  )}</div>`,
)}
${section('confidentialite', 'Confidentialité du document', confidentiality(view))}
<div class="actions"><button class="button primary">Ajouter</button><button class="button" form="annuler">Annuler</button></div>
</form>
<form id="annuler" method="post" action="/ajout/${draft.key}/annulation"></form>`,
  });
}

const PLACES: Partial<Readonly<Record<Place, string>>> = { mode: 'mode-fichier', visibilite: 'visibilite-visible' };
const idOf = (place: Place): string => PLACES[place] ?? place;

/** Where the keyboard is after a form that came back. */
function summary(problems: Problems): Html {
  const entries = Object.entries(problems) as [Place, string][];
  if (!entries.length) return NOTHING;
  return html`<div class="note danger" role="alert" tabindex="-1" autofocus>${icon('circle-alert')}<div><p>Le document n'est pas encore prêt à être ajouté.</p>
<ul class="plain">${entries.map(([place, words]) => html`<li><a href="#${idOf(place)}">${words}</a></li>`)}</ul></div></div>`;
}

const source = (view: AdditionView): Html => html`<fieldset class="modes"><legend class="unseen">Joindre un fichier ou rédiger un document</legend>
${radio('mode', 'fichier', html`Joindre un fichier (Max 5 Mo)`, view.values.mode)}${radio('mode', 'texte', html`Rédiger un document (texte libre)`, view.values.mode)}</fieldset>
<div class="field file"><label for="fichier">Joindre un fichier (Taille maximum&nbsp;: 5 Mo, formats acceptés&nbsp;: ${EXTENSIONS.join(', ')})</label>
${view.draft.attached && html`<p class="attached">${icon('paperclip')}<span>Fichier joint&nbsp;: <b>${view.draft.attached.name}</b> (${KIND_WORDS[view.draft.attached.mediaType]}, ${sizeOf(view.draft.attached.bytes.length)}). Choisissez-en un autre pour le remplacer.</span></p>`}
<input id="fichier" name="fichier" type="file" accept="${EXTENSIONS.map((extension) => `.${extension}`).join(',')}"${described('fichier', view)}>${error('fichier', view)}</div>
<div class="field text"><label for="texte">Texte du document</label><textarea id="texte" name="texte" rows="10"${described('texte', view)}>${view.values.texte}</textarea>${error('texte', view)}</div>`;

const description = (view: AdditionView): Html => html`<div class="pair">${select('type', 'Type du document *', view, [
  html`<option value="">Choisissez un type</option>`,
  ...keys(RUBRICS).map((rubric) => {
    const types = typesOf(rubric);
    return types.length
      ? html`<optgroup label="${RUBRICS[rubric]}">${types.map(({ code, display }) => option(code, display, view.values.type))}</optgroup>`
      : NOTHING;
  }),
])}
<div class="field"><label for="titre">Titre *</label><input id="titre" name="titre" value="${view.values.titre}" maxlength="128" required autocomplete="off"${described('titre', view)}>${error('titre', view)}</div></div>
<div class="pair">${day('date', 'Date du document *', view)}
<div class="field"><label for="commentaire">Commentaire lié au document (${LONGEST_COMMENTS} caractères max.)</label>
<textarea id="commentaire" name="commentaire" rows="2"${described('commentaire', view)}>${view.values.commentaire}</textarea>${error('commentaire', view)}</div></div>`;

const confidentiality = (view: AdditionView): Html => {
  const chosen = view.values.visibilite;
  const words = ({ what, why }: { readonly what: string; readonly why: string }): Html => html`<b>${what}</b>&nbsp;: ${why}`;
  return html`<fieldset><legend class="unseen">Confidentialité du document</legend>
${radio('visibilite', 'visible', html`<b>${VISIBLE}</b>`, chosen)}
${radio('visibilite', 'patient', words(HIDING_WORDS.INVISIBLE_PATIENT), chosen)}
${radio('visibilite', 'masque', words(HIDING_WORDS.MASQUE_PS), chosen)}
${view.hiddenFromBoth && radio('visibilite', 'tout', html`<b>${HIDING_WORDS.INVISIBLE_PATIENT.what}, et masqué aux professionnels de santé</b>`, chosen)}
</fieldset>
${view.isMinor && html`<label class="choice"><input type="checkbox" name="representants" value="oui"${view.values.representants && CHECKED}><span>${words(HIDING_WORDS.INVISIBLE_REPRESENTANTS_LEGAUX)}</span></label>`}
${error('visibilite', view)}`;
};

/** As the guide writes them: the structure, where it is, and its kind. */
function situationWords({ address, sector, structureName }: Situation): string {
  const kind = LISTS.facility.find(({ code }) => code === sector)?.display;
  return `${structureName} ${address}${kind ? ` / ${kind}` : ''}`;
}

const radio = (name: 'mode' | 'visibilite', value: string, words: Html, chosen: string): Html =>
  html`<label class="choice"><input id="${name}-${value}" type="radio" name="${name}" value="${value}"${value === chosen && CHECKED}><span>${words}</span></label>`;

const day = (place: 'date' | 'debut' | 'fin', label: string, view: AdditionView, hint?: string): Html =>
  html`<div class="field"><label for="${place}">${label}</label><input id="${place}" name="${place}" type="date" value="${view.values[place]}"${described(place, view, hint && `${place}-aide`)}>${
    hint && html`<p class="hint" id="${place}-aide">${hint}</p>`
  }${error(place, view)}</div>`;

const select = (place: 'type' | 'cadre' | 'situation', label: string, view: AdditionView, options: readonly Html[]): Html =>
  html`<div class="field"><label for="${place}">${label}</label><select id="${place}" name="${place}"${described(place, view)}>${options}</select>${error(place, view)}</div>`;

const option = (value: string, words: string, chosen: string): Html => html`<option value="${value}"${value === chosen && SELECTED}>${words}</option>`;

const error = (place: Place, { problems }: AdditionView): Html =>
  problems?.[place] ? html`<p class="error" id="${place}-erreur">${icon('circle-alert')}${problems[place]}</p>` : NOTHING;

function described(place: Place, { problems }: AdditionView, hint?: string): Html {
  const ids = [...(problems?.[place] ? [`${place}-erreur`] : []), ...(hint ? [hint] : [])];
  return html`${problems?.[place] && html` aria-invalid="true"`}${ids.length > 0 && html` aria-describedby="${ids.join(' ')}"`}`;
}

const CHECKED = html` checked`;
const SELECTED = html` selected`;
