import { DmpAboutView } from './dmp-about-view.js';
import { DmpCardView } from './dmp-card-view.js';
import { DmpChipView } from './dmp-chip-view.js';
import { DmpDropView } from './dmp-drop-view.js';
import { DmpLocalDocumentView } from './dmp-local-document-view.js';
import { DmpPassphraseView } from './dmp-passphrase-view.js';
import { DmpPinView } from './dmp-pin-view.js';
import { DmpSessionView } from './dmp-session-view.js';
import { DmpTabView } from './dmp-tab-view.js';
import { DmpWebNoticeView } from './dmp-web-notice-view.js';

const ELEMENTS = {
  'dmp-about-view': DmpAboutView,
  'dmp-card-view': DmpCardView,
  'dmp-chip-view': DmpChipView,
  'dmp-drop-view': DmpDropView,
  'dmp-local-document-view': DmpLocalDocumentView,
  'dmp-passphrase-view': DmpPassphraseView,
  'dmp-pin-view': DmpPinView,
  'dmp-session-view': DmpSessionView,
  'dmp-tab-view': DmpTabView,
  'dmp-web-notice-view': DmpWebNoticeView,
};

/** Registers the views that a page needs from the start; the dialogs register themselves with `defineDialogs`. */
export const defineElements = (): void => define(ELEMENTS);

/** Each view under its tag, once per page: a plugin that is activated again finds them there. */
export function define(elements: Readonly<Record<string, CustomElementConstructor>>): void {
  for (const [tag, view] of Object.entries(elements)) if (!customElements.get(tag)) customElements.define(tag, view);
}

type Elements = { [Tag in keyof typeof ELEMENTS]: InstanceType<(typeof ELEMENTS)[Tag]> };
declare global {
  interface HTMLElementTagNameMap extends Elements {}
}
