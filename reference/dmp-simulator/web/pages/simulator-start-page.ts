import { MOST_LATENCY_MS } from '../../controls.js';
import { FAULTS, type SimulatorState } from '../../state.js';
import { type Html, html } from '../html.js';
import { chip, dataTable, note } from '../parts.js';
import { accessTo } from '../record-access.js';
import { DASHBOARD_HREF } from '../site-address.js';
import { sitePage } from '../site-layout.js';
import { closingOf, dayOf, FAULT_WORDS, matriculeOf, patientName } from '../words.js';

export interface Demonstration {
  readonly state: SimulatorState;
  readonly pin: string;
  readonly cards: readonly string[];
}

/** What has come of a change of the settings. */
export type SettingsOutcome = 'applied' | 'refused';

/** What the simulator is, the code of its cards, its records and its settings. */
export const simulatorStartPage = ({ cards, pin, state }: Demonstration, outcome?: SettingsOutcome): string =>
  sitePage({
    title: 'Simulateur du DMP',
    aside: html`<a class="button primary" href="${DASHBOARD_HREF}">Ouvrir le WEB DMP simulé</a>`,
    content: html`${outcome && OUTCOMES[outcome]}
<div class="columns">
<section class="card" aria-labelledby="simule"><h2 id="simule">Ce qui est simulé</h2>
<ul class="plain">
<li><b>Simulé&nbsp;:</b> le test d'existence du DMP et de l'autorisation (TD0.2), avec les refus du vrai service, et les pages du WEB DMP.</li>
<li><b>Pas encore simulé&nbsp;:</b> la création d'un DMP, les demandes d'autorisation et les documents.</li>
<li><b>Jamais&nbsp;:</b> rien ne part vers le DMP national, et aucun vrai patient n'est ici. Patients, professionnels et cartes sont des identités de test.</li>
</ul></section>
<section class="card" aria-labelledby="cartes"><h2 id="cartes">Cartes de démonstration</h2>
<p>Code porteur de toutes les cartes&nbsp;: <b class="pin">${pin}</b></p>
<p>Les cartes&nbsp;: ${cards.map((card, index) => html`${index > 0 && ', '}<code>${card}</code>`)}.</p>
<p>Pour les manier, dans un terminal&nbsp;:</p>
<dl class="commands">
<div><dt><code>npm run card -- insert</code></dt><dd>met une carte dans le lecteur&nbsp;; le nom d'une carte peut suivre</dd></div>
<div><dt><code>npm run card -- remove</code></dt><dd>retire la carte</dd></div>
<div><dt><code>npm run card -- swap</code></dt><dd>la remplace par celle du professionnel suivant</dd></div>
</dl></section>
</div>
<section class="card" aria-labelledby="reglages"><h2 id="reglages">Réglages des services</h2>
<form class="settings" method="post" action="/reglages">
<div class="field"><label for="latence">Attente avant chaque réponse (ms)</label>
<input id="latence" name="latencyMs" type="number" min="0" max="${MOST_LATENCY_MS}" step="1" required value="${state.controls.latencyMs}"></div>
<div class="field"><label for="panne">Panne</label>
<select id="panne" name="fault">${FAULTS.map((fault) => html`<option value="${fault}"${fault === state.controls.fault && SELECTED}>${FAULT_WORDS[fault]}</option>`)}</select></div>
<button class="button">Appliquer</button>
</form>
<form class="settings reset" method="post" action="/reglages"><input type="hidden" name="reset" value="oui">
<p class="hint">Dossiers, historique et réglages peuvent revenir à leur état de départ.</p><button class="button">Tout remettre au départ</button></form>
</section>
<section class="card" aria-labelledby="dossiers"><h2 id="dossiers">Dossiers de test</h2>
<p>Tout autre matricule de test bien formé est celui d'un patient sans DMP.</p>
${recordTable(state)}</section>`,
  });

const SELECTED = html` selected`;

const OUTCOMES: Readonly<Record<SettingsOutcome, Html>> = {
  applied: note(html`<p role="status">Les réglages sont appliqués.</p>`, { family: 'ok', icon: 'circle-check' }),
  refused: note(html`<p role="alert">Rien n'a changé&nbsp;: l'attente est un nombre entier de 0 à ${MOST_LATENCY_MS}, et la panne une de la liste.</p>`, {
    family: 'danger',
    icon: 'circle-alert',
  }),
};

const recordTable = (state: SimulatorState): Html =>
  dataTable(
    'Situation de chaque dossier pour les professionnels de la démonstration',
    ['Patient', 'Naissance', 'Matricule INS de test', 'Situation', 'Compte Internet'],
    state.records.map((record) => {
      const access = accessTo(state, record, '*');
      return [
        patientName(record.traits),
        dayOf(record.traits.birthDate),
        html`<span class="figures">${matriculeOf(record.matricule)}</span>`,
        html`<div>${chip(access)}${access.kind === 'closed' && html`<br><small>${closingOf(record)}</small>`}</div>`,
        html`<div>${record.internetAccount ? 'Créé' : 'Aucun'}${record.attachedToMes && html`<br><small>Rattaché à Mon espace santé</small>`}</div>`,
      ];
    }),
  );
