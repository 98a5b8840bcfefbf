import { expect, test } from 'vitest';
import { compact, grouped, isWellFormed } from '../../../../../reference/host/page/model/social-security-number.js';

test('a number is shown in the groups of the Carte Vitale', () => {
  expect(grouped('255069999999934')).toBe('2 55 06 99 999 999 34');
  expect(grouped('101072b99900114')).toBe('1 01 07 2B 999 001 14');
});

test('what is no number stays as it was typed', () => {
  expect(grouped('2 55 06')).toBe('2 55 06');
});

test('two writings of one number compare as one', () => {
  expect(compact('2 55 06 99 999 999 34')).toBe(compact('255069999999934'));
});

test('a number has thirteen characters and a key, with the letter of Corsica only in its place', () => {
  expect(['255069999999934', '1 01 07 2B 999 001 14', '188102B17295165'].map(isWellFormed)).toEqual([true, true, true]);
  expect(['25506999999993', '955069999999934', '101072C99900114', '1010799999A0114'].map(isWellFormed)).toEqual([false, false, false, false]);
});
