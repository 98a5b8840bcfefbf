import { type Html, html } from '../html.js';
import { simulatorNote, statusCard } from '../parts.js';
import type { RecordAccess } from '../record-access.js';
import { type AddressFault, DASHBOARD_HREF, hrefOf, type PatientKey } from '../site-address.js';
import { sitePage } from '../site-layout.js';
import type { SiteSession } from '../site-sessions.js';

export interface Refusal {
  readonly status: number;
  readonly page: string;
}

const toDashboard = (href = DASHBOARD_HREF): Html => html`<p class="buttons"><a class="button main" href="${href}">Aller au tableau de bord</a></p>`;

function refusal(status: number, title: string, content: Html, session?: SiteSession, back?: Html): Refusal {
  return { status, page: sitePage({ title, session, content: html`${content}${back ?? toDashboard()}` }) };
}

/** An address that opens nothing, whoever asks. */
export function addressRefusal(fault: AddressFault, session?: SiteSession): Refusal {
  const page = (status: number, title: string, why: Html) => refusal(status, title, html`<p>${why}</p>`, session);
  const ins = (why: Html) => page(400, "Le matricule INS de l'adresse est refusé", why);
  switch (fault.kind) {
    case 'creation':
      return page(
        403,
        'La création du DMP est fermée aux professionnels',
        html`Le site répond <code>DMPAccessDeniedByRightsService</code> : cette page a été retirée du Web-PS.`,
      );
    case 'unknownPage':
      return page(
        404,
        "Cette page n'existe pas",
        fault.meant
          ? html`Les noms de pages tiennent compte des majuscules : cette page s'écrit <code>${fault.meant}</code>.`
          : html`L'adresse ne correspond à aucune page du Web-PS.`,
      );
    case 'patientMissing':
      return page(
        400,
        "L'adresse ne nomme pas de patient",
        html`Cette page s'ouvre avec le matricule INS du patient et son domaine : <code>/AccesDirect/Page/matricule/domaine</code>.`,
      );
    case 'patientIncomplete':
      return page(
        400,
        "L'adresse du patient est incomplète",
        html`Il faut le matricule INS puis son domaine, et rien après : <code>/AccesDirect/Page/matricule/domaine</code>.`,
      );
    case 'patientUnwanted':
      return page(
        400,
        'Cette page ne concerne aucun patient',
        html`Les paramétrages sont ceux du professionnel : l'adresse se termine par <code>/AccesDirect/Parametrages</code>.`,
      );
    case 'insFormat':
      return ins(html`Un matricule INS a 13 caractères et une clé de 2 chiffres, sans espace.`);
    case 'insKey':
      return ins(html`La clé ne correspond pas au matricule.`);
    case 'insWaiting':
      return ins(html`C'est un numéro d'attente (NIA) : il ne permet pas d'ouvrir un DMP.`);
    case 'insProduction':
      return ins(html`Son domaine est celui des vrais patients (<code>1.2.250.1.213.1.4.8</code>). Ce simulateur ne connaît que les matricules de test.`);
    case 'insDomain':
      return ins(html`Son domaine n'est pas celui des matricules de test (<code>1.2.250.1.213.1.4.10</code>).`);
  }
}

/** A record that this professional cannot open. The dashboard stays open to him. */
export function accessRefusal(access: Exclude<RecordAccess, { kind: 'valid' }>, patient: PatientKey, session: SiteSession): Refusal {
  const back = toDashboard(hrefOf({ kind: 'dashboard', patient }));
  const asking = access.kind === 'none' || access.kind === 'expired';
  const content = asking
    ? html`${statusCard(access)}${simulatorNote(html`<p>Le site national vous proposerait ici de demander l'autorisation, avec l'accord du patient. Ce simulateur ne sait pas encore l'enregistrer.</p>`)}`
    : statusCard(access);
  return refusal(access.kind === 'missing' ? 404 : 403, asking ? 'Autorisation nécessaire' : "Ce DMP ne s'ouvre pas", content, session, back);
}

export const foreignOrigin = (): Refusal =>
  refusal(403, 'Demande refusée', html`<p>Ce formulaire a été envoyé par une autre page que celles du simulateur. Rien n'a changé.</p>`);

export const unreadable = (status: number): Refusal =>
  status < 500
    ? refusal(status, 'Demande illisible', html`<p>Le simulateur n'a pas compris cette demande. Rien n'a changé.</p>`)
    : refusal(500, 'Le simulateur a rencontré une erreur', html`<p>La page n'a pas pu être préparée. Réessayez, ou relancez le simulateur.</p>`);
