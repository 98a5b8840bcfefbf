import type { SimulatedProfessional } from '../../state.js';
import { Html, html } from '../html.js';
import { ICONS } from '../icons.js';
import { professionalName, professionOf } from '../words.js';
import { layout } from './layout.js';
import { notice } from './notice.js';

export interface SignIn {
  readonly professionals: readonly SimulatedProfessional[];
  /** Where the form goes, and where its sender wants to: the address that was asked for. */
  readonly address: string;
  readonly asked: string;
  readonly chosen?: string | undefined;
  readonly problem?: 'wrongCode' | 'noCode' | 'noCertificate' | undefined;
}

const PROBLEMS = {
  wrongCode: 'Code porteur incorrect. Vérifiez votre code et recommencez.',
  noCode: 'Le code porteur a quatre chiffres. Complétez-le et recommencez.',
  noCertificate: 'Choisissez un certificat, puis saisissez le code porteur.',
} as const;

const CHECKED = new Html(' checked');
const INVALID = new Html(' aria-invalid="true" autofocus');

/** Stands for the two prompts of a browser in which a card works: which certificate, then its code. */
export const signInPage = ({ address, asked, chosen, problem, professionals }: SignIn): string =>
  layout({
    title: 'Connexion au WEB DMP',
    body: html`<p class="lead">Page demandée&nbsp;: <strong>${asked}</strong></p>
${notice(
  'id',
  html`<p><strong>Ceci est une imitation.</strong> Sur le site national, le navigateur demande le certificat de la carte CPS, puis son code porteur.
Ici, un formulaire tient lieu de ces deux fenêtres&nbsp;: il ne lit aucune carte et ne touche jamais à celle du poste.</p>`,
  ICONS.simulator,
)}
<form class="prompts" method="post" action="${address}">
<fieldset class="card"><legend>${ICONS.certificate}<span>Sélectionnez un certificat</span></legend>
<p class="hint">Comme la fenêtre «&nbsp;Demande de certificat de sécurité&nbsp;» du navigateur.</p>
${professionals.map(
  (
    professional,
    index,
  ) => html`<label class="choice"><input type="radio" name="psId" value="${professional.psId}"${(chosen ? chosen === professional.psId : index === 0) && CHECKED}>
<span><strong>${professionalName(professional)}</strong><br><small>${professionOf(professional)} · ${professional.psId} · certificat de test</small></span></label>`,
)}</fieldset>
<div class="card"><h2>${ICONS.code}<span>Saisissez le code de votre CPS</span></h2>
<div class="field"><label for="code">Code porteur (4 chiffres)</label>
<input id="code" name="code" type="password" inputmode="numeric" maxlength="4" autocomplete="off" required aria-describedby="aide${problem && ' erreur'}"${problem && INVALID}>
${problem && html`<p class="error" id="erreur" role="alert">${ICONS.alert}<span>${PROBLEMS[problem]}</span></p>`}
<p class="hint" id="aide">Celui des cartes de démonstration est sur <a href="/">la page d’accueil du simulateur</a>.</p></div>
<div class="actions"><button class="button primary">OK</button><a class="button" href="/">Annuler</a></div></div>
</form>`,
  });

export const signedOutPage = (): string =>
  layout({
    title: 'Vous êtes déconnecté',
    body: html`<p class="lead">Votre session sur le WEB DMP simulé est terminée.</p>
<div class="actions"><a class="button primary" href="/AccesDirect/TableauDeBord">Se connecter de nouveau</a><a class="button" href="/">Accueil du simulateur</a></div>`,
  });
