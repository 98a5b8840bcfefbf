/** One instruction of a page. `names`: the names among what stands before it, and all of an inline picture's. */
export interface PdfOperator {
  readonly name: string;
  readonly names: readonly string[];
  /** Those of `names` that `true` stands behind. */
  readonly flags: readonly string[];
}

const WHITE = new Set([0, 9, 10, 12, 13, 32]);
const DELIMITERS = new Set([...'()<>[]{}/%'].map((sign) => sign.charCodeAt(0)));
const [OPEN, CLOSE, LESS, MORE, SLASH, PERCENT, BACKSLASH] = [...'()<>/%\\'].map((sign) => sign.charCodeAt(0));

/** Reads what draws a page, without drawing. */
export function* operatorsOf(bytes: Uint8Array): Generator<PdfOperator> {
  let names: string[] = [];
  let flags: string[] = [];
  for (let index = 0; index < bytes.length; ) {
    const here = bytes[index] ?? 0;
    if (WHITE.has(here)) index += 1;
    else if (here === PERCENT) index = endOf(bytes, index, (byte) => byte === 10 || byte === 13);
    else if (here === OPEN) index = endOfString(bytes, index);
    else if (here === LESS && bytes[index + 1] !== LESS) index = endOf(bytes, index, (byte) => byte === MORE) + 1;
    else if (here === SLASH) {
      const end = endOfWord(bytes, index + 1);
      names.push(text(bytes, index + 1, end).replace(/#([0-9a-fA-F]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16))));
      index = end;
    } else if (DELIMITERS.has(here)) index += 1;
    else {
      const end = endOfWord(bytes, index);
      const word = text(bytes, index, end);
      index = word === 'ID' ? endOfInlineImage(bytes, end) : end;
      if (word === 'true') flags.push(names.at(-1) ?? '');
      if (isOperand(word)) continue;
      // The names of an inline picture are told where its data begins.
      if (word !== 'BI') yield { name: word, names, flags };
      names = [];
      flags = [];
    }
  }
}

const isOperand = (word: string): boolean => /^[+-]?[\d.]/.test(word) || word === 'true' || word === 'false' || word === 'null';
const text = (bytes: Uint8Array, start: number, end: number): string => String.fromCharCode(...bytes.subarray(start, Math.min(end, start + 256)));

function endOf(bytes: Uint8Array, start: number, isEnd: (byte: number) => boolean): number {
  let index = start;
  while (index < bytes.length && !isEnd(bytes[index] ?? 0)) index += 1;
  return index;
}

const endOfWord = (bytes: Uint8Array, start: number): number => endOf(bytes, start, (byte) => WHITE.has(byte) || DELIMITERS.has(byte));

function endOfString(bytes: Uint8Array, start: number): number {
  let depth = 0;
  for (let index = start; index < bytes.length; index++) {
    const byte = bytes[index];
    if (byte === BACKSLASH) index += 1;
    else if (byte === OPEN) depth += 1;
    else if (byte === CLOSE && --depth === 0) return index + 1;
  }
  return bytes.length;
}

/** `EI` between white space. Its data may hold the same by chance: then words that are none follow, and the rules say so. */
function endOfInlineImage(bytes: Uint8Array, start: number): number {
  for (let index = start + 1; index < bytes.length - 1; index++)
    if (bytes[index] === 69 && bytes[index + 1] === 73 && WHITE.has(bytes[index - 1] ?? 0) && (index + 2 === bytes.length || WHITE.has(bytes[index + 2] ?? 0)))
      return index + 2;
  return bytes.length;
}
