import { expect, test } from 'vitest';
import { kindOf } from '../../../src/services/preparation/file-kind.js';
import { bitmap, group4Page, png, tiff } from './sample-pictures.js';

const latin1 = (text: string): Uint8Array => Buffer.from(text, 'latin1');
/** An archive with one stored file. */
const zipOf = (name: string, content = ''): Uint8Array => {
  const header = Buffer.alloc(30);
  header.write('PK\x03\x04', 0, 'latin1');
  header.writeUInt16LE(20, 4);
  header.writeUInt32LE(content.length, 18);
  header.writeUInt32LE(content.length, 22);
  header.writeUInt16LE(name.length, 26);
  return Buffer.concat([header, latin1(name), latin1(content), latin1('PK\x05\x06'), Buffer.alloc(18)]);
};
const WORD_TYPES =
  '<Types><Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>';

test.each([
  ['a PDF', latin1('%PDF-1.4\n'), 'pdf'],
  ['a PDF after some lines of a printer', latin1('@PJL\n%PDF-1.4\n'), 'pdf'],
  ['a JPEG', Uint8Array.of(0xff, 0xd8, 0xff, 0xe0), 'jpeg'],
  ['a TIFF', tiff([group4Page()]), 'tiff'],
  ['an RTF', latin1('{\\rtf1 bonjour}'), 'rtf'],
  ['a text', latin1('Bonjour, été'), 'text'],
  ['a text of two bytes per letter', Buffer.from('\ufeffBonjour', 'utf16le'), 'text'],
])('%s is what it is', async (_, bytes, kind) => expect(await kindOf(bytes)).toBe(kind));

test.each([
  ['a PNG', png(bitmap(2, 2, () => [1, 2, 3])), 'document.isPng'],
  ['a GIF', latin1('GIF89a\x01\0\x01\0\0\0\0;'), 'document.isGif'],
  ['a photograph of a telephone', latin1('\0\0\0\x18ftypheic\0\0\0\0mif1heic'), 'document.isHeic'],
  ['another picture', latin1('RIFF\x1a\0\0\0WEBPVP8 \0\0\0\0'), 'document.isOtherImage'],
  ['a Word document', zipOf('[Content_Types].xml', WORD_TYPES), 'document.isWord'],
  ['a document of LibreOffice', zipOf('mimetype', 'application/vnd.oasis.opendocument.text'), 'document.isOpenDocument'],
  ['a document of Office before 2007', latin1('\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1' + '\0'.repeat(600)), 'document.isOffice'],
  ['an archive', zipOf('lettre.txt', 'bonjour'), 'document.isArchive'],
  ['a web page', latin1('<!-- x -->\n<!DOCTYPE html><html></html>'), 'document.isHtml'],
  ['a web page of XML', latin1('<?xml version="1.0"?>\n<html xmlns="http://www.w3.org/1999/xhtml"/>'), 'document.isHtml'],
  ['a program', latin1('\x7fELF\x02\x01\x01' + '\0'.repeat(60)), 'document.formatUnknown'],
  ['bytes without a meaning', Uint8Array.of(1, 0, 2, 0, 3), 'document.formatUnknown'],
])('%s is refused by its name', async (_, bytes, code) => expect(await kindOf(bytes).catch((error: unknown) => error)).toMatchObject({ code }));

test.each([
  'BMI 24,5 le 03/02',
  'MZ: patient vu ce jour',
  'ID3 note',
  'FORM du 3',
  'WEBVTT',
  'DRACO note',
  'OTTO Jean, vu ce jour',
  'GIF89a est le nom du fichier',
])('a note that begins with « %s » is text, whatever else begins so', async (words) => {
  expect(await kindOf(Buffer.from(`${words}\nPansement refait.\n`.repeat(5)))).toBe('text');
});
