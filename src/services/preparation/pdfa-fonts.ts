import { PDFArray, PDFDict, type PDFDocument, PDFNumber, PDFStream, PDFString } from 'pdf-lib';
import { contentOf, dictionariesOf, dictionaryIn, listIn, nameIn, valueIn } from './pdf-structure.js';
import type { PdfaFault } from './pdfa-fault.js';

const SYMBOLIC = 4;
const NON_SYMBOLIC = 32;
const ENCODINGS = ['WinAnsiEncoding', 'MacRomanEncoding'];
const KINDS = new Set(['Type0', 'Type1', 'MMType1', 'TrueType', 'Type3', 'CIDFontType0', 'CIDFontType2']);
const SUBSET = /^[A-Z]{6}\+/;

/** What keeps the fonts of a PDF from being the same everywhere. The outlines are not looked into. */
export function fontFaults(pdf: PDFDocument): ReadonlySet<PdfaFault> {
  const all = dictionariesOf(pdf);
  // What a page names as a font is one, whatever it says of itself: readers ask no more.
  const named = all.flatMap((one) => [...(dictionaryIn(one, 'Font')?.values() ?? [])]).map((value) => pdf.context.lookup(value));
  const told = all.filter((one) => nameIn(one, 'Type') === 'Font' || KINDS.has(nameIn(one, 'Subtype') ?? ''));
  const fonts = new Set([...told, ...named.filter((value) => value instanceof PDFDict)]);
  return new Set([...fonts].flatMap(faultsOf));
}

/** The fonts of two bytes per sign, with the file each is embedded as. */
export function wideFontsOf(pdf: PDFDocument): readonly { readonly font: PDFDict; readonly descriptor: PDFDict; readonly file: PDFStream }[] {
  return dictionariesOf(pdf).flatMap((font) => {
    const descriptor = nameIn(font, 'Subtype') === 'CIDFontType2' ? dictionaryIn(font, 'FontDescriptor') : undefined;
    const file = descriptor && valueIn(descriptor, 'FontFile2');
    return descriptor && file instanceof PDFStream ? [{ font, descriptor, file }] : [];
  });
}

/** How many signs a TrueType file holds; nothing where it does not say. */
export function signsIn(file: PDFStream): number | undefined {
  const bytes = Buffer.from(contentOf(file));
  const tables = bytes.length >= 12 ? bytes.readUInt16BE(4) : 0;
  for (let index = 0; index < tables; index++) {
    const at = 12 + 16 * index;
    if (at + 16 > bytes.length) return undefined;
    const start = bytes.readUInt32BE(at + 8);
    if (bytes.toString('latin1', at, at + 4) === 'maxp' && start + 6 <= bytes.length) return bytes.readUInt16BE(start + 4);
  }
  return undefined;
}

function faultsOf(font: PDFDict): readonly PdfaFault[] {
  switch (nameIn(font, 'Subtype')) {
    case 'Type0':
      return ['Identity-H', 'Identity-V'].includes(nameIn(font, 'Encoding') ?? '') && listIn(font, 'DescendantFonts').length === 1 ? [] : ['font'];
    case 'CIDFontType0':
      return isEmbedded(font, 'FontFile3') && hasSignList(font, 'CIDSet') ? [] : ['font'];
    case 'CIDFontType2':
      return wideFaults(font);
    case 'Type1':
    case 'MMType1':
      return (isEmbedded(font, 'FontFile') || isEmbedded(font, 'FontFile3')) && hasSignList(font, 'CharSet') && hasWidths(font) ? [] : ['font'];
    case 'TrueType':
      return isEmbedded(font, 'FontFile2') && hasWidths(font) && isEncoded(font) ? [] : ['font'];
    default:
      return ['font'];
  }
}

function wideFaults(font: PDFDict): readonly PdfaFault[] {
  const descriptor = dictionaryIn(font, 'FontDescriptor');
  const file = descriptor && valueIn(descriptor, 'FontFile2');
  if (!(file instanceof PDFStream)) return ['font'];
  const map = valueIn(font, 'CIDToGIDMap');
  const isDirect = map === undefined || nameIn(font, 'CIDToGIDMap') === 'Identity';
  const needsList = !hasSignList(font, 'CIDSet');
  // A list of the signs can be made where their numbers are those of the file.
  if (needsList && (!isDirect || signsIn(file) === undefined)) return ['font'];
  return [...(map === undefined ? (['glyphMap'] as const) : []), ...(needsList ? (['cidSet'] as const) : [])];
}

const isEmbedded = (font: PDFDict, file: string): boolean => {
  const descriptor = dictionaryIn(font, 'FontDescriptor');
  return descriptor !== undefined && valueIn(descriptor, file) instanceof PDFStream;
};

/** A part of a font says which part. */
function hasSignList(font: PDFDict, key: 'CIDSet' | 'CharSet'): boolean {
  const descriptor = dictionaryIn(font, 'FontDescriptor');
  const name = (descriptor && nameIn(descriptor, 'FontName')) ?? nameIn(font, 'BaseFont') ?? '';
  const list = descriptor && valueIn(descriptor, key);
  return !SUBSET.test(name) || list instanceof PDFStream || list instanceof PDFString;
}

const hasWidths = (font: PDFDict): boolean =>
  valueIn(font, 'Widths') instanceof PDFArray && ['FirstChar', 'LastChar'].every((key) => valueIn(font, key) instanceof PDFNumber);

/** 6.3.7: letters by a known table without exceptions, symbols by the font's own. */
function isEncoded(font: PDFDict): boolean {
  const descriptor = dictionaryIn(font, 'FontDescriptor');
  const flags = descriptor && valueIn(descriptor, 'Flags');
  const bits = flags instanceof PDFNumber ? flags.asNumber() : 0;
  const encoding = valueIn(font, 'Encoding');
  if (bits & SYMBOLIC) return encoding === undefined;
  if (!(bits & NON_SYMBOLIC)) return false;
  if (encoding instanceof PDFDict) return ENCODINGS.includes(nameIn(encoding, 'BaseEncoding') ?? '') && valueIn(encoding, 'Differences') === undefined;
  return ENCODINGS.includes(nameIn(font, 'Encoding') ?? '');
}
