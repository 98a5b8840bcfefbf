import { DmpDocumentsView } from './dmp-documents-view.js';
import { DmpMenuView } from './dmp-menu-view.js';
import { DmpOutboxView } from './dmp-outbox-view.js';
import { DmpRuleView } from './dmp-rule-view.js';
import { DmpRulesView } from './dmp-rules-view.js';
import { DmpWithdrawalView } from './dmp-withdrawal-view.js';
import { define } from './elements.js';

const DOCUMENT_ELEMENTS = {
  'dmp-documents-view': DmpDocumentsView,
  'dmp-menu-view': DmpMenuView,
  'dmp-outbox-view': DmpOutboxView,
  'dmp-rule-view': DmpRuleView,
  'dmp-rules-view': DmpRulesView,
};

/** Registers what shows the documents that are fed, when the first of it is about to show; on a page their withdrawal is asked for without the other dialogs. */
export const defineDocumentElements = (): void => define({ ...DOCUMENT_ELEMENTS, 'dmp-withdrawal-view': DmpWithdrawalView });

type DocumentElements = { [Tag in keyof typeof DOCUMENT_ELEMENTS]: InstanceType<(typeof DOCUMENT_ELEMENTS)[Tag]> };
declare global {
  interface HTMLElementTagNameMap extends DocumentElements {}
}
