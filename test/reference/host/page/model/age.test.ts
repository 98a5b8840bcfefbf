import { expect, test } from 'vitest';
import { ageOn, ageText, shortAgeText } from '../../../../../reference/host/page/model/age.js';

test('an age counts whole years and whole months', () => {
  expect(ageOn('1955-06-15', '2026-11-24')).toEqual({ years: 71, months: 5 });
  expect(ageOn('1955-06-15', '2026-11-14')).toEqual({ years: 71, months: 4 });
  expect(ageOn('1970-08-07', '2018-09-08')).toEqual({ years: 48, months: 1 });
});

test('the birthday itself completes the year', () => {
  expect(ageOn('2000-02-29', '2024-02-28')).toEqual({ years: 23, months: 11 });
  expect(ageOn('2000-02-29', '2024-02-29')).toEqual({ years: 24, months: 0 });
});

test('a lunar, unknown or coming date of birth has no age', () => {
  expect(ageOn('1950-13-00', '2026-11-24')).toBeUndefined();
  expect(ageOn('', '2026-11-24')).toBeUndefined();
  expect(ageOn('2027-01-01', '2026-11-24')).toBeUndefined();
});

test('an age is read in years and months, without empty parts', () => {
  expect(ageText({ years: 71, months: 5 })).toBe('71 ans et 5 mois');
  expect(ageText({ years: 1, months: 0 })).toBe('1 an');
  expect(ageText({ years: 0, months: 0 })).toBe('0 mois');
  expect(ageText(undefined)).toBe('');
});

test('a list tells months only for the very young', () => {
  expect(shortAgeText({ years: 71, months: 5 })).toBe('71 ans');
  expect(shortAgeText({ years: 1, months: 5 })).toBe('1 an et 5 mois');
});
