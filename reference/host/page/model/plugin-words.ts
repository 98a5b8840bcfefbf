import type { PluginInfo, PluginState } from '../../page-protocol.js';
import { timeOfDay } from './dates.js';

/** A plugin told in plain French: state, capabilities, contributions. */

export interface StateWords {
  readonly label: string;
  readonly icon: string;
  readonly family: 'ok' | 'quiet' | 'warn' | 'danger' | 'info';
  /** State of its process. */
  readonly process: string;
}

const STATES: Readonly<Record<PluginState, StateWords>> = {
  invalid: { label: 'À corriger', icon: 'circle-x', family: 'danger', process: 'Aucun' },
  disabled: { label: 'Désactivée', icon: 'circle-pause', family: 'quiet', process: 'Arrêté' },
  waiting: { label: 'Activée', icon: 'circle-check', family: 'ok', process: 'En attente' },
  starting: { label: 'Démarrage…', icon: 'loader-circle', family: 'info', process: 'Démarrage' },
  running: { label: 'Activée', icon: 'circle-check', family: 'ok', process: 'En marche' },
  restarting: { label: 'Redémarrage…', icon: 'loader-circle', family: 'warn', process: 'Redémarrage' },
  stopped: { label: 'Arrêtée', icon: 'plug-zap', family: 'danger', process: 'Arrêté' },
  unresponsive: { label: 'Ne répond pas', icon: 'triangle-alert', family: 'warn', process: 'Ne répond pas' },
};
export const stateWords = (state: PluginState): StateWords => STATES[state];

/** A plugin in this state shows nothing of its own: the host says so in its place. */
export const isBroken = (state: PluginState): boolean => state === 'restarting' || state === 'stopped' || state === 'unresponsive';

export interface Told {
  readonly icon: string;
  readonly title: string;
  readonly detail: string;
}

const NETWORKS: Readonly<Record<string, string>> = { dmp: 'Services du DMP seulement' };

/** What the plugin may do. What is not listed is denied. */
export function capabilitiesTold({ capabilities }: PluginInfo): readonly Told[] {
  if (!capabilities) return [];
  const { network, cardReader, documents, patient, practice } = capabilities;
  const told: Told[] = [];
  if (network.length)
    told.push({ icon: 'network', title: 'Réseau', detail: network.map((group) => NETWORKS[group] ?? `Groupe de services « ${group} »`).join(', ') });
  if (cardReader) told.push({ icon: 'credit-card', title: 'Lecteur de cartes', detail: 'Carte CPS et lecteurs de ce poste' });
  if (documents === 'read') told.push({ icon: 'files', title: 'Documents du cabinet', detail: 'Lecture, jamais de modification' });
  if (patient === 'read') told.push({ icon: 'user-round', title: 'Identité du patient', detail: 'Lecture, jamais de modification' });
  if (patient === 'propose')
    told.push({ icon: 'user-round', title: 'Identité du patient', detail: 'Lecture ; propose des valeurs que vous acceptez une à une' });
  if (practice === 'read') told.push({ icon: 'users', title: 'Professionnels du cabinet', detail: 'Lecture : nom, numéro, profession et structures' });
  return told.length ? told : [{ icon: 'shield-check', title: 'Rien de particulier', detail: 'Ni réseau, ni lecteur de cartes, ni données du patient' }];
}

export interface Contribution {
  readonly icon: string;
  /** Words in bold are in the odd places. */
  readonly sentence: readonly string[];
  readonly ids: string;
  readonly opensSettings?: boolean;
}

/** What the plugin adds to the application, with the ids of its manifest. */
export function contributionsTold({ contributes }: PluginInfo): readonly Contribution[] {
  if (!contributes) return [];
  const { views, menus, commands, configuration } = contributes;
  const told: Contribution[] = [];
  const add = (icon: string, place: string, list: readonly { readonly id: string; readonly title: string }[], before: string, after: string): void => {
    if (list.length)
      told.push({ icon, sentence: [before, list.map((view) => view.title).join(', '), after], ids: `${place} · ${list.map((view) => view.id).join(', ')}` });
  };
  add('layout-grid', 'views.patientForm', views.patientForm, views.patientForm.length > 1 ? 'Onglets ' : 'Onglet ', ' de la fiche du patient');
  add('tag', 'views.patientBand', views.patientBand, 'Pastille ', ' en tête de la fiche');
  add('columns-3', 'views.visitColumn', views.visitColumn, 'Colonne ', ' de la tournée');
  add('files', 'views.localDocument', views.localDocument, 'Repère ', ' sur les documents du cabinet');
  add('panel-left', 'views.page', views.page, views.page.length > 1 ? 'Pages ' : 'Page ', '');
  add('credit-card', 'patientReaders', contributes.patientReaders, 'Lecture : ', ' dans la fiche du patient');
  for (const [place, where] of [
    ['patientForm/otherAction', 'Autre action'],
    ['patientForm/tabStrip', 'Bout des onglets'],
    ['localDocument/context', 'Document du cabinet'],
  ] as const)
    for (const item of menus[place]) {
      const title = 'submenu' in item ? item.submenu : (item.title ?? commands.find((command) => command.id === item.command)?.title ?? '');
      const count = 'submenu' in item ? `, ${item.items.length} ${item.items.length > 1 ? 'entrées' : 'entrée'}` : '';
      told.push({ icon: 'menu', sentence: ['Menu ', `${where} → ${title}`, count], ids: `menus.${place}` });
    }
  if (commands.length)
    told.push({
      icon: 'square-terminal',
      sentence: [`${commands.length} ${commands.length > 1 ? 'commandes' : 'commande'}`],
      ids: shortened(
        'commands',
        commands.map((command) => command.id),
      ),
    });
  const settings = Object.entries(configuration).filter(([, setting]) => !setting.hidden);
  if (settings.length)
    told.push({
      icon: 'settings',
      sentence: [`${settings.length} ${settings.length > 1 ? 'réglages' : 'réglage'} `],
      ids: shortened(
        'configuration',
        settings.map(([key]) => key),
      ),
      opensSettings: true,
    });
  return told;
}

/** Why the plugin was started: its activation event in words. */
export function activationTold({ activation, contributes }: PluginInfo): string {
  if (!activation) return 'pas encore demandée';
  const { event, at } = activation;
  const [kind, id] = event.split(/:(.*)/s);
  const titleOf = (list: readonly { readonly id: string; readonly title: string }[] = []): string => list.find((one) => one.id === id)?.title ?? id ?? '';
  const why =
    event === 'patient.open'
      ? 'à l’ouverture d’une fiche'
      : kind === 'view'
        ? `à l’affichage de « ${titleOf([...(contributes?.views.visitColumn ?? []), ...(contributes?.views.page ?? [])])} »`
        : kind === 'command'
          ? `par la commande « ${titleOf(contributes?.commands)} »`
          : kind === 'patientReader'
            ? `pour lire : ${titleOf(contributes?.patientReaders)}`
            : event;
  return `${why}, ${timeOfDay(at)}`;
}

/** `61 Mo, aucun redémarrage`. */
export function processTold({ memoryMegabytes, restarts }: PluginInfo): string {
  const memory = memoryMegabytes === undefined ? [] : [`${Math.round(memoryMegabytes)} Mo`];
  return [...memory, restarts === 0 ? 'aucun redémarrage' : restarts === 1 ? '1 redémarrage' : `${restarts} redémarrages`].join(', ');
}

const shortened = (place: string, ids: readonly string[]): string => `${place} · ${ids.slice(0, 2).join(', ')}${ids.length > 2 ? '…' : ''}`;
