import { DmpAddDocumentView } from './dmp-add-document-view.js';
import { DmpPreviewView } from './dmp-preview-view.js';
import { define } from './elements.js';

const ADD_ELEMENTS = {
  'dmp-add-document-view': DmpAddDocumentView,
  'dmp-preview-view': DmpPreviewView,
};

/** Registers the form of a document and what belongs to it, when the first one is opened. */
export const defineAddElements = (): void => define(ADD_ELEMENTS);

type AddElements = { [Tag in keyof typeof ADD_ELEMENTS]: InstanceType<(typeof ADD_ELEMENTS)[Tag]> };
declare global {
  interface HTMLElementTagNameMap extends AddElements {}
}
