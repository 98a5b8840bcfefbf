import { html } from '../html.js';
import { note, statusCard } from '../parts.js';
import type { RecordAccess } from '../record-access.js';
import { type AddressFault, DASHBOARD_HREF, hrefOf, type PatientKey, RECORD_PAGES, type RecordPage } from '../site-address.js';
import { sitePage } from '../site-layout.js';
import type { SiteSession } from '../site-sessions.js';
import { dayOf, patientName } from '../words.js';

export interface Refusal {
  readonly status: number;
  readonly title: string;
  readonly sentence: string;
  /** In the words of the DMP. */
  readonly code?: string;
}

/** Something the site does not answer, and why. */
export const refusalPage = ({ code, sentence, title }: Refusal, session?: SiteSession): string =>
  sitePage({
    title,
    session,
    content: html`${note(html`<p>${sentence}</p>${code && html`<p>Réponse du DMP&nbsp;: <code>${code}</code></p>`}`, { family: 'danger', icon: 'circle-alert' })}
<div class="actions"><a class="button primary" href="${DASHBOARD_HREF}">Ouvrir le tableau de bord</a><a class="button" href="/">Accueil du simulateur</a></div>`,
  });

/** A record this professional may not open: its situation, and nothing else of it. */
export const closedDoorPage = (access: RecordAccess, page: RecordPage, patient: PatientKey, session: SiteSession): string =>
  sitePage({
    title: 'Cette page ne peut pas être affichée',
    session,
    content: html`<p class="lead">Page demandée&nbsp;: <b>${RECORD_PAGES[page]}</b>${
      access.kind !== 'missing' && html`, pour ${patientName(access.record.traits)}, né(e) le ${dayOf(access.record.traits.birthDate)}`
    }</p>
${statusCard(
  access,
  (access.kind === 'none' || access.kind === 'expired') && html`<p>L'autorisation se demande dans le logiciel du cabinet, avec l'accord du patient.</p>`,
)}
<div class="actions"><a class="button primary" href="${hrefOf({ kind: 'dashboard', patient })}">Ouvrir le tableau de bord</a></div>`,
  });

export const FOREIGN_FORM: Refusal = { status: 403, title: 'Demande refusée', sentence: 'Seules les pages du simulateur peuvent envoyer ce formulaire.' };

export const unreadable = (status: number): Refusal => ({
  status,
  title: 'Demande illisible',
  sentence: 'Le simulateur ne comprend pas ce qui lui a été envoyé.',
});

export const BROKEN: Refusal = {
  status: 500,
  title: "Le simulateur n'a pas pu répondre",
  sentence: "Une erreur est survenue dans le simulateur. Revenez à l'accueil et recommencez.",
};

export const SESSION_OVER: Refusal = {
  status: 401,
  title: 'Votre session est terminée',
  sentence: "Vous n'êtes plus connecté au WEB DMP, et rien n'a été fait. Connectez-vous de nouveau, puis recommencez.",
};

export const NO_DOCUMENT: Refusal = {
  status: 404,
  title: 'Document introuvable',
  sentence: "Aucun document du DMP n'est à cette adresse. Il a peut-être été supprimé.",
};

export const NO_DRAFT: Refusal = {
  status: 404,
  title: "Cet ajout n'est plus en cours",
  sentence: "L'ajout a été annulé, ou d'autres ont été commencés depuis. Rien n'a été ajouté\u00a0: recommencez depuis les documents du patient.",
};

/** `refusal`: in the words of the DMP. */
export const notShown = (refusal = 'Le document est masqué aux professionnels'): Refusal => ({
  status: 403,
  title: 'Ce document ne vous est pas ouvert',
  sentence: `Réponse du DMP\u00a0: ${refusal}.`,
  code: 'DMPAccessForbidden',
});

const refusedIns = (sentence: string): Refusal => ({ status: 400, title: 'Matricule refusé', sentence });
const refusedAddress = (sentence: string): Refusal => ({ status: 400, title: 'Adresse refusée', sentence });

/** Why an address opens nothing. */
export function refusalOf(fault: AddressFault): Refusal {
  switch (fault.kind) {
    case 'creation':
      return {
        status: 403,
        title: "La création n'a plus de page",
        sentence: "La page de création d'un DMP a été retirée du WEB DMP.",
        code: 'DMPAccessDeniedByRightsService',
      };
    case 'unknownPage':
      return {
        status: 404,
        title: 'Page inconnue',
        sentence: `Le WEB DMP n'a pas de page à cette adresse.${fault.meant ? ` Les majuscules comptent\u00a0: la page s'écrit «\u00a0${fault.meant}\u00a0».` : ''}`,
      };
    case 'patientMissing':
      return refusedAddress("Cette page est celle d'un patient\u00a0: son adresse porte un matricule et l'OID de son domaine.");
    case 'patientIncomplete':
      return refusedAddress("L'adresse porte un matricule puis l'OID de son domaine, et rien d'autre.");
    case 'patientUnwanted':
      return refusedAddress("Cette page s'ouvre sans patient.");
    case 'insFormat':
      return refusedIns("Ce matricule n'a pas la forme attendue\u00a0: 15 caractères, clé comprise.");
    case 'insKey':
      return refusedIns('La clé de ce matricule est fausse.');
    case 'insWaiting':
      return refusedIns("Ce matricule est un NIA, un numéro d'attente\u00a0: il ne donne pas accès au DMP.");
    case 'insProduction':
      return refusedIns("Cet OID est celui de la production\u00a0: le simulateur n'accepte que des matricules de test.");
    case 'insDomain':
      return refusedIns("Cet OID n'est pas celui des matricules de test, les seuls que le simulateur accepte.");
  }
}
