import type { AccessTrace, SimulatedProfessional, SimulatedRecord } from '../../state.js';
import { addressOf, RECORD_PAGES, type RecordPage } from '../address.js';
import { Html, html } from '../html.js';
import { ICONS } from '../icons.js';
import { dateOf, matriculeOf, momentOf, patientName, professionalName } from '../words.js';
import { layout, type SignedIn } from './layout.js';
import { chip, notice } from './notice.js';

/** An open record, and what its pages show. */
export interface RecordVisit {
  readonly record: SimulatedRecord;
  readonly signedIn: SignedIn;
  readonly professionals: readonly SimulatedProfessional[];
  /** Of this record alone, the last one first. */
  readonly traces: readonly AccessTrace[];
  /** Which documents: the tab of the page Documents. */
  readonly documents: string | undefined;
}

export const recordPage = (page: RecordPage, visit: RecordVisit): string =>
  layout({ title: RECORD_PAGES[page].label, signedIn: visit.signedIn, record: visit.record, recordPage: page, body: BODIES[page](visit) });

const later = (what: string): Html => notice('info', html`<p>${what} Une prochaine version du simulateur les portera.</p>`);
const facts = (...rows: readonly (readonly [head: string, value: string | Html])[]): Html =>
  html`<dl class="facts">${rows.map(([head, value]) => html`<div><dt>${head}</dt><dd>${value}</dd></div>`)}</dl>`;
const nothing = (words: string): Html => html`<p class="empty">${ICONS.empty}<span>${words}</span></p>`;

const DOCUMENT_TABS = [
  { id: 'courants', label: 'Documents courants' },
  { id: 'archives', label: 'Documents archivés' },
  { id: 'non-visibles', label: 'Documents non visibles par le patient' },
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

const BODIES: Readonly<Record<RecordPage, (visit: RecordVisit) => Html>> = {
  summary: ({ record, signedIn, traces }) => html`<div class="columns">
<section class="card" aria-labelledby="dmp"><h2 id="dmp">Le DMP</h2><p>${chip('granted')}</p>
${facts(
  ['Votre rôle', record.treatingPhysicians.includes(signedIn.professional.psId) ? 'Médecin traitant DMP' : 'Professionnel autorisé'],
  ['Compte Internet', record.internetAccount ? 'Créé' : 'Aucun'],
  ['Accès tracés', String(traces.length)],
)}</section>
<section class="card" aria-labelledby="nouveau"><h2 id="nouveau">Derniers documents</h2>${nothing('Aucun document à afficher')}</section>
</div>
${later('Le récapitulatif montre les derniers documents et les informations qui comptent le plus.')}`,

  documents: ({ documents, record }) => {
    const current = DOCUMENT_TABS.find(({ id }) => id === documents) ?? DOCUMENT_TABS[0];
    return html`<form class="card filters"><fieldset disabled aria-describedby="sans-filtre"><legend>Filtrer la liste des documents</legend>
<div class="field"><label for="auteur">Auteur</label><select id="auteur"><option>tous</option></select></div>
<div class="field"><label for="profession">Profession / Spécialité</label><select id="profession"><option>tous</option></select></div>
<div class="field"><label for="debut">Date de début de l’acte entre le</label><input id="debut" type="date"></div>
<div class="field"><label for="fin">et le</label><input id="fin" type="date"></div>
</fieldset><p class="hint" id="sans-filtre">Les filtres serviront quand il y aura des documents.</p></form>
<div class="shelf"><nav class="card rubrics" aria-label="Affichage des documents"><ul>${DOCUMENT_TABS.map(
      (tab) =>
        html`<li><a href="${addressOf(RECORD_PAGES.documents, record)}?liste=${tab.id}"${tab === current && new Html(' aria-current="page"')}>${tab.label}</a></li>`,
    )}</ul></nav>
<section class="card" aria-labelledby="liste"><h2 id="liste">${current.label}</h2>
<ul class="rubric-list">${RUBRICS.map((rubric) => html`<li>${rubric}</li>`)}</ul>
${nothing('Aucun document à afficher')}</section></div>
${later('Les documents du patient se rangent dans ces rubriques.')}`;
  },

  traits: ({ record: { insOid, matricule, traits } }) => html`<section class="card" aria-labelledby="identite"><h2 id="identite">Identité</h2>
${facts(
  ['Nom de naissance', traits.birthName],
  ['Nom utilisé', traits.usedName ?? traits.birthName],
  ['Prénoms de naissance', traits.givenNames],
  ['Sexe', traits.sex === 'F' ? 'Féminin' : 'Masculin'],
  ['Date de naissance', dateOf(traits.birthDate)],
  ['Matricule INS', html`<span class="figures">${matriculeOf(matricule)}</span>`],
  ['OID', html`<code>${insOid}</code>`],
)}</section>
${later('Les coordonnées du patient et ses personnes de confiance se lisent ici.')}`,

  management: ({ record, signedIn }) => html`<section class="card" aria-labelledby="statut"><h2 id="statut">Statut</h2>
${facts(
  ['DMP', 'Ouvert'],
  ['Votre autorisation', 'En cours de validité'],
  ['Compte Internet', record.internetAccount ? 'Compte Internet créé' : 'Pas de compte Internet'],
  ['Mon espace santé', record.attachedToMes ? 'Rattaché' : 'Non rattaché'],
  [
    'Médecin traitant DMP',
    record.treatingPhysicians.includes(signedIn.professional.psId) ? 'Vous-même' : record.treatingPhysicians.length > 0 ? 'Un autre professionnel' : 'Aucun',
  ],
)}</section>
${later('Le retrait de votre autorisation et la fermeture du DMP se demandent ici.')}`,

  accesses: ({ professionals, record, traces }) => html`<section class="card" aria-labelledby="acces"><h2 id="acces">Accès tracés</h2>
<p>Tout accès au DMP d’un patient est tracé. Le patient peut lire cet historique.</p>
<table class="folding"><caption>Accès au DMP de ${patientName(record.traits)}, le dernier en premier</caption>
<thead><tr><th scope="col">Date</th><th scope="col">Professionnel</th><th scope="col">Action</th><th scope="col">Par</th></tr></thead>
<tbody>${traces.map((trace) => {
    const professional = professionals.find(({ psId }) => psId === trace.psId);
    return html`<tr><th scope="row">${momentOf(trace.at)}</th><td data-head="Professionnel">${professional ? professionalName(professional) : trace.psId}</td>
<td data-head="Action">${trace.what}</td><td data-head="Par">${trace.by === 'WEB' ? 'WEB DMP' : 'Logiciel'}</td></tr>`;
  })}</tbody></table></section>`,

  carePath: () => html`<section class="card" aria-labelledby="parcours"><h2 id="parcours">Frise des soins</h2>${nothing('Aucun document à afficher')}</section>
${later('Les documents du patient se rangent ici par date et par rubrique.')}`,

  wishes:
    () => html`<section class="card" aria-labelledby="volontes"><h2 id="volontes">Volontés du patient</h2>${nothing('Aucune volonté n’est enregistrée')}</section>
${later('Les directives anticipées, le don d’organes et les oppositions aux accès en urgence se lisent ici.')}`,

  vaccinations:
    () => html`<section class="card" aria-labelledby="vaccins"><h2 id="vaccins">Vaccinations</h2>${nothing('Aucune vaccination n’est enregistrée')}</section>
${later('Les vaccinations du patient et le calendrier des rappels se lisent ici.')}`,
};
