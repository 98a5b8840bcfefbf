import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { decodePDFRawStream, type PDFDict, type PDFDocument, PDFName, PDFNumber, PDFRawStream } from 'pdf-lib';
import { dictionariesOf, dictionaryIn, listIn, nameIn, namesIn } from './pdf-structure.js';
import { informationOf } from './pdfa-description.js';
import type { MendableFault } from './pdfa-fault.js';
import { signsIn, wideFontsOf } from './pdfa-fonts.js';
import { addOutputIntent, describe, writeArchive } from './pdfa-metadata.js';
import { COLOUR_PROFILE_FILE } from './preparation-files.js';

const PRINT = 4;
/** Invisible, hidden, not on a screen. */
const UNSEEN = 1 | 2 | 32;

/**
 * Writes a PDF again as PDF/A-1b, with the same pages. The same file gives the same bytes.
 * @param bytes the file `pdf` was read from
 */
export async function repaired(folder: string, pdf: PDFDocument, bytes: Uint8Array, faults: ReadonlySet<MendableFault>): Promise<Uint8Array> {
  const steps: Readonly<Partial<Record<MendableFault, () => void | Promise<void>>>> = {
    lzw: () => recompress(pdf),
    imageHints: () => forDictionaries(pdf, dropHints),
    transparencyGroup: () => forDictionaries(pdf, dropGroup),
    glyphMap: () => numberSigns(pdf),
    cidSet: () => listSigns(pdf),
    linkFlags: () => showLinks(pdf),
    outputIntent: async () => addOutputIntent(pdf, await readFile(join(folder, COLOUR_PROFILE_FILE))),
  };
  for (const fault of faults) await steps[fault]?.();
  describe(pdf, informationOf(pdf));
  return writeArchive(pdf, createHash('sha256').update(bytes).digest().subarray(0, 16));
}

function forDictionaries(pdf: PDFDocument, change: (one: PDFDict) => void): void {
  for (const one of dictionariesOf(pdf)) change(one);
}

function dropHints(one: PDFDict): void {
  if (one.has(PDFName.of('Interpolate'))) one.delete(PDFName.of('Interpolate'));
  if (!['Image', 'Form'].includes(nameIn(one, 'Subtype') ?? '')) return;
  one.delete(PDFName.of('Alternates'));
  one.delete(PDFName.of('OPI'));
}

function dropGroup(one: PDFDict): void {
  const group = dictionaryIn(one, 'Group');
  if (group && nameIn(group, 'S') === 'Transparency') one.delete(PDFName.of('Group'));
}

/** Both compressions are followed by the same prediction, so its parameters stay. */
function recompress(pdf: PDFDocument): void {
  for (const [ref, object] of pdf.context.enumerateIndirectObjects()) {
    if (!(object instanceof PDFRawStream) || !namesIn(object.dict, 'Filter').some((filter) => filter === 'LZWDecode' || filter === 'LZW')) continue;
    const bytes = deflateSync(decodePDFRawStream(object).decode());
    const dict = object.dict.clone();
    dict.set(PDFName.of('Filter'), PDFName.of('FlateDecode'));
    dict.set(PDFName.of('Length'), PDFNumber.of(bytes.length));
    const parameters = dictionaryIn(dict, 'DecodeParms') ?? listIn(dict, 'DecodeParms').at(-1);
    if (parameters) dict.set(PDFName.of('DecodeParms'), parameters);
    pdf.context.assign(ref, PDFRawStream.of(dict, bytes));
  }
}

/** What readers assume, said. */
function numberSigns(pdf: PDFDocument): void {
  const key = PDFName.of('CIDToGIDMap');
  for (const { font } of wideFontsOf(pdf)) if (!font.has(key)) font.set(key, PDFName.of('Identity'));
}

/** The embedded file holds exactly the signs that are numbered in it. */
function listSigns(pdf: PDFDocument): void {
  for (const { descriptor, file } of wideFontsOf(pdf)) {
    const signs = signsIn(file);
    if (signs === undefined || descriptor.has(PDFName.of('CIDSet'))) continue;
    const bits = new Uint8Array(Math.ceil(signs / 8));
    for (let sign = 0; sign < signs; sign++) bits[sign >> 3] = (bits[sign >> 3] ?? 0) | (0x80 >> (sign & 7));
    descriptor.set(PDFName.of('CIDSet'), pdf.context.register(pdf.context.flateStream(bits)));
  }
}

function showLinks(pdf: PDFDocument): void {
  for (const link of pdf.getPages().flatMap(({ node }) => listIn(node, 'Annots'))) {
    if (nameIn(link, 'Subtype') !== 'Link') continue;
    const flags = link.lookupMaybe(PDFName.of('F'), PDFNumber)?.asNumber() ?? 0;
    link.set(PDFName.of('F'), PDFNumber.of((flags & ~UNSEEN) | PRINT));
  }
}
