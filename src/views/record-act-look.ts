import type { RecordAct } from '../api/messages.js';
import type { IconName } from './icons.js';
import type { TextKey } from './l10n.js';

/** Words and icon of a button under a status. `main`: what a professional most likely came for. `aside`: what takes something away. */
interface ActButton {
  readonly act: RecordAct;
  readonly icon: IconName;
  readonly text: TextKey;
  readonly weight?: 'main' | 'aside';
}

/** In their order on screen. The acts on the internet account are a link beside the sentence. */
export const ACT_BUTTONS: readonly ActButton[] = [
  { act: 'askAuthorisation', icon: 'key-round', text: 'action.askAuthorisation', weight: 'main' },
  { act: 'createRecord', icon: 'folder-plus', text: 'action.createRecord', weight: 'main' },
  { act: 'explainCreation', icon: 'circle-question-mark', text: 'action.explain', weight: 'main' },
  { act: 'administrativeData', icon: 'id-card', text: 'action.administrativeData' },
  { act: 'authorisedProfessionals', icon: 'users', text: 'action.authorisedProfessionals' },
  { act: 'leaflet', icon: 'printer', text: 'action.printLeaflet' },
  { act: 'removeAuthorisation', icon: 'user-minus', text: 'action.removeAuthorisation', weight: 'aside' },
];

/** What a click on the icon of a missing record starts. */
export const STARTING_ACTS: readonly RecordAct[] = ['createRecord', 'explainCreation'];

/** The one that stands in the place of the account's link. */
export const ACCOUNT_ACTS: readonly RecordAct[] = ['createAccount', 'changeAccount', 'explainAccount'];
