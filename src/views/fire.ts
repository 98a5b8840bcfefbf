import type { DocumentForm, FeedingRule, Visibility } from '../api/documents.js';
import type { AccountWish, AdministrativeChange, ChannelChange, CreationForm, RecordAct } from '../api/messages.js';
import type { ProposedFields } from '../api/patient.js';
import type { ListedAct } from './outbox-groups.js';

/** What our elements ask for. All bubble and cross shadow roots. */
export interface ViewEvents {
  'dmp-refresh': undefined;
  'dmp-run-diagnostic': undefined;
  'dmp-cancel': undefined;
  'dmp-unlock': { readonly encryptedPin: string };
  'dmp-choose-reader': { readonly reader: string };
  'dmp-choose-situation': { readonly id: string };
  'dmp-restart-agent': undefined;
  'dmp-open-dashboard': undefined;
  'dmp-open-diagnostic': undefined;
  'dmp-close': undefined;
  'dmp-hide-notice': undefined;
  /** A button of the tab: opens the dialog of that act. */
  'dmp-act': { readonly act: RecordAct };
  'dmp-acknowledge-traces': undefined;
  'dmp-dismiss-work': undefined;
  'dmp-open-support': undefined;
  /** The box was ticked and *Valider* chosen. */
  'dmp-ask-authorisation': undefined;
  'dmp-remove-authorisation': undefined;
  'dmp-check-creation': { readonly form: CreationForm };
  'dmp-create-record': { readonly form: CreationForm };
  'dmp-check-account': { readonly account: AccountWish };
  'dmp-create-account': { readonly account: AccountWish };
  'dmp-change-channel': { readonly change: ChannelChange };
  'dmp-renew-secrets': undefined;
  'dmp-propose-fields': { readonly fields: ProposedFields };
  'dmp-change-administrative-data': { readonly change: AdministrativeChange };
  'dmp-print-leaflet': undefined;
  /** The receipt was printed or downloaded. */
  'dmp-handed-over': undefined;
  /** What was asked for failed; it is to be asked for again. */
  'dmp-retry': undefined;
  /** An entry of a menu was chosen. */
  'dmp-menu-choice': { readonly id: string };
  /** What is to be done with one document: at once, or in a dialog of its own. */
  'dmp-document-act': { readonly documentId: string; readonly act: ListedAct };
  'dmp-add-document-form': undefined;
  /** The form goes; what was typed is kept. */
  'dmp-leave-form': undefined;
  /** What was typed is not wanted any more. */
  'dmp-drop-draft': undefined;
  'dmp-join-files': { readonly files: readonly File[] };
  'dmp-join-text': { readonly text: string };
  'dmp-remove-body': undefined;
  'dmp-check-document': { readonly form: DocumentForm };
  'dmp-add-document': { readonly form: DocumentForm };
  'dmp-confirm-document': undefined;
  /** The form of a patient is to be shown, at its DMP tab. */
  'dmp-open-form': { readonly patientId: string };
  'dmp-suspend-outbox': undefined;
  'dmp-resume-outbox': undefined;
  'dmp-acknowledge-loss': undefined;
  /** Everything that failed is to be tried now. */
  'dmp-retry-all': undefined;
  /** The user has confirmed that a document leaves the outbox unsent. */
  'dmp-withdraw': undefined;
  'dmp-open-opposition': undefined;
  'dmp-set-opposition': { readonly opposed: boolean };
  /** `confirmed`: who sees it from now on cannot be taken back. */
  'dmp-change-visibility': { readonly visibility: readonly Visibility[]; readonly confirmed?: true };
  'dmp-archive-document': undefined;
  'dmp-unarchive-document': undefined;
  'dmp-delete-document': undefined;
  'dmp-set-rules-on': { readonly isOn: boolean };
  /** Without `ruleId`, a new one. */
  'dmp-edit-rule': { readonly ruleId?: string };
  'dmp-save-rule': { readonly rule: FeedingRule };
  'dmp-remove-rule': { readonly ruleId: string };
  /** `patientId`: absent in the tab of one patient. */
  'dmp-set-rule-exception': { readonly patientId?: string; readonly isException: boolean };
}

declare global {
  interface HTMLElementEventMap extends ViewEventMap {}
}
type ViewEventMap = { [Name in keyof ViewEvents]: CustomEvent<ViewEvents[Name]> };

export function fire<Name extends keyof ViewEvents>(
  element: HTMLElement,
  name: Name,
  ...[detail]: ViewEvents[Name] extends undefined ? [] : [ViewEvents[Name]]
): void {
  element.dispatchEvent(new CustomEvent(name, { bubbles: true, composed: true, detail }));
}
