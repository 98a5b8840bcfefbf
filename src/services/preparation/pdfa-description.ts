import { XMLValidator } from 'fast-xml-parser';
import { type PDFDict, type PDFDocument, PDFHexString, PDFRawStream, PDFString } from 'pdf-lib';
import { dictionaryIn, valueIn } from './pdf-structure.js';
import type { PdfInformation } from './pdfa-metadata.js';

const TEXTS = ['Title', 'Author', 'Subject', 'Keywords', 'Creator', 'Producer'] as const;
const DATES = [
  ['CreationDate', 'CreateDate'],
  ['ModDate', 'ModifyDate'],
] as const;

/** What a PDF says about itself to readers. What cannot be read is left out. */
export function informationOf(pdf: PDFDocument): PdfInformation {
  const info = infoOf(pdf);
  const found = {
    ...{ title: textIn(info, 'Title'), author: textIn(info, 'Author'), subject: textIn(info, 'Subject'), keywords: textIn(info, 'Keywords') },
    ...{ creator: textIn(info, 'Creator'), producer: textIn(info, 'Producer'), createdAt: dateIn(info, 'CreationDate'), modifiedAt: dateIn(info, 'ModDate') },
  };
  return Object.fromEntries(Object.entries(found).filter(([, value]) => value !== undefined));
}

/** Whether it says that it is PDF/A-1b, where programs that know no PDF find it, and the same about itself in both places. */
export function isDescribed(pdf: PDFDocument): boolean {
  const stream = valueIn(pdf.catalog, 'Metadata');
  if (!(stream instanceof PDFRawStream) || valueIn(stream.dict, 'Filter') !== undefined) return false;
  const xmp = Buffer.from(stream.contents).toString('utf8');
  if (XMLValidator.validate(xmp) !== true) return false;
  const claims = /pdfaid:part(?:>|=["'])1\b/.test(xmp) && /pdfaid:conformance(?:>|=["'])[AB]\b/.test(xmp);
  const info = infoOf(pdf);
  const plain = xmp.replace(/&(amp|lt|gt|quot|apos|#39|#x27);/g, (entity) => ENTITIES[entity] ?? entity);
  const hasTexts = TEXTS.every((key) => plain.includes(textIn(info, key) ?? ''));
  const hasDates = DATES.every(([key, name]) => isSameInstant(info, key, new RegExp(`xmp:${name}(?:>|=["'])([^<"']+)`).exec(xmp)?.[1]));
  return claims && hasTexts && hasDates;
}

const ENTITIES: Readonly<Record<string, string>> = { '&amp;': '&', '&lt;': '<', '&gt;': '>', '&quot;': '"', '&apos;': "'", '&#39;': "'", '&#x27;': "'" };

function infoOf(pdf: PDFDocument): PDFDict | undefined {
  const { context } = pdf;
  return dictionaryIn(context.obj({ Info: context.trailerInfo.Info ?? null }) as PDFDict, 'Info');
}

function textIn(info: PDFDict | undefined, key: string): string | undefined {
  const value = info && valueIn(info, key);
  return (value instanceof PDFString || value instanceof PDFHexString ? value.decodeText() : undefined) || undefined;
}

function dateIn(info: PDFDict | undefined, key: string): Date | undefined {
  const value = info && valueIn(info, key);
  try {
    const date = value instanceof PDFString || value instanceof PDFHexString ? value.decodeDate() : undefined;
    return date && !Number.isNaN(date.getTime()) ? date : undefined;
  } catch {
    return undefined;
  }
}

function isSameInstant(info: PDFDict | undefined, key: string, xmpDate: string | undefined): boolean {
  if (!info || valueIn(info, key) === undefined) return true;
  const date = dateIn(info, key);
  return date !== undefined && xmpDate !== undefined && Math.abs(date.getTime() - Date.parse(xmpDate)) < 1000;
}
