import { Html, html } from '../html.js';
import { professionalName, professionOf } from '../words.js';
import { layout, type SignedIn } from './layout.js';
import { notice } from './notice.js';

const CHECKED = new Html(' checked');

/** The professional and his situations. `next`: the page that waits for the choice. */
export const settingsPage = (signedIn: SignedIn, next: string | undefined): string => {
  const { professional, structure } = signedIn;
  return layout({
    title: 'Paramétrages',
    signedIn,
    tab: 'settings',
    body: html`${!structure && notice('info', html`<p>Vous exercez dans plusieurs structures. Choisissez votre situation d’exercice&nbsp;: la page demandée s’ouvre ensuite.</p>`)}
<section class="card" aria-labelledby="vous"><h2 id="vous">Vous</h2>
<dl class="facts"><div><dt>Nom</dt><dd>${professionalName(professional)}</dd></div><div><dt>Profession</dt><dd>${professionOf(professional)}</dd></div>
<div><dt>Identifiant national</dt><dd>${professional.psId}</dd></div></dl></section>
<form class="card" method="post" action="/situation"><fieldset><legend>Situation d’exercice</legend>
${professional.situations.map(
  (
    situation,
  ) => html`<label class="choice"><input type="radio" name="structureId" required value="${situation.structureId}"${situation === structure && CHECKED}>
<span><strong>${situation.structureName}</strong><br><small>${situation.address}</small></span></label>`,
)}</fieldset>
${next && html`<input type="hidden" name="vers" value="${next}">`}
${professional.situations.length > 1 ? html`<div class="actions"><button class="button primary">Valider</button></div>` : html`<p class="hint">C’est la seule que porte votre carte.</p>`}
</form>
<section class="card" aria-labelledby="suite"><h2 id="suite">À venir</h2>
<p>Le site national règle aussi ici les notifications et les coordonnées du professionnel. Une prochaine version du simulateur les portera.</p></section>`,
  });
};
