import { z } from 'zod';
import { hides } from '../../documents/document-model.js';
import { type Html, html, NOTHING } from '../html.js';
import { icon } from '../icon.js';
import { dataTable, empty, simulatorNote } from '../parts.js';
import { LISTS, type List, mayRead, RUBRICS, type Rubric, type ShownDocument, shownDocuments } from '../shown-documents.js';
import { documentHref, hrefOf, type PatientKey, type RecordPage } from '../site-address.js';
import { actDayOf } from '../words.js';
import type { RecordVisit } from './record-pages.js';

const keys = <K extends string>(entries: Readonly<Record<K, string>>): readonly K[] => Object.keys(entries) as K[];

const Day = z.iso.date().or(z.literal('')).catch('');
/** The place of a choice in its list: no name stands in an address. */
const Place = z.coerce.number().int().min(1).optional().catch(undefined);
/** What the address says after `?`; what is not understood counts as not said. */
const Choice = z.object({
  liste: z.enum(keys(LISTS)).catch('courants'),
  rubrique: z.enum(keys(RUBRICS)).optional().catch(undefined),
  auteur: Place,
  profession: Place,
  du: Day,
  au: Day,
});
type Choice = z.infer<typeof Choice>;

/** Documents of the record: three lists, their rubrics, and what they are narrowed to. */
export function documents(visit: RecordVisit): Html {
  const { query, record } = visit;
  const choice = Choice.parse(query ?? {});
  const here = hrefOf({ kind: 'record', page: 'Documents', patient: record });
  const all = shownDocuments(visit.documents, record, visit.session);
  const inList = all.filter(({ lists }) => lists.includes(choice.liste));
  const wanted = narrowed(inList, all, choice);
  const shown = wanted.filter(({ rubric }) => choice.rubrique === undefined || rubric === choice.rubrique);
  const rubrics = keys(RUBRICS).filter((rubric) => rubric !== 'gestion' || all.some((one) => one.rubric === rubric));
  const name = choice.rubrique ? RUBRICS[choice.rubrique] : LISTS[choice.liste];
  return html`
    ${filter(choice, all, here)}
    ${displays(record, 'Documents')}
    <nav class="lists" aria-label="Listes de documents"><ul>${keys(LISTS).map((list) => listEntry(list, choice, all, here))}</ul></nav>
    <div class="shelf">
      <nav class="rubrics" aria-label="Catégories de documents"><ul>${rubrics.map((rubric) => rubricEntry(rubric, choice, wanted, here))}</ul></nav>
      <section class="card" aria-label="${name}">
        ${shown.length ? table(`Documents (${shown.length}/${inList.length})`, shown) : nothing(visit)}
      </section>
    </div>
    ${simulatorNote(html`<p>Le bouton <i>Ajouter un document</i> du site national viendra avec une prochaine version du simulateur : ajoutez-les depuis le logiciel du cabinet.</p>`)}`;
}

/** The newest ones, whatever their rubric. */
export function lastDocuments(visit: RecordVisit): Html {
  const last = shownDocuments(visit.documents, visit.record, visit.session).filter(({ lists }) => lists.includes('courants'));
  return last.length
    ? html`<ul class="last">${last.slice(0, 5).map(({ entry }) => html`<li><a href="${documentHref(entry)}">${entry.title}</a> <span>${actDayOf(entry.serviceStartTime)}</span></li>`)}</ul>`
    : nothing(visit);
}

/** The same documents along time: by month, the last one first. */
export function carePath(visit: RecordVisit): Html {
  const { record } = visit;
  const current = shownDocuments(visit.documents, record, visit.session).filter(({ lists }) => lists.includes('courants'));
  const months = [...new Set(current.map(({ entry }) => entry.serviceStartTime.slice(0, 6)))];
  const rows = months.map((month) => [
    monthOf(month),
    ...PATH_RUBRICS.map((rubric) => {
      const there = current.filter((one) => one.rubric === rubric && one.entry.serviceStartTime.startsWith(month));
      return html`${there.map(({ entry }) => html`<a class="step" href="${documentHref(entry)}">${entry.title}</a>`)}`;
    }),
  ]);
  return html`
    ${displays(record, 'ParcoursDeSoins')}
    <section class="card wide" aria-label="Parcours de soins">
      ${current.length ? dataTable('Documents par mois et par catégorie', ['Mois', ...PATH_RUBRICS.map((rubric) => RUBRICS[rubric])], rows) : nothing(visit)}
    </section>`;
}
const PATH_RUBRICS = keys(RUBRICS).filter((rubric) => rubric !== 'gestion' && rubric !== 'remboursement');

const month = new Intl.DateTimeFormat('fr-FR', { timeZone: 'UTC', month: 'long', year: 'numeric' });
const monthOf = (time: string): string => month.format(Date.UTC(Number(time.slice(0, 4)), Number(time.slice(4, 6)) - 1));

const nothing = ({ session }: RecordVisit): Html =>
  empty(
    'file-text',
    'Aucun document à afficher',
    mayRead(session) ? undefined : html`Une carte CPE ne permet pas de lire les documents. Un professionnel de santé le peut, avec sa propre carte.`,
  );

function narrowed(inList: readonly ShownDocument[], all: readonly ShownDocument[], { au, auteur, du, profession }: Choice): readonly ShownDocument[] {
  const author = auteur && optionsOf(all, 'author')[auteur - 1];
  const speciality = profession && optionsOf(all, 'speciality')[profession - 1];
  const compact = (day: string): string => day.replaceAll('-', '');
  return inList.filter((one) => {
    const day = one.entry.serviceStartTime.slice(0, 8);
    return (!author || one.author === author) && (!speciality || one.speciality === speciality) && (!du || day >= compact(du)) && (!au || day <= compact(au));
  });
}

function table(caption: string, shown: readonly ShownDocument[]): Html {
  const columns = ['Type', 'Titre', "Début de l'acte", 'Auteur', 'Profession / Spécialité', 'N', 'H', 'Visibilité'];
  return html`${dataTable(
    caption,
    columns,
    shown.map((one) => [
      one.entry.typeCode.display,
      html`<a href="${documentHref(one.entry)}">${one.entry.title}</a>`,
      actDayOf(one.entry.serviceStartTime),
      one.author,
      one.speciality,
      one.isNew ? html`<span class="tag">Nouveau</span>` : '',
      one.formerVersions ? `Version ${one.formerVersions + 1}` : '',
      visibilityOf(one),
    ]),
  )}<p class="legend">N : nouveau pour vous. H : historique, le document a pris la place d'une version précédente.</p>`;
}

const visibilityOf = ({ entry }: ShownDocument): string =>
  [
    hides(entry, 'MASQUE_PS') && 'Masqué aux professionnels de santé',
    hides(entry, 'INVISIBLE_PATIENT') && 'Non visible par le patient',
    hides(entry, 'INVISIBLE_REPRESENTANTS_LEGAUX') && 'Invisible aux représentants légaux',
  ]
    .filter(Boolean)
    .join(', ');

function displays(patient: PatientKey, current: RecordPage): Html {
  const entry = (page: RecordPage, label: string) =>
    html`<li><a href="${hrefOf({ kind: 'record', page, patient })}"${page === current ? html` aria-current="page"` : NOTHING}>${label}</a></li>`;
  return html`<nav class="displays" aria-label="Affichage des documents"><span aria-hidden="true">Affichage des documents</span><ul>${entry('Documents', 'Liste')}${entry('ParcoursDeSoins', 'Parcours de soins')}</ul></nav>`;
}

const optionsOf = (all: readonly ShownDocument[], field: 'author' | 'speciality'): readonly string[] =>
  [...new Set(all.map((one) => one[field]))].filter((words) => words).sort((one, other) => one.localeCompare(other, 'fr'));

function filter({ au, auteur, du, liste, profession, rubrique }: Choice, all: readonly ShownDocument[], here: string): Html {
  const select = (name: 'auteur' | 'profession', options: readonly string[], chosen: number | undefined) =>
    html`<select id="${name}" name="${name}"><option value="">tous</option>${options.map(
      (words, index) => html`<option value="${index + 1}"${chosen === index + 1 ? html` selected` : NOTHING}>${words}</option>`,
    )}</select>`;
  return html`<form class="card filter" method="get" action="${here}">
    <h2>Filtrer la liste des documents</h2>
    <input type="hidden" name="liste" value="${liste}">${rubrique ? html`<input type="hidden" name="rubrique" value="${rubrique}">` : NOTHING}
    <div class="field"><label for="auteur">Auteur</label>${select('auteur', optionsOf(all, 'author'), auteur)}</div>
    <div class="field"><label for="profession">Profession / Spécialité</label>${select('profession', optionsOf(all, 'speciality'), profession)}</div>
    <div class="field"><label for="du">Date de début de l'acte entre le</label><input id="du" name="du" type="date" value="${du}"></div>
    <div class="field"><label for="au">et le</label><input id="au" name="au" type="date" value="${au}"></div>
    <div class="actions"><button class="button">Rechercher</button> <a class="button" href="${here}?liste=${liste}">Afficher tout</a></div>
  </form>`;
}

const counted = (words: string, count: number): string => (count ? `${words} (${count})` : words);
/** The filter stays while one goes from list to list and from rubric to rubric. */
function narrowedHref(here: string, { au, auteur, du, profession }: Choice, more: Readonly<Record<string, string>>): string {
  const said = Object.entries({ ...more, auteur, profession, du, au }).filter(([, value]) => value);
  return `${here}?${new URLSearchParams(said.map(([name, value]) => [name, String(value)]))}`;
}

function listEntry(list: List, choice: Choice, all: readonly ShownDocument[], here: string): Html {
  const count = narrowed(
    all.filter(({ lists }) => lists.includes(list)),
    all,
    choice,
  ).length;
  const href = narrowedHref(here, choice, { liste: list });
  return html`<li><a href="${href}"${list === choice.liste ? html` aria-current="true"` : NOTHING}>${counted(LISTS[list], count)}</a></li>`;
}

function rubricEntry(rubric: Rubric, choice: Choice, wanted: readonly ShownDocument[], here: string): Html {
  const count = wanted.filter((one) => one.rubric === rubric).length;
  const href = narrowedHref(here, choice, { liste: choice.liste, rubrique: rubric });
  return html`<li><a href="${href}"${rubric === choice.rubrique ? html` aria-current="true"` : NOTHING}>${icon(ICONS[rubric])}${counted(RUBRICS[rubric], count)}</a></li>`;
}

const ICONS: Readonly<Record<Rubric, string>> = {
  syntheses: 'scroll-text',
  traitements: 'pill',
  'comptes-rendus': 'notebook-text',
  imagerie: 'scan',
  biologie: 'test-tubes',
  prevention: 'syringe',
  certificats: 'file-check',
  remboursement: 'receipt-text',
  patient: 'user-round',
  gestion: 'files',
};
