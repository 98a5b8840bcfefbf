import { expect, test } from 'vitest';
import { COLOURS, FAMILIES } from '../../src/views/tokens.js';

type Role = keyof typeof COLOURS;
const THEMES = ['light', 'dark'] as const;
const GROUNDS: readonly Role[] = ['canvas', 'surface', 'sunken', 'raised', 'hover', 'selected'];

/** What stands on what, and the ratio WCAG asks for: 4.5 for text, 3 for the edge of a control. */
const pairs: readonly (readonly [ink: Role, ground: Role, least: number])[] = [
  ...(['text', 'text-2', 'text-3', 'accent', 'accent-hover'] as const).flatMap((ink) => GROUNDS.map((ground) => [ink, ground, 4.5] as const)),
  ...FAMILIES.flatMap((family) =>
    ([`${family}-tint`, 'surface', 'canvas', 'hover', 'raised'] as const).map((ground) => [`${family}-ink`, ground, 4.5] as const),
  ),
  ...FAMILIES.flatMap((family) => (['text', 'text-2', 'accent'] as const).map((ink) => [ink, `${family}-tint`, 4.5] as const)),
  ['on-accent', 'accent', 4.5],
  ['on-accent', 'accent-hover', 4.5],
  ...(['line-strong', 'focus'] as const).flatMap((ink) => GROUNDS.map((ground) => [ink, ground, 3] as const)),
];

test.each(THEMES)('every text and edge is legible on its ground, %s', (theme) => {
  const tooFaint = pairs
    .map(([ink, ground, least]) => ({ pair: `${ink} on ${ground}`, ratio: contrast(colour(ink, theme), colour(ground, theme)), least }))
    .filter(({ ratio, least }) => ratio < least);
  expect(pairs.length).toBeGreaterThan(90);
  expect(tooFaint).toEqual([]);
});

test('the ratio is that of WCAG', () => {
  expect(contrast('#000000', '#ffffff')).toBeCloseTo(21);
  expect(contrast('#767676', '#ffffff')).toBeCloseTo(4.54, 2);
});

const colour = (role: Role, theme: (typeof THEMES)[number]): string => COLOURS[role][theme === 'light' ? 0 : 1];

function contrast(one: string, other: string): number {
  const [darker = 0, lighter = 0] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (lighter + 0.05) / (darker + 0.05);
}

/** Relative luminance of an sRGB colour (WCAG 2.2). */
function luminance(hex: string): number {
  const [red = 0, green = 0, blue = 0] = [1, 3, 5].map((at) => {
    const channel = Number.parseInt(hex.slice(at, at + 2), 16) / 255;
    return channel <= 0.04045 ? channel / 12.92 : ((channel + 0.055) / 1.055) ** 2.4;
  });
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}
