import { PDFArray, type PDFDict, PDFDocument, PDFHexString, PDFName, type PDFObject, PDFRawStream, PDFString } from 'pdf-lib';
import { beforeAll, expect, test } from 'vitest';
import { dictionariesOf, dictionaryIn, nameIn } from '../../../src/services/preparation/pdf-structure.js';
import type { PdfaFault } from '../../../src/services/preparation/pdfa-fault.js';
import { pdfaFaults } from '../../../src/services/preparation/pdfa-rules.js';
import { printedPdf } from './sample-pdfs.js';

/** For every rule of PDF/A-1b a file that is good but for one thing. */

let good: Uint8Array;
beforeAll(async () => {
  good = await printedPdf({ isArchive: true });
});

/** What is broken: the file's structure, its bytes, or whether a reader finds its parts. */
interface Broken {
  readonly pdf?: (pdf: PDFDocument) => void;
  readonly bytes?: (text: string) => string;
  readonly isSound?: boolean;
}

type Value = string | number | boolean | PDFObject | readonly Value[] | { readonly [key: string]: Value };
const obj = (pdf: PDFDocument, value: Value) => pdf.context.obj(value as Parameters<PDFDocument['context']['obj']>[0]) as PDFObject;
const inCatalogue = (key: string, value: Value) => (pdf: PDFDocument) => pdf.catalog.set(PDFName.of(key), obj(pdf, value));
/** One more object, which counts wherever it stands. */
const withObject = (value: Value) => (pdf: PDFDocument) => void pdf.context.register(obj(pdf, value));
const withStream = (dict: Record<string, string | number | boolean>) => (pdf: PDFDocument) =>
  void pdf.context.register(PDFRawStream.of(pdf.context.obj(dict) as PDFDict, new Uint8Array(4)));
const onPage = (key: string, value: Value) => (pdf: PDFDocument) => pdf.getPage(0).node.set(PDFName.of(key), obj(pdf, value));
const drawing = (content: string) => (pdf: PDFDocument) => {
  const { node } = pdf.getPage(0);
  const before = node.get(PDFName.of('Contents'));
  const added = pdf.context.register(PDFRawStream.of(pdf.context.obj({ Length: content.length }) as PDFDict, Buffer.from(content, 'latin1')));
  node.set(PDFName.of('Contents'), pdf.context.obj([...(before instanceof PDFArray ? before.asArray() : before ? [before] : []), added]));
};
const ofFonts = (subtype: string, change: (font: PDFDict) => void) => (pdf: PDFDocument) => {
  const fonts = dictionariesOf(pdf).filter((one) => nameIn(one, 'Subtype') === subtype);
  expect(fonts).not.toEqual([]);
  for (const font of fonts) change(font);
};
const xmp = (from: string | RegExp, to: string) => (pdf: PDFDocument) => {
  const stream = pdf.context.lookup(pdf.catalog.get(PDFName.of('Metadata'))) as PDFRawStream;
  const text = Buffer.from(stream.contents).toString('utf8');
  expect(text).toMatch(from);
  pdf.catalog.set(PDFName.of('Metadata'), pdf.context.register(PDFRawStream.of(stream.dict, Buffer.from(text.replace(from, to)))));
};
const information = (key: string, value: string) => (pdf: PDFDocument) =>
  (pdf.context.lookup(pdf.context.trailerInfo.Info) as PDFDict).set(
    PDFName.of(key),
    value.startsWith('D:') ? PDFString.of(value) : PDFHexString.fromText(value),
  );
const annotation = (value: Readonly<Record<string, Value>>) => onPage('Annots', [{ Type: 'Annot', Rect: [0, 0, 9, 9], ...value }]);
const state = (value: Readonly<Record<string, Value>>) => withObject({ Type: 'ExtGState', ...value });

const CASES: Readonly<Record<PdfaFault, Readonly<Record<string, Broken>>>> = {
  header: {
    'of a later version': { bytes: (text) => text.replace(/^%PDF-1\.\d/, '%PDF-1.5') },
    'that a program takes for a text': { bytes: (text) => text.replace(/^(%PDF-1\.\d\n%)....\n/s, '$1text\n') },
  },
  identifier: { 'that is missing': { pdf: ({ context }) => void delete context.trailerInfo.ID } },
  crossReference: {
    'that leads elsewhere': { isSound: false },
    'in a stream': { bytes: (text) => text.replace('/Type /Catalog', '/Type /XRef /Catalog') },
    'with objects in a stream': { bytes: (text) => text.replace('/Type /Catalog', '/Type /ObjStm /Catalog') },
    'after which something follows': { bytes: (text) => `${text}more` },
  },
  lzw: { 'of a stream': { pdf: withStream({ Filter: 'LZWDecode', Length: 4 }) } },
  outputIntent: {
    'that is missing': { pdf: (pdf) => pdf.catalog.delete(PDFName.of('OutputIntents')) },
    'of another standard': { pdf: inCatalogue('OutputIntents', [{ Type: 'OutputIntent', S: 'GTS_PDFX' }]) },
    'without a profile': { pdf: inCatalogue('OutputIntents', [{ Type: 'OutputIntent', S: 'GTS_PDFA1' }]) },
  },
  imageHints: {
    'to smooth it': { pdf: withStream({ Type: 'XObject', Subtype: 'Image', Interpolate: true, Length: 4 }) },
    'of another picture for printing': { pdf: withObject({ Subtype: 'Image', Alternates: [] }) },
    'of a printing house': { pdf: withObject({ Subtype: 'Form', OPI: {} }) },
  },
  glyphMap: { 'that is missing': { pdf: ofFonts('CIDFontType2', (font) => font.delete(PDFName.of('CIDToGIDMap'))) } },
  cidSet: { 'that is missing': { pdf: ofFonts('CIDFontType2', (font) => dictionaryIn(font, 'FontDescriptor')?.delete(PDFName.of('CIDSet'))) } },
  transparencyGroup: { 'of a page': { pdf: onPage('Group', { S: 'Transparency', CS: 'DeviceRGB' }) } },
  linkFlags: {
    'that are missing': { pdf: annotation({ Subtype: 'Link' }) },
    'that hide it': { pdf: annotation({ Subtype: 'Link', F: 4 | 2 }) },
  },
  metadata: {
    'that is missing': { pdf: (pdf) => pdf.catalog.delete(PDFName.of('Metadata')) },
    'that is no XML': { pdf: xmp('</rdf:RDF>', '') },
    'of another part': { pdf: xmp(/(pdfaid:part>)1/, '$12') },
    'of no level': { pdf: xmp(/(pdfaid:conformance>)B/, '$1X') },
    'that names another title': { pdf: information('Title', 'Autre titre') },
    'that names another time': { pdf: information('CreationDate', 'D:20200101000000Z') },
    'that is compressed': {
      pdf: (pdf) => (pdf.context.lookup(pdf.catalog.get(PDFName.of('Metadata'))) as PDFRawStream).dict.set(PDFName.of('Filter'), PDFName.of('FlateDecode')),
    },
  },
  limits: {
    'of a name': { pdf: withObject({ Key: 'x'.repeat(128) }) },
    'of a string': { pdf: (pdf) => void pdf.context.register(PDFString.of('x'.repeat(65_536))) },
    'of a string in hexadecimal': { pdf: (pdf) => void pdf.context.register(PDFHexString.of('00'.repeat(65_536))) },
    'of a list': { pdf: withObject(Array<number>(8192).fill(0)) },
    'of a dictionary': { pdf: withObject(Object.fromEntries(Array.from({ length: 4096 }, (_, index) => [`k${index}`, 0]))) },
    'of states in one another': { pdf: drawing('q '.repeat(29) + 'Q '.repeat(29)) },
  },
  optionalContent: { 'that is there': { pdf: inCatalogue('OCProperties', {}) } },
  colours: {
    'of a printer, for a screen': { pdf: drawing('0 0 0 1 k') },
    'of a screen, for a printer': {
      pdf: (pdf) => {
        const profile = pdf.context.register(PDFRawStream.of(pdf.context.obj({ N: 4 }) as PDFDict, new Uint8Array(4)));
        inCatalogue('OutputIntents', [{ S: 'GTS_PDFA1', DestOutputProfile: profile }])(pdf);
        drawing('1 0 0 rg')(pdf);
      },
    },
  },
  picture: {
    'in JPEG 2000': { pdf: withStream({ Filter: 'JPXDecode', Length: 4 }) },
    'in sixteen bits': { pdf: withObject({ Subtype: 'Image', BitsPerComponent: 16 }) },
    'that is a program': { pdf: withObject({ Type: 'XObject', Subtype: 'PS' }) },
    'in a page, in LZW': { pdf: drawing('BI /W 1 /H 1 /BPC 8 /CS /G /F /LZW ID x EI') },
  },
  graphicsState: {
    'that changes colours': { pdf: state({ TR: 'Identity' }) },
    'that changes them the other way': { pdf: state({ TR2: 'Identity' }) },
    'of an intent nobody knows': { pdf: state({ RI: 'Vivid' }) },
  },
  content: {
    'of an instruction nobody knows': { pdf: drawing('1 2 xyz') },
    'of an intent nobody knows': { pdf: drawing('/Vivid ri') },
  },
  font: {
    'that is not in it': { pdf: withObject({ Type: 'Font', Subtype: 'Type1', BaseFont: 'Helvetica' }) },
    'that draws itself': { pdf: withObject({ Type: 'Font', Subtype: 'Type3' }) },
    'of another encoding': { pdf: ofFonts('Type0', (font) => font.set(PDFName.of('Encoding'), PDFName.of('UniJIS-UCS2-H'))) },
    'whose file is missing': { pdf: ofFonts('CIDFontType2', (font) => dictionaryIn(font, 'FontDescriptor')?.delete(PDFName.of('FontFile2'))) },
    'of letters without a table': { pdf: withObject({ Type: 'Font', Subtype: 'TrueType', FirstChar: 0, LastChar: 0, Widths: [0] }) },
  },
  transparency: {
    'by a mask': { pdf: withObject({ Subtype: 'Image', SMask: {} }) },
    'by a mask inside a picture': { pdf: withObject({ Subtype: 'Image', SMaskInData: 1 }) },
    'of what is filled': { pdf: state({ ca: 0.5 }) },
    'of what is drawn': { pdf: state({ CA: 0.5 }) },
    'by a mixture': { pdf: state({ BM: 'Multiply' }) },
  },
  annotation: {
    'of a kind nobody prints': { pdf: annotation({ Subtype: 'Movie', F: 4, AP: { N: {} } }) },
    'without a look of its own': { pdf: annotation({ Subtype: 'Stamp', F: 4 }) },
    'that is hidden': { pdf: annotation({ Subtype: 'Stamp', F: 4 | 2, AP: { N: {} } }) },
    'with a look for the mouse': { pdf: annotation({ Subtype: 'Stamp', F: 4, AP: { N: {}, D: {} } }) },
  },
  action: {
    'that leads to the web': { pdf: withObject({ A: { S: 'URI' } }) },
    'at its opening': { pdf: inCatalogue('OpenAction', { S: 'JavaScript' }) },
    'of an event': { pdf: onPage('AA', {}) },
    'that prints': { pdf: withObject({ A: { S: 'Named', N: 'Print' } }) },
    'after which another comes': { pdf: withObject({ A: { S: 'GoTo', Next: {} } }) },
  },
  form: {
    'that is drawn by the reader': { pdf: inCatalogue('AcroForm', { NeedAppearances: true, Fields: [] }) },
    'that is filled in': { pdf: inCatalogue('AcroForm', { Fields: [{ FT: 'Tx' }] }) },
  },
};

const load = (bytes: Uint8Array) => PDFDocument.load(bytes, { updateMetadata: false });

test('a PDF/A-1b has no fault', async () => expect([...pdfaFaults(await load(good), good, true)]).toEqual([]));

test.each(Object.entries(CASES).flatMap(([fault, cases]) => Object.entries(cases).map(([name, broken]) => [fault, name, broken] as const)))(
  '%s %s is a fault, and the only one',
  async (fault, _, { bytes: change, isSound = true, pdf: breakIt }) => {
    const pdf = await load(good);
    breakIt?.(pdf);
    const before = Buffer.from(good).toString('latin1');
    const after = change?.(before) ?? before;
    if (change) expect(after).not.toBe(before);
    expect([...pdfaFaults(pdf, Buffer.from(after, 'latin1'), isSound)]).toEqual([fault]);
  },
);
