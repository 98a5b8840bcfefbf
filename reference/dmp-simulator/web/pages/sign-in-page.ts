import type { SimulatedProfessional } from '../../state.js';
import { html } from '../html.js';
import { icon } from '../icon.js';
import { simulatorNote } from '../parts.js';
import { DASHBOARD_HREF } from '../site-address.js';
import { sitePage } from '../site-layout.js';
import { professionalName, professionOf } from '../words.js';

export type SignInProblem = 'wrongCode' | 'noCode' | 'noCertificate';

export interface SignIn {
  readonly professionals: readonly SimulatedProfessional[];
  /** The address that was asked for: the form goes there too, so that it stays. */
  readonly href: string;
  /** Title of the page at that address. */
  readonly asked: string;
  readonly chosen?: string | undefined;
  readonly problem?: SignInProblem | undefined;
}

const PROBLEMS: Readonly<Record<SignInProblem, string>> = {
  wrongCode: 'Code porteur incorrect. Vérifiez votre code et recommencez.',
  noCode: 'Le code porteur a quatre chiffres. Complétez-le et recommencez.',
  noCertificate: 'Choisissez un certificat, puis saisissez le code porteur.',
};

/** Stands for the two prompts of a browser in which a card works: which certificate, then its code. */
export const signInPage = ({ asked, chosen, href, problem, professionals }: SignIn): string =>
  sitePage({
    title: 'Connexion au WEB DMP',
    content: html`<p class="lead">Page demandée&nbsp;: <b>${asked}</b></p>
${simulatorNote(html`<p><b>Ceci est une imitation.</b> Sur le site national, le navigateur demande le certificat de la carte CPS, puis son code porteur.
Ici, un formulaire tient lieu de ces deux fenêtres&nbsp;: il ne lit aucune carte et ne touche jamais à celle du poste.</p>`)}
<form class="prompts" method="post" action="${href}">
<div class="card"><fieldset><legend>${icon('id-card')}Sélectionnez un certificat</legend>
<p class="hint">Confirmez la demande de certificat de sécurité en cliquant sur OK, puis saisissez le code porteur de votre CPS.</p>
${professionals.map(
  (
    professional,
    index,
  ) => html`<label class="choice"><input type="radio" name="psId" value="${professional.psId}"${(chosen ? chosen === professional.psId : index === 0) && CHECKED}>
<span><b>${professionalName(professional)}</b><br><small>${professionOf(professional)} · ${professional.psId} · autorité de test</small></span></label>`,
)}</fieldset></div>
<div class="card"><h2>${icon('lock-keyhole')}Déverrouillez votre CPS</h2>
<div class="field"><label for="code">Code porteur (4 chiffres)</label>
<input id="code" name="code" type="password" inputmode="numeric" maxlength="4" autocomplete="off" required aria-describedby="${problem && 'erreur '}aide"${problem && INVALID}>
${problem && html`<p class="error" id="erreur" role="alert">${icon('circle-alert')}${PROBLEMS[problem]}</p>`}
<p class="hint" id="aide">Celui des cartes de démonstration est sur <a href="/">la page d'accueil du simulateur</a>.</p></div>
<div class="actions"><button class="button primary">OK</button><a class="button" href="/">Annuler</a></div></div>
</form>`,
  });

const CHECKED = html` checked`;
const INVALID = html` aria-invalid="true" autofocus`;

export const signedOutPage = (): string =>
  sitePage({
    title: 'Vous êtes déconnecté',
    content: html`<p class="lead">Votre session sur le WEB DMP simulé est terminée.</p>
<div class="actions"><a class="button primary" href="${DASHBOARD_HREF}">Se connecter de nouveau</a><a class="button" href="/">Accueil du simulateur</a></div>`,
  });
