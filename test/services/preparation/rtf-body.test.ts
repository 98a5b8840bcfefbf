import { expect, test } from 'vitest';
import { rtfBody, textOfRtf } from '../../../src/services/preparation/rtf-body.js';

const rtf = (content: string): Uint8Array =>
  Buffer.from(`{\\rtf1\\ansi\\ansicpg1252{\\fonttbl{\\f0 Arial;}}{\\*\\generator Writer;}\\f0 ${content}}\r\n`, 'latin1');

test('a text is kept byte for byte', () => {
  const bytes = rtf("Temp\\'e9rature : 38\\u176 ?\\par");
  expect(rtfBody(bytes)).toEqual({ mediaType: 'text/rtf', bytes, warnings: [] });
});

test('its text is read without its looks', () => {
  expect(textOfRtf(rtf("{\\b Gras\\b0} et \\'e9t\\'e9\\tab\\u8364 ?\\par{\\*\\inconnu secret}{\\info{\\title secret}}\\{fin\\}"))).toBe(
    'Gras et été\t€\n{fin}',
  );
});

test.each([
  ['an object', '{\\object\\objemb{\\*\\objdata 0105}}', 'document.rtfObject'],
  ['an object that is fetched', 'a{\\object\\objautlink\\objupdate b}', 'document.rtfObject'],
  ['a template', '{\\*\\template http://exemple.test/x.dot}a', 'document.rtfLink'],
  ['a link', 'a{\\field{\\*\\fldinst HYPERLINK "http://exemple.test"}{\\fldrslt b}}', 'document.rtfLink'],
  ['a link in pieces', 'a{\\field{\\*\\fldinst HY{\\b P}\\\'45RL\\u73 ?NK "http://exemple.test"}{\\fldrslt b}}', 'document.rtfLink'],
  ['a picture from elsewhere', 'a{\\field{\\*\\fldinst INCLUDEPICTURE "http://exemple.test/x.jpg"}}', 'document.rtfLink'],
  ['a link that names a place in the text, and another address', 'a{\\field{\\*\\fldinst HYPERLINK \\\\l "x" "http://exemple.test"}}', 'document.rtfLink'],
  ['a program that is called', 'a{\\field{\\*\\fldinst DDEAUTO c:\\\\cmd.exe}}', 'document.rtfLink'],
  ['a shape that is a link', 'a{\\shp{\\sp{\\sn pihlShape}{\\sv x}}}', 'document.rtfLink'],
  ['a text without its end', 'a{\\b b', 'document.corrupt'],
  ['something after its end', 'a}{\\rtf1 b', 'document.corrupt'],
  ['a depth no text has', '{'.repeat(600) + '}'.repeat(600), 'document.corrupt'],
  ['nothing to read', '\\par', 'document.empty'],
])('%s is refused', (_, content, code) => expect(() => rtfBody(rtf(content))).toThrow(expect.objectContaining({ code })));

test.each([
  ['a place in the text itself', 'a{\\field{\\*\\fldinst HYPERLINK \\\\l "_Toc1"}{\\fldrslt b}}'],
  ['a page number', 'a{\\field{\\*\\fldinst PAGE}{\\fldrslt 1}}'],
  ['a picture inside', '{\\pict\\pngblip 89504e47}'],
  ['data that is no text', 'a{\\pict\\jpegblip\\bin4 }}{{}'],
])('%s is accepted', (_, content) => expect(rtfBody(rtf(content)).mediaType).toBe('text/rtf'));
