import type { SimulatedRecord } from '../../state.js';
import { type Choice, choiceIn, filtered, isAdded, keyOfName, queryOf } from '../documents/choice.js';
import { keys, RUBRIC_ICONS, RUBRICS, type Rubric, SITE_LISTS, type SiteList } from '../documents/rubrics.js';
import type { Shelf, ShelvedDocument } from '../documents/shelf.js';
import { type Html, html, NOTHING } from '../html.js';
import { icon } from '../icon.js';
import { empty, note } from '../parts.js';
import { hrefOf } from '../site-address.js';
import { displays } from './displays.js';
import { documentTable } from './document-table.js';

/** Documents of the record, as a list. */
export function documentList(patient: SimulatedRecord, { documents, refusal }: Shelf, query: unknown): Html {
  if (refusal) return noDocuments(refusal);
  const choice = choiceIn(query);
  const here = hrefOf({ kind: 'record', page: 'Documents', patient });
  const inList = documents.filter(({ list }) => list === choice.liste);
  const found = filtered(inList, choice);
  const shown = found.filter(({ rubric }) => !choice.rubrique || rubric === choice.rubrique);
  const name = choice.rubrique ? RUBRICS[choice.rubrique] : SITE_LISTS[choice.liste];
  return html`
    ${isAdded(query) && note(html`<p role="status">Le document a été ajouté au DMP de votre patient.</p>`, { family: 'ok', icon: 'circle-check' })}
    ${filter(choice, here, documents)}
    ${displays(patient, 'Documents')}
    <nav class="lists" aria-label="Listes de documents"><ul>${keys(SITE_LISTS).map((list) => listEntry(list, choice, here, documents))}</ul></nav>
    <div class="shelf">
      <div class="side">
        <nav class="rubrics" aria-label="Catégories de documents"><ul>${keys(RUBRICS).map((rubric) => rubricEntry(rubric, choice, here, found))}</ul></nav>
        ${addition(patient)}
      </div>
      <section class="card" aria-labelledby="liste">
        <h2 id="liste"><span class="unseen">${name}&nbsp;: </span>Documents (${shown.length}/${inList.length})</h2>
        ${shown.length ? documentTable(name, shown) : empty('file-text', 'Aucun document à afficher')}
      </section>
    </div>`;
}

export const noDocuments = (refusal: string): Html =>
  note(html`<p>Les documents du patient ne vous sont pas ouverts.</p><p>Réponse du DMP&nbsp;: ${refusal}</p>`, { family: 'warn', icon: 'shield-ban' });

/** The patient goes in the form, and not in an address. */
const addition = ({ insOid, matricule }: SimulatedRecord): Html => html`<form method="post" action="/ajout">
  <input type="hidden" name="matricule" value="${matricule}"><input type="hidden" name="insOid" value="${insOid}">
  <button class="button primary">${icon('file-plus')}Ajouter un document</button>
</form>`;

function filter(choice: Choice, here: string, documents: readonly ShelvedDocument[]): Html {
  const { au, auteur, du, liste, profession, rubrique } = choice;
  const authors = documents.flatMap((document) => document.authors);
  return html`<form class="card filter" method="get" action="${here}">
    <h2>Filtrer la liste des documents</h2>
    <input type="hidden" name="liste" value="${liste}">${rubrique ? html`<input type="hidden" name="rubrique" value="${rubrique}">` : NOTHING}
    <div class="field"><label for="auteur">Auteur</label><select id="auteur" name="auteur">${options(
      authors.map(({ structure }) => structure),
      auteur,
    )}</select></div>
    <div class="field"><label for="profession">Profession / Spécialité</label><select id="profession" name="profession">${options(
      authors.map((author) => author.profession),
      profession,
    )}</select></div>
    <div class="field"><label for="du">Date de début de l'acte entre le</label><input id="du" name="du" type="date" value="${du}"></div>
    <div class="field"><label for="au">et le</label><input id="au" name="au" type="date" value="${au}"></div>
    <div class="actions"><button class="button">Rechercher</button> <a class="button" href="${here}${queryOf({ ...NO_FILTER, liste })}">Afficher tout</a></div>
  </form>`;
}

const NO_FILTER: Choice = { liste: 'courants', auteur: '', profession: '', du: '', au: '' };

function options(names: readonly string[], chosen: string): Html {
  const known = [...new Set(names)].sort((one, other) => one.localeCompare(other, 'fr'));
  return html`<option value="">tous</option>${known.map((name) => html`<option value="${keyOfName(name)}"${keyOfName(name) === chosen && SELECTED}>${name}</option>`)}`;
}
const SELECTED = html` selected`;

function listEntry(list: SiteList, choice: Choice, here: string, documents: readonly ShelvedDocument[]): Html {
  const count = documents.filter((document) => document.list === list).length;
  return html`<li><a href="${here}${queryOf(choice, { liste: list, rubrique: undefined })}"${list === choice.liste && CURRENT}>${SITE_LISTS[list]}${counted(count)}</a></li>`;
}

function rubricEntry(rubric: Rubric, choice: Choice, here: string, found: readonly ShelvedDocument[]): Html {
  const count = found.filter((document) => document.rubric === rubric).length;
  return html`<li><a href="${here}${queryOf(choice, { rubrique: rubric })}"${rubric === choice.rubrique && CURRENT}>${icon(RUBRIC_ICONS[rubric])}${RUBRICS[rubric]}${counted(count)}</a></li>`;
}

const counted = (count: number): string => (count ? ` (${count})` : '');
const CURRENT = html` aria-current="true"`;
