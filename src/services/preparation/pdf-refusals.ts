import { PDFArray, type PDFDict, type PDFDocument, PDFStream } from 'pdf-lib';
import { type ErrorCode, PluginError } from '../../api/plugin-error.js';
import { dictionariesOf, dictionaryIn, nameIn, valueIn } from './pdf-structure.js';

/** Actions that run a program. */
const SCRIPTS = new Set(['JavaScript', 'Rendition', 'Launch']);
/** Actions that lead out of the file. */
const LINKS = new Set(['URI', 'GoToR', 'GoToE', 'SubmitForm', 'ImportData']);
/** Annotations that hold a file, a sound, a film or a model. */
const ATTACHMENTS = new Set(['FileAttachment', 'Sound', 'Movie', 'Screen', '3D', 'RichMedia']);
/** What may set off an action of a page, a field or a file. */
const TRIGGERS = ['E', 'X', 'D', 'U', 'Fo', 'Bl', 'PO', 'PC', 'PV', 'PI', 'O', 'C', 'K', 'F', 'V', 'WC', 'WS', 'DS', 'WP', 'DP'];

/** Refuses what a document presents itself with must not have (EX_2.1-1115). @throws PluginError `document.pdfScript`, `pdfLink`, `pdfAttachment`, `pdfXfa` */
export function refuseActiveParts(pdf: PDFDocument): void {
  const dictionaries = dictionariesOf(pdf);
  const rules: readonly (readonly [code: ErrorCode, isBroken: (one: PDFDict) => boolean])[] = [
    ['document.pdfScript', (one) => isAction(one, SCRIPTS) || isTriggered(one) || hasScriptTree(one)],
    ['document.pdfAttachment', (one) => ATTACHMENTS.has(nameIn(one, 'Subtype') ?? '') || hasFile(one)],
    ['document.pdfXfa', (one) => isXfa(one)],
    ['document.pdfLink', (one) => isAction(one, LINKS) || hasBase(one) || dictionaryIn(one, 'Ref') !== undefined],
  ];
  for (const [code, isBroken] of rules) if (dictionaries.some(isBroken)) throw new PluginError(code);
  const streams = pdf.context.enumerateIndirectObjects().flatMap(([, object]) => (object instanceof PDFStream ? [object.dict] : []));
  // The content of such a stream is another file.
  if (streams.some((one) => valueIn(one, 'F') !== undefined || valueIn(one, 'FFilter') !== undefined)) throw new PluginError('document.pdfLink');
}

const isAction = (one: PDFDict, kinds: ReadonlySet<string>): boolean => kinds.has(nameIn(one, 'S') ?? '');
/** Whatever it does, it does it by itself. */
const isTriggered = (one: PDFDict): boolean => {
  const actions = dictionaryIn(one, 'AA');
  return actions !== undefined && TRIGGERS.some((key) => isActionDictionary(dictionaryIn(actions, key)));
};
const isActionDictionary = (one: PDFDict | undefined): boolean => one !== undefined && nameIn(one, 'S') !== undefined;
const hasScriptTree = (one: PDFDict): boolean => isTree(dictionaryIn(one, 'JavaScript'));
const hasFile = (one: PDFDict): boolean =>
  isTree(dictionaryIn(one, 'EmbeddedFiles')) || dictionaryIn(one, 'EF') !== undefined || nameIn(one, 'Type') === 'EmbeddedFile';
const isTree = (one: PDFDict | undefined): boolean =>
  one !== undefined && ['Names', 'Kids'].some((key) => (valueIn(one, key) as PDFArray | undefined)?.size?.() ?? 0);
const isXfa = (one: PDFDict): boolean => {
  const xfa = valueIn(one, 'XFA');
  return xfa instanceof PDFArray || xfa instanceof PDFStream;
};
/** What links without an address of their own start from. */
const hasBase = (one: PDFDict): boolean => {
  const base = dictionaryIn(one, 'URI');
  return base !== undefined && valueIn(base, 'Base') !== undefined;
};
