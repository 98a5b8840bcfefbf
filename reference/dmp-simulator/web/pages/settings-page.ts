import { html } from '../html.js';
import { facts, note, simulatorNote } from '../parts.js';
import { sitePage } from '../site-layout.js';
import type { SiteSession } from '../site-sessions.js';
import { professionalName, professionOf } from '../words.js';

/** The professional and his situations. `waiting`: key of the page that opens after the choice. */
export function settingsPage(session: SiteSession, waiting: string | undefined): string {
  const { professional, situation: current } = session;
  return sitePage({
    title: 'Paramétrages',
    session,
    tab: 'settings',
    content: html`${
      !current && note(html`<p>Vous exercez dans plusieurs structures. Choisissez votre situation d'exercice&nbsp;: la page demandée s'ouvre ensuite.</p>`)
    }
<div class="columns">
<form class="card" method="post" action="/situation"><fieldset><legend>Situation d'exercice</legend>
${professional.situations.map(
  (situation) => html`<label class="choice"><input type="radio" name="structureId" required value="${situation.structureId}"${situation === current && CHECKED}>
<span><b>${situation.structureName}</b><br><small>${situation.address}</small></span></label>`,
)}</fieldset>
${waiting && html`<input type="hidden" name="suite" value="${waiting}">`}
${
  professional.situations.length > 1
    ? html`<div class="actions"><button class="button primary">Valider</button></div>`
    : html`<p class="hint">C'est la seule que porte votre carte.</p>`
}</form>
<section class="card" aria-labelledby="vous"><h2 id="vous">Vous</h2>
${facts(['Nom', professionalName(professional)], ['Profession', professionOf(professional)], ['Identifiant national', professional.psId])}</section>
</div>
${simulatorNote(html`<p>Le site national règle aussi ici les notifications et les coordonnées du professionnel. Une prochaine version du simulateur les portera.</p>`)}`,
  });
}

const CHECKED = html` checked`;
