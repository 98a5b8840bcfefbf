import { z } from 'zod';
import type { SimulatedRecord } from '../../state.js';
import { type Html, html, NOTHING } from '../html.js';
import { icon } from '../icon.js';
import { empty, simulatorNote } from '../parts.js';
import { hrefOf, type RecordPage } from '../site-address.js';

const LISTS = { courants: 'Documents courants', archives: 'Documents archivés', 'non-visibles': 'Documents non visibles par le patient' } as const;
const RUBRICS = {
  syntheses: 'Synthèses',
  traitements: 'Traitements et soins',
  'comptes-rendus': 'Comptes-rendus',
  imagerie: 'Imagerie médicale',
  biologie: 'Biologie',
  prevention: 'Prévention',
  certificats: 'Certificats, déclarations',
  remboursement: 'Données de remboursement',
  patient: 'Documents ajoutés par le patient',
} as const;
type List = keyof typeof LISTS;
type Rubric = keyof typeof RUBRICS;
const keys = <K extends string>(entries: Readonly<Record<K, string>>): readonly K[] => Object.keys(entries) as K[];

const Day = z.iso.date().or(z.literal('')).catch('');
/** What the address says after `?`; what is not understood counts as not said. */
const Choice = z.object({
  liste: z.enum(keys(LISTS)).catch('courants'),
  rubrique: z.enum(keys(RUBRICS)).optional().catch(undefined),
  du: Day,
  au: Day,
});
type Choice = z.infer<typeof Choice>;

/** Documents of the record. There are none yet, whatever is asked. */
export function documents(patient: SimulatedRecord, query: unknown): Html {
  const choice = Choice.parse(query ?? {});
  const here = hrefOf({ kind: 'record', page: 'Documents', patient });
  return html`
    ${filter(choice, here)}
    ${displays(patient, 'Documents')}
    <nav class="lists" aria-label="Listes de documents"><ul>${keys(LISTS).map((list) => listEntry(list, choice, here))}</ul></nav>
    <div class="shelf">
      <nav class="rubrics" aria-label="Catégories de documents"><ul>${keys(RUBRICS).map((rubric) => rubricEntry(rubric, choice, here))}</ul></nav>
      <section class="card" aria-label="${choice.rubrique ? RUBRICS[choice.rubrique] : LISTS[choice.liste]}">
        ${empty('file-text', 'Aucun document à afficher')}
      </section>
    </div>
    ${simulatorNote(html`<p>Les documents viendront avec une prochaine version du simulateur. Le bouton <i>Ajouter un document</i> du site national viendra avec eux.</p>`)}`;
}

/** The same documents along time. */
export const carePath = (patient: SimulatedRecord): Html => html`
  ${displays(patient, 'ParcoursDeSoins')}
  <section class="card" aria-label="Parcours de soins">${empty('history', 'Aucun document à afficher', html`Les documents du patient se placeront ici par catégorie et par mois.`)}</section>
  ${simulatorNote(html`<p>La frise viendra avec les documents, dans une prochaine version du simulateur.</p>`)}`;

function displays(patient: SimulatedRecord, current: RecordPage): Html {
  const entry = (page: RecordPage, label: string) =>
    html`<li><a href="${hrefOf({ kind: 'record', page, patient })}"${page === current ? html` aria-current="page"` : NOTHING}>${label}</a></li>`;
  return html`<nav class="displays" aria-label="Affichage des documents"><span aria-hidden="true">Affichage des documents</span><ul>${entry('Documents', 'Liste')}${entry('ParcoursDeSoins', 'Parcours de soins')}</ul></nav>`;
}

function filter({ au, du, liste, rubrique }: Choice, here: string): Html {
  return html`<form class="card filter" method="get" action="${here}">
    <h2>Filtrer la liste des documents</h2>
    <input type="hidden" name="liste" value="${liste}">${rubrique ? html`<input type="hidden" name="rubrique" value="${rubrique}">` : NOTHING}
    <div class="field"><label for="auteur">Auteur</label><select id="auteur" name="auteur"><option value="">tous</option></select></div>
    <div class="field"><label for="profession">Profession / Spécialité</label><select id="profession" name="profession"><option value="">tous</option></select></div>
    <div class="field"><label for="du">Date de début de l'acte entre le</label><input id="du" name="du" type="date" value="${du}"></div>
    <div class="field"><label for="au">et le</label><input id="au" name="au" type="date" value="${au}"></div>
    <div class="actions"><button class="button">Rechercher</button> <a class="button" href="${here}">Afficher tout</a></div>
  </form>`;
}

function listEntry(list: List, { liste }: Choice, here: string): Html {
  return html`<li><a href="${here}?liste=${list}"${list === liste ? html` aria-current="true"` : NOTHING}>${LISTS[list]}</a></li>`;
}

function rubricEntry(rubric: Rubric, { liste, rubrique }: Choice, here: string): Html {
  return html`<li><a href="${here}?liste=${liste}&amp;rubrique=${rubric}"${rubric === rubrique ? html` aria-current="true"` : NOTHING}>${icon(ICONS[rubric])}${RUBRICS[rubric]}</a></li>`;
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
};
