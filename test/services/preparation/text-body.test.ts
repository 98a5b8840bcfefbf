import fc from 'fast-check';
import { expect, test } from 'vitest';
import { textBody } from '../../../src/services/preparation/text-body.js';

const TEXT = 'Été — œdème\r\n\tTempérature : 38,5 °C';
const utf16 = (text: string, isBig: boolean): Uint8Array => {
  const bytes = Buffer.from(`\ufeff${text}`, 'utf16le');
  return isBig ? bytes.swap16() : bytes;
};

test.each([
  ['UTF-8', Buffer.from(TEXT), []],
  ['UTF-8 with a mark', Buffer.from(`\ufeff${TEXT}`), ['textReencoded']],
  ['UTF-16', utf16(TEXT, false), ['textReencoded']],
  ['UTF-16 the other way round', utf16(TEXT, true), ['textReencoded']],
  ['Windows-1252', Uint8Array.from([...TEXT].map((sign) => ({ '—': 0x97, œ: 0x9c })[sign] ?? sign.charCodeAt(0))), ['textReencoded']],
])('%s becomes UTF-8 and says the same', (_, bytes, warnings) => {
  expect(textBody(bytes)).toMatchObject({ mediaType: 'text/plain', warnings });
  expect(Buffer.from(textBody(bytes).bytes).toString()).toBe(TEXT);
});

test('a typed text is taken as it was typed, also where it looks like a file', () => {
  expect(textBody('%PDF-1.4 😀')).toEqual({ mediaType: 'text/plain', bytes: Buffer.from('%PDF-1.4 😀'), warnings: [] });
});

test.each([
  ['nothing but space', ' \r\n\t', 'document.empty'],
  ['a byte order mark alone', '\ufeff', 'document.empty'],
  ['an escape', 'a\u001b[31mb', 'document.textControl'],
  ['a zero', 'a\u0000b', 'document.textControl'],
  ['a control of the second kind', 'a\u0085b', 'document.textControl'],
])('%s is refused', (_, text, code) => expect(() => textBody(text)).toThrow(expect.objectContaining({ code })));

test('half a letter of two bytes is a damaged file', () => {
  expect(() => textBody(Uint8Array.of(0xff, 0xfe, 0x41))).toThrow(expect.objectContaining({ code: 'document.corrupt' }));
});

test('whatever is accepted is well-formed UTF-8 without a mark', () => {
  const isWellFormed = (bytes: Uint8Array): boolean => !new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes).startsWith('\ufeff');
  fc.assert(
    fc.property(fc.oneof(fc.string({ unit: 'binary' }), fc.uint8Array()), (source) => {
      try {
        return isWellFormed(textBody(source).bytes);
      } catch (error) {
        return ['document.empty', 'document.textControl', 'document.corrupt'].includes((error as Error).message);
      }
    }),
  );
});
