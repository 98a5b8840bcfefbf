import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

const css = readFileSync(new URL('../../../../../reference/host/page/styles/tokens.css', import.meta.url), 'utf8');
const roles = new Map(
  [...css.matchAll(/--dmp-([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)/g)].map(([, name = '', light = '', dark = '']) => [name, { light, dark }]),
);

/** Relative luminance of WCAG 2. */
function luminance(colour: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5]
    .map((at) => Number.parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
function contrast(one: string, other: string, theme: 'light' | 'dark'): number {
  const [first, second] = [one, other].map((role) => luminance(roles.get(role)?.[theme] ?? ''));
  const [high = 0, low = 0] = [first ?? 0, second ?? 0].sort((a, b) => b - a);
  return (high + 0.05) / (low + 0.05);
}

const GROUNDS = ['canvas', 'surface', 'sunken', 'raised', 'hover', 'selected'];
const FAMILIES = ['ok', 'warn', 'danger', 'quiet', 'stop', 'id', 'info'];
const readable: [string, string][] = [
  ...['text', 'text-2', 'text-3', 'accent'].flatMap((text) => GROUNDS.map((ground): [string, string] => [text, ground])),
  ...FAMILIES.flatMap((family) => [`${family}-tint`, 'surface', 'canvas', 'hover', 'raised'].map((ground): [string, string] => [`${family}-ink`, ground])),
  ...FAMILIES.flatMap((family) => ['text', 'text-2', 'accent'].map((text): [string, string] => [text, `${family}-tint`])),
  ['on-accent', 'accent'],
  ['on-accent', 'accent-hover'],
  ['on-alarm', 'alarm'],
];
const visible: [string, string][] = ['line-strong', 'focus'].flatMap((edge) =>
  ['canvas', 'surface', 'sunken', 'raised'].map((ground): [string, string] => [edge, ground]),
);

test.each(['light', 'dark'] as const)('every text is readable and every edge visible in the %s theme', (theme) => {
  const tooLow = [
    ...readable.filter(([text, ground]) => !(contrast(text, ground, theme) >= 4.5)),
    ...visible.filter(([edge, ground]) => !(contrast(edge, ground, theme) >= 3)),
  ];
  expect(tooLow).toEqual([]);
});
