import type { RecordAct } from '../api/messages.js';
import type { IconName } from './icons.js';
import type { TextKey } from './l10n.js';

/** Words and icon of the buttons under a status. The acts on the internet account are a link beside the sentence. */
export const ACT_BUTTONS: Readonly<Partial<Record<RecordAct, { readonly icon: IconName; readonly text: TextKey; readonly isMain?: true }>>> = {
  askAuthorisation: { icon: 'shield-check', text: 'action.askAuthorisation', isMain: true },
  createRecord: { icon: 'folder-plus', text: 'action.createRecord', isMain: true },
  explainCreation: { icon: 'circle-question-mark', text: 'action.explain', isMain: true },
  administrativeData: { icon: 'id-card', text: 'action.administrativeData' },
  authorisedProfessionals: { icon: 'users', text: 'action.authorisedProfessionals' },
  removeAuthorisation: { icon: 'user-minus', text: 'action.removeAuthorisation' },
  leaflet: { icon: 'printer', text: 'action.printLeaflet' },
};

/** The one that stands in the place of the account's link. */
export const ACCOUNT_ACTS = ['createAccount', 'changeAccount', 'explainAccount'] as const satisfies readonly RecordAct[];
