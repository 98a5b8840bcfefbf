import { MOST_LATENCY_MS } from '../../controls.js';
import { FAULTS, type SimulatorState } from '../../state.js';
import { addressOf, DASHBOARD } from '../address.js';
import { Html, html } from '../html.js';
import { accessTo } from '../record-access.js';
import { closingOf, dateOf, FAULT_WORDS, matriculeOf, patientName } from '../words.js';
import { layout } from './layout.js';
import { chip, notice } from './notice.js';

export interface Demonstration {
  readonly state: SimulatorState;
  readonly pin: string;
  readonly cards: readonly string[];
}

/** What the simulator is, the code of its cards, its records and its controls. `outcome`: what a change of the controls has come to. */
export const simulatorStartPage = ({ cards, pin, state }: Demonstration, outcome?: Html): string =>
  layout({
    title: 'Simulateur du DMP',
    aside: html`<a class="button primary" href="${addressOf(DASHBOARD)}">Ouvrir le WEB DMP simulé</a>`,
    body: html`${outcome}
<div class="columns">
<section class="card" aria-labelledby="simule"><h2 id="simule">Ce qui est simulé</h2>
<ul class="plain">
<li><strong>Simulé&nbsp;:</strong> le test d’existence du DMP et de l’autorisation (TD0.2), avec les refus du vrai service, et les pages du WEB DMP.</li>
<li><strong>Pas encore simulé&nbsp;:</strong> la création d’un DMP, les demandes d’autorisation et les documents.</li>
<li><strong>Jamais&nbsp;:</strong> rien ne part vers le DMP national, et aucun vrai patient n’est ici. Patients, professionnels et cartes sont des identités de test.</li>
</ul></section>
<section class="card" aria-labelledby="cartes"><h2 id="cartes">Cartes de démonstration</h2>
<p>Code porteur de toutes les cartes&nbsp;: <strong class="pin">${pin}</strong></p>
<p>Les cartes&nbsp;: ${cards.map((card, index) => html`${index > 0 && ', '}<code>${card}</code>`)}.</p>
<p>Pour les manier, dans un terminal&nbsp;:</p>
<dl class="commands">
<div><dt><code>npm run card -- insert</code></dt><dd>met une carte dans le lecteur&nbsp;; un nom de carte peut suivre</dd></div>
<div><dt><code>npm run card -- remove</code></dt><dd>retire la carte</dd></div>
<div><dt><code>npm run card -- swap</code></dt><dd>la remplace par celle du professionnel suivant</dd></div>
</dl></section>
</div>
<section class="card" aria-labelledby="reglages"><h2 id="reglages">Réglages des services</h2>
<div class="controls">
<form method="post" action="/reglages">
<div class="field"><label for="latence">Attente avant chaque réponse, en millisecondes</label>
<input id="latence" name="latencyMs" type="number" min="0" max="${MOST_LATENCY_MS}" step="1" required value="${state.controls.latencyMs}"></div>
<div class="field"><label for="panne">Panne</label>
<select id="panne" name="fault">${FAULTS.map((fault) => html`<option value="${fault}"${fault === state.controls.fault && SELECTED}>${FAULT_WORDS[fault]}</option>`)}</select></div>
<button class="button">Appliquer</button>
</form>
<form method="post" action="/reglages"><input type="hidden" name="reset" value="oui"><button class="button">Tout remettre au départ</button>
<p class="hint">Les dossiers, l’historique et les réglages reviennent à leur état de départ.</p></form>
</div></section>
<section class="card" aria-labelledby="dossiers"><h2 id="dossiers">Dossiers de test</h2>
<p>Tout autre matricule de test bien formé est celui d’un patient sans DMP.</p>
${table(state)}</section>`,
  });

export const SETTINGS_APPLIED = notice('info', html`<p role="status">Les réglages sont appliqués.</p>`);
export const SETTINGS_REFUSED = notice(
  'danger',
  html`<p role="alert">Rien n’a changé&nbsp;: l’attente est un nombre entier de millisecondes, de 0 à ${MOST_LATENCY_MS}, et la panne une de la liste.</p>`,
);

const SELECTED = new Html(' selected');

const table = (state: SimulatorState): Html => html`<table class="folding">
<caption>Situation de chaque dossier pour les professionnels de la démonstration</caption>
<thead><tr><th scope="col">Patient</th><th scope="col">Naissance</th><th scope="col">Matricule INS de test</th><th scope="col">Situation</th><th scope="col">Compte Internet</th></tr></thead>
<tbody>${state.records.map((record) => {
  const { kind } = accessTo(state, '*', record);
  return html`<tr><th scope="row">${patientName(record.traits)}</th><td data-head="Naissance">${dateOf(record.traits.birthDate)}</td>
<td data-head="Matricule"><span class="figures">${matriculeOf(record.matricule)}</span></td>
<td data-head="Situation">${chip(kind)}${kind === 'closed' && html`<br><small>${closingOf(record)}</small>`}</td>
<td data-head="Compte Internet">${record.internetAccount ? 'Créé' : 'Aucun'}${record.attachedToMes && html`<br><small>Rattaché à Mon espace santé</small>`}</td></tr>`;
})}</tbody>
</table>`;
