import { CARDS } from '../../../cards/card-catalogue.js';
import { MOST_LATENCY_MS } from '../../controls.js';
import type { World } from '../../rule.js';
import { type AccessTrace, FAULTS, SCENARIOS, type SimulatorState } from '../../state.js';
import { type Html, html } from '../html.js';
import { icon } from '../icon.js';
import { chip, dataTable, empty, note } from '../parts.js';
import { accessTo } from '../record-access.js';
import { DASHBOARD_HREF, hrefOf } from '../site-address.js';
import { sitePage } from '../site-layout.js';
import { closingOf, dayOf, FAULT_WORDS, matriculeOf, patientName, SCENARIO_WORDS } from '../words.js';
import { accessTable } from './access-table.js';

export interface Demonstration {
  readonly world: World;
  readonly pin: string;
  readonly cards: readonly string[];
}

/** What has come of a change of the settings. */
export type SettingsOutcome = 'applied' | 'refused';

/** What the simulator is, the code of its cards, its records and its settings. */
export const simulatorStartPage = ({ cards, pin, world: { state } }: Demonstration, outcome?: SettingsOutcome): string =>
  sitePage({
    title: 'Simulateur du DMP',
    aside: html`<a class="button primary" href="${DASHBOARD_HREF}">Ouvrir le WEB DMP simulé</a>`,
    content: html`<p class="lead">Ce programme tient la place du DMP sur ce poste. Patients, professionnels et cartes sont des identités de test, et rien ne part vers le DMP national.</p>
${outcome && OUTCOMES[outcome]}
<div class="columns">
<section class="card" aria-labelledby="simule"><h2 id="simule">Ce qui est simulé</h2>
<ul class="ticks">
<li>${icon('circle-check')}<span>Les services TD0.2, TD0.3 et TD1.1 à TD1.6 du DMP&nbsp;: existence, autorisations, création et gestion du dossier, compte Internet du patient, avec les signatures et les refus du protocole.</span></li>
<li>${icon('circle-check')}<span>Les services TD2.1 à TD3.3 du DMP&nbsp;: ajout, remplacement, recherche, lecture, visibilité, archivage et suppression de documents.</span></li>
<li>${icon('circle-check')}<span>Le site WEB DMP&nbsp;: la connexion, les règles d'accès direct, les documents du patient, leur ajout, et l'historique des accès.</span></li>
<li>${icon('circle-check')}<span>Les cartes CPS, CPF et CPE, leurs certificats et l'autorité qui les a faits&nbsp;; des Cartes Vitale de test.</span></li>
<li>${icon('circle-check')}<span>Les lenteurs et les pannes, à la demande.</span></li>
</ul></section>
<section class="card" aria-labelledby="absent"><h2 id="absent">Ce qui ne l'est pas</h2><ul class="ticks">
<li>${icon('circle-dashed')}<span>Mon espace santé, du côté du patient, et l'envoi des mots de passe par e-mail ou SMS.</span></li>
<li>${icon('circle-dashed')}<span>La lecture d'une carte par le navigateur&nbsp;: la page de connexion du WEB DMP l'imite.</span></li>
</ul></section>
</div>
<section class="card" aria-labelledby="cartes"><h2 id="cartes">Cartes de démonstration</h2>
<p class="pin">${icon('key-round')}<span>Code porteur de toutes les cartes&nbsp;: <b>${pin}</b></span></p>
${dataTable('Cartes du lecteur virtuel', ['Titulaire', "Situations d'exercice", 'La mettre dans le lecteur'], cards.map(cardRow))}
<p>Dans un terminal, <code>npm run card -- insert</code> remet une carte dans le lecteur, <code>npm run card -- remove</code> la retire et
<code>npm run card -- swap</code> passe à celle du professionnel suivant.</p>
</section>
<section class="card" aria-labelledby="reglages"><h2 id="reglages">Réglages des services</h2>
<form class="settings" method="post" action="/reglages">
<div class="field"><label for="latence">Attente avant chaque réponse (ms)</label>
<input id="latence" name="latencyMs" type="number" min="0" max="${MOST_LATENCY_MS}" step="1" required value="${state.controls.latencyMs}"></div>
<div class="field"><label for="panne">Panne</label>
<select id="panne" name="fault">${FAULTS.map((fault) => html`<option value="${fault}"${fault === state.controls.fault && SELECTED}>${FAULT_WORDS[fault]}</option>`)}</select></div>
<div class="field"><label><input name="withdrawn" type="checkbox" value="oui"${state.controls.withdrawn && html` checked`}> Comme le DMP national aujourd'hui&nbsp;: ni création, ni réactivation, ni compte Internet depuis un logiciel</label></div>
<button class="button">Appliquer</button>
</form>
<form class="settings reset" method="post" action="/reglages"><input type="hidden" name="reset" value="oui">
<p class="hint">Dossiers, historique et réglages peuvent revenir à leur état de départ.</p><button class="button">Tout remettre au départ</button></form>
</section>
<section class="card" aria-labelledby="dossiers"><h2 id="dossiers">Dossiers de test</h2>
<form class="settings" method="post" action="/reglages">
<div class="field"><label for="scenario">Scénario</label>
<select id="scenario" name="scenario">${SCENARIOS.map((scenario) => html`<option value="${scenario}"${scenario === state.scenario && SELECTED}>${SCENARIO_WORDS[scenario]}</option>`)}</select></div>
<button class="button">Jouer ce scénario</button>
</form>
<p>Tout autre matricule de test bien formé est celui d'un patient sans DMP.</p>
${recordTable(state)}</section>
<section class="card" aria-labelledby="acces"><h2 id="acces">Derniers accès tracés</h2>
<p>Tous les dossiers, tous les professionnels, par le logiciel du cabinet ou par le WEB DMP. Sur le site, chacun ne voit que les siens, et le médecin traitant DMP ceux de tous.</p>
${state.traces.length ? accessTable('Accès aux dossiers de test, le dernier en premier', state.traces, state.professionals, (trace) => patientOf(state, trace)) : empty('history', 'Aucun accès pour le moment')}</section>`,
  });

const patientOf = (state: SimulatorState, { matricule }: AccessTrace): string => {
  const record = state.records.find((known) => known.matricule === matricule);
  return record ? patientName(record.traits) : matriculeOf(matricule);
};

const SELECTED = html` selected`;

const OUTCOMES: Readonly<Record<SettingsOutcome, Html>> = {
  applied: note(html`<p role="status">Les réglages sont appliqués.</p>`, { family: 'ok', icon: 'circle-check' }),
  refused: note(html`<p role="alert">Rien n'a changé&nbsp;: l'attente est un nombre entier de 0 à ${MOST_LATENCY_MS}, et la panne une de la liste.</p>`, {
    family: 'danger',
    icon: 'circle-alert',
  }),
};

function cardRow(name: string): readonly (Html | string)[] {
  const card = CARDS[name];
  const command = html`<code>npm run card -- insert ${name}</code>`;
  if (card?.kind !== 'cps') return [card?.name ?? name, '', command];
  return [
    `${card.holder.givenName} ${card.holder.familyName}`,
    html`<div>${card.situations.map(({ structureName }, index) => html`${index > 0 && html`<br>`}${structureName}`)}</div>`,
    command,
  ];
}

const recordTable = (state: SimulatorState): Html =>
  dataTable(
    'Situation de chaque dossier pour les professionnels de la démonstration',
    ['Patient', 'Naissance', 'Matricule INS de test', 'Situation', 'Compte Internet'],
    state.records.map((record) => {
      const access = accessTo(state, record, '*');
      return [
        html`<a href="${hrefOf({ kind: 'dashboard', patient: record })}">${patientName(record.traits)}</a>`,
        dayOf(record.traits.birthDate),
        html`<span class="figures">${matriculeOf(record.matricule)}</span>`,
        html`<div>${chip(access)}${access.kind === 'closed' && html`<br><small>${closingOf(record)}</small>`}</div>`,
        html`<div>${record.account ? 'Créé' : 'Aucun'}${record.attachedToMes && html`<br><small>Rattaché à Mon espace santé</small>`}</div>`,
      ];
    }),
  );
