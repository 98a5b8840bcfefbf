import { fromWindows1252 } from './windows-1252.js';

/** What an RTF file is made of. `text` is a byte of text in the file's code page, or a character that was named by its number. */
export type RtfToken =
  | { readonly kind: 'open' }
  | { readonly kind: 'close' }
  | { readonly kind: 'word'; readonly name: string; readonly value?: number }
  | { readonly kind: 'text'; readonly text: string };

const WORD = /\\([a-zA-Z]{1,32})(-?\d{1,10})? ?/y;
const BYTE = /\\'([0-9a-fA-F]{2})/y;
const PLAIN = /[^\\{}\r\n]+/y;

/** Reads an RTF file from its beginning to its end, without a meaning. */
export function* rtfTokens(bytes: Uint8Array): Generator<RtfToken> {
  const source = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
  const at = (pattern: RegExp, index: number): RegExpExecArray | null => {
    pattern.lastIndex = index;
    return pattern.exec(source);
  };
  for (let index = 0; index < source.length; ) {
    const here = source[index];
    if (here === '{' || here === '}') {
      yield here === '{' ? { kind: 'open' } : { kind: 'close' };
      index += 1;
    } else if (here === '\\') {
      const byte = at(BYTE, index);
      const word = byte ? null : at(WORD, index);
      if (byte) yield { kind: 'text', text: fromWindows1252(String.fromCharCode(Number.parseInt(byte[1] ?? '', 16))) };
      else if (word) yield { kind: 'word', name: word[1] ?? '', ...(word[2] !== undefined && { value: Number(word[2]) }) };
      else yield symbol(source[index + 1] ?? '');
      const isBinary = word?.[1] === 'bin';
      index += (byte ?? word)?.[0].length ?? 2;
      if (isBinary) index += Math.max(0, Number(word?.[2] ?? 0));
    } else {
      const plain = at(PLAIN, index);
      if (plain) yield { kind: 'text', text: fromWindows1252(plain[0]) };
      index += plain?.[0].length ?? 1;
    }
  }
}

/** A backslash and one sign: the sign itself, or what it stands for. */
function symbol(sign: string): RtfToken {
  if (sign === '~') return { kind: 'text', text: '\u00a0' };
  if (sign === '_') return { kind: 'text', text: '-' };
  if (sign === '\r' || sign === '\n') return { kind: 'word', name: 'par' };
  return '\\{}'.includes(sign) ? { kind: 'text', text: sign } : { kind: 'word', name: sign };
}
