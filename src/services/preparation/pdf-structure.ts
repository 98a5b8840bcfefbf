import { inflateSync, constants as zlib } from 'node:zlib';
import { decodePDFRawStream, EncryptedPDFError, PDFArray, PDFDict, PDFDocument, PDFName, type PDFObject, PDFRawStream, PDFRef, PDFStream } from 'pdf-lib';
import { PluginError } from '../../api/plugin-error.js';
import { MOST_STREAM_BYTES } from './limits.js';

/** Reads every part of a PDF, also what no page uses. @throws PluginError `document.corrupt`, `document.pdfEncrypted` */
export async function readPdf(bytes: Uint8Array): Promise<PDFDocument> {
  try {
    return await PDFDocument.load(bytes, { updateMetadata: false, throwOnInvalidObject: true });
  } catch (error) {
    // The cause might quote the document.
    throw new PluginError(error instanceof EncryptedPDFError ? 'document.pdfEncrypted' : 'document.corrupt');
  }
}

/** Every dictionary, also inside others. */
export function dictionariesOf(pdf: PDFDocument): readonly PDFDict[] {
  return everythingIn(pdf).filter((one): one is PDFDict => one instanceof PDFDict);
}

/** Every value of a file: each object with all that stands inside it, but not what it refers to. */
export function everythingIn(pdf: PDFDocument): readonly PDFObject[] {
  const found: PDFObject[] = [];
  const open: PDFObject[] = pdf.context.enumerateIndirectObjects().map(([, object]) => object);
  for (let one = open.pop(); one; one = open.pop()) {
    found.push(one);
    open.push(...insideOf(one));
  }
  return found;
}

/** Takes out what nothing refers to: leftovers of former versions, and what only they used. */
export function removeUnreachable(pdf: PDFDocument): void {
  const { context } = pdf;
  const reached = new Set<PDFObject>();
  const open: PDFObject[] = [context.trailerInfo.Root, context.trailerInfo.Info].filter((one): one is PDFObject => one !== undefined);
  for (let one = open.pop(); one; one = open.pop()) {
    if (reached.has(one)) continue;
    reached.add(one);
    const target = one instanceof PDFRef ? context.lookup(one) : undefined;
    open.push(...insideOf(one), ...(target ? [target] : []));
  }
  for (const [ref] of context.enumerateIndirectObjects()) if (!reached.has(ref)) context.delete(ref);
}

/** A stream's content. @throws PluginError `document.corrupt`, also where it would fill the memory */
export function contentOf(stream: PDFStream): Uint8Array {
  if (!(stream instanceof PDFRawStream)) return stream.getContents();
  const filters = namesIn(stream.dict, 'Filter');
  try {
    if (filters.length === 0) return stream.contents;
    if (filters.length === 1 && ['FlateDecode', 'Fl'].includes(filters[0] ?? ''))
      // Of a stream that was cut, what there is: readers do so.
      return inflateSync(stream.contents, { maxOutputLength: MOST_STREAM_BYTES, finishFlush: zlib.Z_SYNC_FLUSH });
    return decodePDFRawStream(stream).decode();
  } catch {
    throw new PluginError('document.corrupt');
  }
}

/** A name, or the names of a list, under a key. */
export function namesIn(dictionary: PDFDict, key: string): readonly string[] {
  const value = dictionary.lookup(PDFName.of(key));
  const values = value instanceof PDFArray ? value.asArray().map((one) => dictionary.context.lookup(one)) : [value];
  return values.filter((one): one is PDFName => one instanceof PDFName).map((name) => name.decodeText());
}

export const nameIn = (dictionary: PDFDict, key: string): string | undefined => namesIn(dictionary, key)[0];

export function valueIn(dictionary: PDFDict, key: string): PDFObject | undefined {
  return dictionary.lookup(PDFName.of(key));
}

export function dictionaryIn(dictionary: PDFDict, key: string): PDFDict | undefined {
  const value = valueIn(dictionary, key);
  return value instanceof PDFDict ? value : value instanceof PDFStream ? value.dict : undefined;
}

/** The dictionaries of a list under a key. */
export function listIn(dictionary: PDFDict, key: string): readonly PDFDict[] {
  const value = valueIn(dictionary, key);
  if (!(value instanceof PDFArray)) return [];
  return value
    .asArray()
    .map((one) => dictionary.context.lookup(one))
    .filter((one): one is PDFDict => one instanceof PDFDict);
}

function insideOf(object: PDFObject): readonly PDFObject[] {
  if (object instanceof PDFStream) return [object.dict];
  if (object instanceof PDFDict) return object.values();
  return object instanceof PDFArray ? object.asArray() : [];
}
