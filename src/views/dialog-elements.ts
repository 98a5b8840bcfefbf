import { DmpAccountView } from './dmp-account-view.js';
import { DmpAdministrativeView } from './dmp-administrative-view.js';
import { DmpAuthorisationView } from './dmp-authorisation-view.js';
import { DmpAuthorisedView } from './dmp-authorised-view.js';
import { DmpCreationView } from './dmp-creation-view.js';
import { DmpDocumentConfirmationView } from './dmp-document-confirmation-view.js';
import { DmpDocumentPropertiesView } from './dmp-document-properties-view.js';
import { DmpExplainView } from './dmp-explain-view.js';
import { DmpOppositionView } from './dmp-opposition-view.js';
import { DmpReceiptView } from './dmp-receipt-view.js';
import { DmpRemovalView } from './dmp-removal-view.js';
import { DmpSupportView } from './dmp-support-view.js';
import { DmpWithdrawalView } from './dmp-withdrawal-view.js';
import { define } from './elements.js';

const DIALOGS = {
  'dmp-account-view': DmpAccountView,
  'dmp-administrative-view': DmpAdministrativeView,
  'dmp-authorisation-view': DmpAuthorisationView,
  'dmp-authorised-view': DmpAuthorisedView,
  'dmp-creation-view': DmpCreationView,
  'dmp-document-confirmation-view': DmpDocumentConfirmationView,
  'dmp-document-properties-view': DmpDocumentPropertiesView,
  'dmp-explain-view': DmpExplainView,
  'dmp-opposition-view': DmpOppositionView,
  'dmp-receipt-view': DmpReceiptView,
  'dmp-removal-view': DmpRemovalView,
  'dmp-support-view': DmpSupportView,
  'dmp-withdrawal-view': DmpWithdrawalView,
};

/** Registers the dialogs of the tab, when the first of them is about to open. */
export const defineDialogs = (): void => define(DIALOGS);

type Dialogs = { [Tag in keyof typeof DIALOGS]: InstanceType<(typeof DIALOGS)[Tag]> };
declare global {
  interface HTMLElementTagNameMap extends Dialogs {}
}
