import fc from 'fast-check';

const character = fc.oneof(
  fc.constantFrom(
    '&',
    '<',
    '>',
    '"',
    "'",
    '\t',
    '\r',
    '\n',
    '\r\n',
    ' ',
    ']]>',
    '&amp;',
    '&#xD;',
    '<!--',
    '-->',
    'é',
    'É',
    'œ',
    'ÿ',
    '\u{85}',
    '\u{2028}',
    '😀',
    'A',
    '-',
  ),
  fc.string({ unit: 'grapheme', minLength: 1, maxLength: 3 }).filter((text) => !/[^\t\n\r\u{20}-\u{D7FF}\u{E000}-\u{FFFD}\u{10000}-\u{10FFFF}]/u.test(text)),
);
/** Everything XML 1.0 can hold, and most often what it has to escape. */
export const anyXmlText = fc.array(character, { maxLength: 12 }).map((characters) => characters.join(''));
