import type { Fault, Scenario, SimulatedProfessional, SimulatedRecord, Traits } from '../state.js';
import type { RecordAccess } from './record-access.js';

/** French words of the site for codes and values. */

/** Table G15, as far as the directory and its neighbours go. */
const PROFESSIONS: Readonly<Record<string, string>> = {
  '10': 'Médecin',
  '21': 'Pharmacien',
  '40': 'Chirurgien-Dentiste',
  '50': 'Sage-Femme',
  '60': 'Infirmier',
  '70': 'Masseur-Kinésithérapeute',
  '80': 'Pédicure-Podologue',
  '91': 'Orthophoniste',
};
/** A code without a word is shown as it is. */
export const professionOf = ({ profession }: SimulatedProfessional): string => PROFESSIONS[profession] ?? `Profession ${profession}`;
export const professionalName = ({ familyName, givenName, title }: SimulatedProfessional): string => `${title} ${givenName} ${familyName}`;

export const civility = ({ sex }: Traits): string => (sex === 'F' ? 'Mme' : 'M.');
export const patientName = (traits: Traits): string => `${civility(traits)} ${traits.givenNames} ${traits.usedName ?? traits.birthName}`;

/** `yyyy-MM-dd` as people write it; anything else as it is. */
export const dayOf = (date: string): string => date.replace(/^(\d{4})-(\d{2})-(\d{2})$/, '$3/$2/$1');

/** By groups, as on the patient's card. */
export const matriculeOf = (matricule: string): string => matricule.replace(/^(.)(..)(..)(..)(...)(...)(..)$/, '$1 $2 $3 $4 $5 $6 $7');

const day = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', day: '2-digit', month: '2-digit', year: 'numeric' });
const hour = new Intl.DateTimeFormat('fr-FR', { timeZone: 'Europe/Paris', hour: '2-digit', minute: '2-digit', second: '2-digit' });
export const momentOf = (at: number): string => `${day.format(at)} à ${hour.format(at)}`;

/** `yyyyMMddHHmmss`, UTC, as people here write it; anything else as it is. */
export function instantOf(time: string): string {
  const [, year, month, date, hours = '00', minutes = '00'] = /^(\d{4})(\d{2})(\d{2})(?:(\d{2})(\d{2}))?/.exec(time) ?? [];
  return year ? momentOf(Date.parse(`${year}-${month}-${date}T${hours}:${minutes}:00Z`)) : time;
}

const CLOSING_REASONS: Readonly<Record<string, string>> = { FERMETURE_DEMANDE_PATIENT: 'à la demande du patient' };
export function closingOf({ closing }: SimulatedRecord): string {
  if (!closing) return 'La date et le motif ne sont pas connus.';
  return `Fermé le ${dayOf(closing.date)}, ${CLOSING_REASONS[closing.reason] ?? `motif reçu : ${closing.reason}`}.`;
}

export interface SituationWords {
  readonly family: 'ok' | 'warn' | 'stop' | 'quiet';
  readonly icon: string;
  readonly label: string;
  readonly sentence: string;
  readonly more: string;
}

export function situationWords(access: RecordAccess): SituationWords {
  switch (access.kind) {
    case 'valid':
      return {
        family: 'ok',
        icon: 'folder-check',
        label: 'Ouvert, autorisé',
        sentence: 'Le DMP du patient est ouvert',
        more: "Vous avez l'autorisation d'accéder à ce DMP.",
      };
    case 'none':
      return {
        family: 'warn',
        icon: 'folder-lock',
        label: 'Ouvert, sans autorisation',
        sentence: 'Le DMP du patient est ouvert',
        more: "Vous n'avez pas l'autorisation d'accéder à ce DMP.",
      };
    case 'expired':
      return {
        family: 'warn',
        icon: 'clock-fading',
        label: 'Autorisation expirée',
        sentence: 'Le DMP du patient est ouvert',
        more: 'Votre autorisation a expiré.',
      };
    case 'blocked':
      return {
        family: 'stop',
        icon: 'shield-ban',
        label: 'Accès non souhaité',
        sentence: 'Le patient ne souhaite pas que vous accédiez à son DMP',
        more: "C'est son droit et cela ne change rien à ses soins.",
      };
    case 'closed':
      return { family: 'quiet', icon: 'folder-x', label: 'Fermé', sentence: 'Le DMP du patient est fermé', more: closingOf(access.record) };
    case 'missing':
      return {
        family: 'quiet',
        icon: 'circle-dashed',
        label: 'Pas encore créé',
        sentence: "Le DMP du patient n'est pas encore créé",
        more: 'Aucun dossier ne porte ce matricule.',
      };
  }
}

export const SCENARIO_WORDS: Readonly<Record<Scenario, string>> = {
  demonstration: 'Démonstration : un patient pour chaque situation',
  allAuthorised: 'Tous ouverts, accès autorisé',
  noneAuthorised: 'Tous ouverts, sans autorisation',
  allExpired: 'Tous ouverts, autorisation expirée',
  allBlocked: 'Tous ouverts, accès non souhaité par le patient',
  allClosed: 'Tous fermés à la demande du patient',
  allAttachedToMes: 'Tous rattachés à Mon espace santé',
  noRecord: "Aucun patient n'a de DMP",
};

export const FAULT_WORDS: Readonly<Record<Fault, string>> = {
  none: 'Aucune panne',
  cut: 'La ligne est coupée au milieu de la réponse',
  cutBeforeAnswer: 'La demande est faite, et la ligne est coupée avant la réponse',
  cutBeforeWork: "La ligne est coupée et rien n'est fait",
  http500: 'Le serveur répond « erreur 500 »',
  soapFault: 'Le service refuse, avec une erreur inconnue',
  garbage: "La réponse n'est pas du XML",
  doctype: 'La réponse contient un DOCTYPE, ce qui est interdit',
  huge: 'La réponse pèse 50\u00a0Mo',
  wrongRelatesTo: "La réponse est celle d'une autre demande",
  truncated: 'La réponse est incomplète',
  unknownHl7: 'Le DMP refuse, avec un code que personne ne connaît',
  clock: "L'horloge du DMP avance d'une heure",
  threshold: 'Le nombre de consultations autorisées est dépassé',
  hang: 'Le DMP ne répond jamais',
  unavailable: "Le service est indisponible et demande d'attendre (erreur 503)",
  slow: 'La réponse arrive très lentement',
  partialSuccess: 'Le document est enregistré, avec un avertissement',
};
