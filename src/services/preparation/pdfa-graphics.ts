import { PDFArray, PDFBool, PDFDict, type PDFDocument, PDFHexString, PDFName, PDFNumber, PDFString } from 'pdf-lib';
import { dictionariesOf, dictionaryIn, everythingIn, nameIn, namesIn, valueIn } from './pdf-structure.js';
import type { DeviceColours } from './pdfa-content.js';
import type { PdfaFault } from './pdfa-fault.js';

/** 6.1.12: what a reader of PDF 1.4 takes at most. */
const LONGEST_NAME = 127;
const LONGEST_STRING = 65_535;
const LONGEST_ARRAY = 8191;
const LARGEST_DICTIONARY = 4095;
const INTENTS = ['RelativeColorimetric', 'AbsoluteColorimetric', 'Perceptual', 'Saturation'];

/** Looks at pictures, drawing states and sizes, and notes the colours they name. */
export function graphicsFaults(pdf: PDFDocument, colours: DeviceColours): ReadonlySet<PdfaFault> {
  for (const one of everythingIn(pdf)) {
    if (one === PDFName.of('DeviceRGB')) colours.isRgb = true;
    if (one === PDFName.of('DeviceCMYK')) colours.isCmyk = true;
  }
  const isTooLarge = everythingIn(pdf).some(
    (one) =>
      (one instanceof PDFName && one.decodeText().length > LONGEST_NAME) ||
      (one instanceof PDFString && one.asBytes().length > LONGEST_STRING) ||
      (one instanceof PDFHexString && one.asBytes().length > LONGEST_STRING) ||
      (one instanceof PDFArray && one.size() > LONGEST_ARRAY) ||
      (one instanceof PDFDict && one.keys().length > LARGEST_DICTIONARY),
  );
  return new Set([...dictionariesOf(pdf).flatMap(faultsOf), ...(isTooLarge ? (['limits'] as const) : [])]);
}

const RULES: readonly (readonly [fault: PdfaFault, isBroken: (one: PDFDict) => boolean])[] = [
  ['lzw', (one) => namesIn(one, 'Filter').some((filter) => filter === 'LZWDecode' || filter === 'LZW')],
  ['picture', (one) => namesIn(one, 'Filter').some((filter) => filter === 'JPXDecode' || filter === 'Crypt')],
  ['picture', (one) => nameIn(one, 'Subtype') === 'Image' && (numberIn(one, 'BitsPerComponent') ?? 1) > 8],
  ['picture', (one) => nameIn(one, 'Subtype') === 'PS' || nameIn(one, 'Subtype2') === 'PS'],
  ['imageHints', (one) => valueIn(one, 'Interpolate') === PDFBool.True],
  ['imageHints', (one) => ['Image', 'Form'].includes(nameIn(one, 'Subtype') ?? '') && ['Alternates', 'OPI'].some((key) => valueIn(one, key) !== undefined)],
  ['transparency', (one) => dictionaryIn(one, 'SMask') !== undefined || (numberIn(one, 'SMaskInData') ?? 0) !== 0],
  ['transparency', (one) => (numberIn(one, 'CA') ?? 1) !== 1 || (numberIn(one, 'ca') ?? 1) !== 1],
  ['transparency', (one) => isDrawingState(one) && namesIn(one, 'BM').some((mode) => mode !== 'Normal' && mode !== 'Compatible')],
  ['transparencyGroup', (one) => nameIn(one, 'S') === 'Transparency'],
  [
    'graphicsState',
    (one) => isDrawingState(one) && (valueIn(one, 'TR') !== undefined || (valueIn(one, 'TR2') !== undefined && nameIn(one, 'TR2') !== 'Default')),
  ],
  ['graphicsState', (one) => isDrawingState(one) && nameIn(one, 'RI') !== undefined && !INTENTS.includes(nameIn(one, 'RI') ?? '')],
];

const faultsOf = (one: PDFDict): readonly PdfaFault[] => RULES.filter(([, isBroken]) => isBroken(one)).map(([fault]) => fault);

function numberIn(dictionary: PDFDict, key: string): number | undefined {
  const value = valueIn(dictionary, key);
  return value instanceof PDFNumber ? value.asNumber() : undefined;
}

/** Its type need not be written: what only a drawing state has tells it. */
const isDrawingState = (one: PDFDict): boolean =>
  nameIn(one, 'Type') === 'ExtGState' ||
  (nameIn(one, 'Type') === undefined && ['BM', 'TR', 'TR2', 'ca', 'SA', 'OP', 'op', 'LW'].some((key) => one.has(PDFName.of(key))));
