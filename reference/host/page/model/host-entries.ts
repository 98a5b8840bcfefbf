import type { HostAction, MenuAction } from './menu-model.js';

/** What the entries of the host depend on. */
export interface HostEntryState {
  readonly isOwnInsured: boolean;
  readonly clipboardIsEmpty: boolean;
}

/** The host's own entries of *Autre action*, in their usual order. */
export function hostEntries({ isOwnInsured, clipboardIsEmpty }: HostEntryState): readonly MenuAction[] {
  const own = isOwnInsured ? 'Ce patient est lui-même l’assuré.' : undefined;
  return [
    entry('openSummary', 'Dossier patient', 'folder-open'),
    entry('fetchFromInsured', "Récupérer les coordonnées de l'assuré", 'download', own),
    entry('copyToInsured', "Copier les coordonnées dans la fiche de l'assuré", 'contact', own),
    entry('copyCoordinates', 'Copier les coordonnées', 'copy'),
    entry('pasteCoordinates', 'Coller les coordonnées', 'clipboard-list', clipboardIsEmpty ? 'Aucune coordonnée n’a été copiée.' : undefined),
    entry('openEnvelope', 'Enveloppe', 'mail'),
  ];
}

const entry = (action: HostAction, title: string, icon: string, disabledReason?: string): MenuAction => ({
  kind: 'action',
  id: action,
  title,
  icon,
  external: false,
  ...(disabledReason ? { disabledReason } : {}),
  target: { kind: 'host', action },
});
