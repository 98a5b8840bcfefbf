import { PDFArray, PDFBool, type PDFDict, type PDFDocument, PDFName, PDFNumber, PDFRawStream } from 'pdf-lib';
import { dictionariesOf, dictionaryIn, listIn, nameIn, valueIn } from './pdf-structure.js';
import { contentFaults } from './pdfa-content.js';
import { isDescribed } from './pdfa-description.js';
import type { PdfaFault } from './pdfa-fault.js';
import { fontFaults } from './pdfa-fonts.js';
import { graphicsFaults } from './pdfa-graphics.js';

const PRINT = 4;
/** Invisible, hidden, not on a screen. */
const UNSEEN = 1 | 2 | 32;
const ANNOTATIONS = 'Text FreeText Line Square Circle Highlight Underline Squiggly StrikeOut Stamp Ink Widget PrinterMark TrapNet'.split(' ');
const MOVES = ['NextPage', 'PrevPage', 'FirstPage', 'LastPage'];

/**
 * What keeps a PDF from being PDF/A-1b, as far as its structure tells: none means that it passes for one. Where a rule is hard to decide, it counts as broken.
 * @param bytes the file
 * @param isSound whether a reader finds every part where the file says it is
 * @throws PluginError `document.corrupt`
 */
export function pdfaFaults(pdf: PDFDocument, bytes: Uint8Array, isSound: boolean): ReadonlySet<PdfaFault> {
  const colours = { isRgb: false, isCmyk: false };
  const faults = new Set<PdfaFault>([...fontFaults(pdf), ...graphicsFaults(pdf, colours), ...contentFaults(pdf, colours)]);
  const intended = intendedColours(pdf.catalog);
  const annotations = pdf.getPages().flatMap(({ node }) => listIn(node, 'Annots'));
  const rules: readonly (readonly [fault: PdfaFault, isBroken: boolean])[] = [
    ['header', !hasHeader(bytes)],
    ['identifier', !(pdf.context.trailerInfo.ID instanceof PDFArray)],
    ['crossReference', !isSound || !isPlainFile(bytes)],
    ['outputIntent', intended === undefined],
    // What has no intent yet is given the colours of a screen.
    ['colours', (colours.isRgb && (intended ?? 3) !== 3) || (colours.isCmyk && intended !== 4)],
    ['optionalContent', valueIn(pdf.catalog, 'OCProperties') !== undefined],
    ['linkFlags', annotations.some((one) => isLink(one) && (flagsOf(one) & (PRINT | UNSEEN)) !== PRINT)],
    ['annotation', annotations.some((one) => !isLink(one) && !isShownAlike(one))],
    [
      'action',
      dictionariesOf(pdf).some((one) => hasForbiddenAction(one, 'A') || hasForbiddenAction(one, 'OpenAction') || dictionaryIn(one, 'AA') !== undefined),
    ],
    ['form', isFillable(dictionaryIn(pdf.catalog, 'AcroForm'))],
    ['metadata', !isDescribed(pdf)],
  ];
  for (const [fault, isBroken] of rules) if (isBroken) faults.add(fault);
  return faults;
}

/** A signed PDF would not be what was signed any more. */
export const hasFields = (pdf: PDFDocument): boolean => {
  const form = dictionaryIn(pdf.catalog, 'AcroForm');
  return form !== undefined && listIn(form, 'Fields').length > 0;
};

/** The version, and four bytes that keep programs from taking the file for a text. */
function hasHeader(bytes: Uint8Array): boolean {
  const head = Buffer.from(bytes.subarray(0, 20)).toString('latin1');
  return /^%PDF-1\.[0-4][\r\n]+%[\x80-\xff]{4}/.test(head);
}

/** One table at its end says where everything is, and nothing follows. */
function isPlainFile(bytes: Uint8Array): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  return !/\/Type\s*\/(?:XRef|ObjStm)\b/.test(text) && /%%EOF(?:\r\n|\r|\n)?$/.test(text);
}

/** The number of colours of the profile the file is made for; none where it names none. */
function intendedColours(catalog: PDFDict): number | undefined {
  const intent = listIn(catalog, 'OutputIntents').find((one) => nameIn(one, 'S') === 'GTS_PDFA1');
  const profile = intent && valueIn(intent, 'DestOutputProfile');
  const colours = profile instanceof PDFRawStream ? valueIn(profile.dict, 'N') : undefined;
  return colours instanceof PDFNumber ? colours.asNumber() : undefined;
}

const isLink = (one: PDFDict): boolean => nameIn(one, 'Subtype') === 'Link';
function flagsOf(one: PDFDict): number {
  const flags = valueIn(one, 'F');
  return flags instanceof PDFNumber ? flags.asNumber() : 0;
}

/** On a screen and on paper, by its own drawing. */
function isShownAlike(one: PDFDict): boolean {
  const appearance = dictionaryIn(one, 'AP');
  const hasOneLook = appearance !== undefined && appearance.keys().length === 1 && appearance.has(PDFName.of('N'));
  return ANNOTATIONS.includes(nameIn(one, 'Subtype') ?? '') && (flagsOf(one) & (PRINT | UNSEEN)) === PRINT && hasOneLook;
}

/** Moving about in the file is all that is allowed. */
function hasForbiddenAction(one: PDFDict, key: string): boolean {
  const action = dictionaryIn(one, key);
  const kind = action && nameIn(action, 'S');
  if (!action || kind === undefined) return false;
  return !(kind === 'GoTo' || (kind === 'Named' && MOVES.includes(nameIn(action, 'N') ?? ''))) || valueIn(action, 'Next') !== undefined;
}

/** A signature is a field too, and is filled in. */
function isFillable(form: PDFDict | undefined): boolean {
  if (!form) return false;
  return valueIn(form, 'NeedAppearances') === PDFBool.True || listIn(form, 'Fields').some((field) => nameIn(field, 'FT') !== 'Sig');
}
