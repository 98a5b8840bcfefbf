import { CARDS } from '../../../cards/card-catalogue.js';
import { FAULTS, type SimulatedRecord, type SimulatorState } from '../../state.js';
import { type Html, html, NOTHING } from '../html.js';
import { icon } from '../icon.js';
import { dataTable, facts, note } from '../parts.js';
import { DASHBOARD_HREF, hrefOf } from '../site-address.js';
import { badge, htmlDocument } from '../site-layout.js';
import { AUTHORISATIONS, closingOf, dayOf, FAULT_WORDS, patientName, professionalName } from '../words.js';

export interface StartPage {
  readonly state: SimulatorState;
  readonly pin: string;
  readonly cards: readonly string[];
  /** What became of the last change of the settings. */
  readonly changed?: 'saved' | 'reset' | 'wrong' | undefined;
}

/** Longest delay the form takes. */
export const MOST_LATENCY_MS = 600_000;

/** What this simulator is, and the means to turn it. */
export function startPage({ cards, changed, pin, state }: StartPage): string {
  return htmlDocument(
    'Simulateur du DMP',
    html`
<header class="top"><span class="brand"><span class="mark">${icon('flask-conical')}</span><span>Passerelle DMP</span></span>${badge()}</header>
<main id="contenu" tabindex="-1" class="start">
  <div class="lead">
    <h1>Simulateur du DMP</h1>
    <p>Ce programme tient la place du DMP sur ce poste. Tous les patients et tous les professionnels sont fictifs, rien ne part sur internet.</p>
    <a class="button main" href="${DASHBOARD_HREF}">${icon('external-link')}Ouvrir le Web-PS simulé</a>
  </div>
  <div class="columns">
    <section class="card" aria-labelledby="simule"><h2 id="simule">Ce qui est simulé</h2><ul class="ticks">
      <li>${icon('circle-check')}<span>Le service TD0.2 du DMP : existence du dossier et autorisation du professionnel, avec les messages, les signatures et les refus du protocole public.</span></li>
      <li>${icon('circle-check')}<span>Le site Web-PS : la connexion, les rubriques, les règles d'accès direct et l'historique des accès.</span></li>
      <li>${icon('circle-check')}<span>Les cartes CPS, leurs certificats et l'autorité qui les a faits.</span></li>
      <li>${icon('circle-check')}<span>Les lenteurs et les pannes, à la demande.</span></li>
    </ul></section>
    <section class="card" aria-labelledby="absent"><h2 id="absent">Ce qui ne l'est pas</h2><ul class="ticks">
      <li>${icon('circle-dashed')}<span>Les documents : aucun DMP n'en contient, aucun ne peut être ajouté.</span></li>
      <li>${icon('circle-dashed')}<span>La demande d'autorisation, la création et la fermeture d'un DMP.</span></li>
      <li>${icon('circle-dashed')}<span>Mon espace santé, du côté du patient.</span></li>
      <li>${icon('circle-dashed')}<span>La lecture d'une carte par le navigateur : la page de connexion du Web-PS l'imite et ne touche à aucune carte.</span></li>
    </ul></section>
  </div>
  <section class="card" aria-labelledby="cartes"><h2 id="cartes">Cartes de démonstration</h2>
    <p class="pin">${icon('key-round')}<span>Code porteur de toutes les cartes : <b>${pin}</b></span></p>
    ${dataTable(
      'Cartes du lecteur virtuel',
      ['Titulaire', 'Nom de la carte', "Situations d'exercice", 'La mettre dans le lecteur'],
      cards.map((name) => cardRow(name)),
    )}
    ${facts(
      ['Changer de carte', html`<code>npm run card -- swap</code> passe à la carte suivante.`],
      ['Retirer la carte', html`<code>npm run card -- remove</code>`],
      ['La remettre', html`<code>npm run card -- insert</code>`],
      ['Voir toutes les commandes', html`<code>npm run card -- --help</code>`],
    )}
  </section>
  <section class="card" aria-labelledby="situations"><h2 id="situations">Patients du DMP simulé</h2>
    ${dataTable(
      `${state.records.length} dossiers`,
      ['Patient', 'Né(e) le', 'Matricule INS', 'DMP', 'Autorisation', 'Compte Internet', 'Mon espace santé'],
      state.records.map((record) => recordRow(state, record)),
    )}
    <p class="muted">Tout autre matricule de test bien formé est celui d'un patient sans DMP.</p>
  </section>
  <section class="card" aria-labelledby="reglages"><h2 id="reglages">Réglages</h2>${settings(state, changed)}</section>
</main>`,
  );
}

function cardRow(name: string): readonly (Html | string)[] {
  const card = CARDS[name];
  const command = html`<code>npm run card -- insert ${name}</code>`;
  if (card?.kind !== 'cps') return [card?.name ?? name, html`<code>${name}</code>`, '', command];
  return [
    html`${card.holder.givenName} ${card.holder.familyName}`,
    html`<code>${name}</code>`,
    html`${card.situations.map(({ structureName }, index) => html`${index ? html`<br>` : NOTHING}${structureName}`)}`,
    command,
  ];
}

function recordRow(state: SimulatorState, record: SimulatedRecord): readonly (Html | string)[] {
  const { attachedToMes, internetAccount, matricule, traits } = record;
  return [
    html`<a href="${hrefOf({ kind: 'dashboard', patient: record })}">${patientName(traits)}</a>`,
    dayOf(traits.birthDate),
    html`<code>${matricule}</code>`,
    record.status === 'active' ? 'Ouvert' : closingOf(record),
    record.status === 'active' ? authorisations(state, record) : 'sans objet',
    internetAccount ? 'créé' : 'aucun',
    attachedToMes ? 'rattaché' : 'non rattaché',
  ];
}

/** One word where it is the same for all. */
function authorisations(state: SimulatorState, record: SimulatedRecord): Html | string {
  const each = state.professionals.map((professional) => ({ professional, word: AUTHORISATIONS[state.authorisationOf(record, professional.psId)] }));
  const words = new Set(each.map(({ word }) => word));
  if (words.size === 1) return [...words].join('');
  return html`${each.map(({ professional, word }, index) => html`${index ? html`<br>` : NOTHING}${professionalName(professional)} : ${word}`)}`;
}

const CHANGED = {
  saved: 'Les réglages sont enregistrés.',
  reset: 'Tout est revenu au départ : les dossiers, les traces, le délai et la panne.',
} as const;

function settings({ controls }: SimulatorState, changed: StartPage['changed']): Html {
  const wrong = changed === 'wrong';
  return html`
    ${changed && changed !== 'wrong' ? html`<div role="status">${note(html`${CHANGED[changed]}`, { family: 'ok', icon: 'circle-check' })}</div>` : NOTHING}
    <p class="muted">Ils agissent sur les services du DMP, que le logiciel du cabinet appelle. Les pages de ce site répondent toujours aussitôt.</p>
    <form class="fields" method="post" action="/reglages">
      <div class="field"><label for="latence">Délai avant chaque réponse, en millisecondes</label>
        <input id="latence" name="latence" type="number" inputmode="numeric" min="0" max="${MOST_LATENCY_MS}" step="1" required value="${controls.latencyMs}"${wrong ? WRONG : NOTHING}>
        ${wrong ? html`<p class="bad" id="latence-erreur" role="alert">${icon('circle-alert')}Indiquez un nombre entier entre 0 et ${MOST_LATENCY_MS}, et une panne de la liste. Rien n'a changé.</p>` : NOTHING}
      </div>
      <div class="field"><label for="panne">Panne</label>
        <select id="panne" name="panne">${FAULTS.map((fault) => html`<option value="${fault}"${fault === controls.fault ? html` selected` : NOTHING}>${FAULT_WORDS[fault]}</option>`)}</select>
      </div>
      <div class="buttons"><button class="button main" name="action" value="enregistrer">Enregistrer les réglages</button>
      <button class="button" name="action" value="remettre" formnovalidate>Tout remettre au départ</button></div>
    </form>`;
}

const WRONG = html` aria-invalid="true" aria-describedby="latence-erreur"`;
