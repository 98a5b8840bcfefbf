import { type Html, html } from '../html.js';
import { empty } from '../parts.js';
import { hrefOf, type PatientKey } from '../site-address.js';

/** By the name they have in the address. The first is shown when it names none. */
const LISTS = [
  { name: 'courants', label: 'Documents courants' },
  { name: 'archives', label: 'Documents archivés' },
  { name: 'non-visibles', label: 'Documents non visibles par le patient' },
] as const;

const RUBRICS = [
  'Synthèses',
  'Traitements et soins',
  'Comptes-rendus',
  'Imagerie médicale',
  'Biologie',
  'Prévention',
  'Certificats, déclarations',
  'Données de remboursement',
  'Documents ajoutés par le patient',
];

/** Filters, lists and rubrics of the documents. */
export function documentsBody(patient: PatientKey, wanted: string | undefined): Html {
  const current = LISTS.find(({ name }) => name === wanted) ?? LISTS[0];
  const href = hrefOf({ kind: 'record', page: 'Documents', patient });
  return html`<form class="card"><fieldset class="filters" disabled aria-describedby="sans-filtre"><legend>Filtrer la liste des documents</legend>
<div class="field"><label for="auteur">Auteur</label><select id="auteur"><option>tous</option></select></div>
<div class="field"><label for="profession">Profession / Spécialité</label><select id="profession"><option>tous</option></select></div>
<div class="field"><label for="debut">Début de l'acte entre le</label><input id="debut" type="date"></div>
<div class="field"><label for="fin">et le</label><input id="fin" type="date"></div>
</fieldset><p class="hint" id="sans-filtre">Les filtres serviront quand il y aura des documents.</p></form>
<div class="shelf">
<section class="card" aria-labelledby="rubriques"><h2 id="rubriques">Rubriques</h2><ul class="rubrics">${RUBRICS.map((rubric) => html`<li>${rubric}</li>`)}</ul></section>
<section class="card" aria-labelledby="liste"><h2 class="hidden" id="liste">${current.label}</h2>
<nav class="segments" aria-label="Listes de documents"><ul>${LISTS.map(
    (list) => html`<li><a href="${href}?liste=${list.name}"${list === current && CURRENT}>${list.label}</a></li>`,
  )}</ul></nav>
${empty('files', 'Aucun document à afficher')}</section>
</div>`;
}

const CURRENT = html` aria-current="page"`;
