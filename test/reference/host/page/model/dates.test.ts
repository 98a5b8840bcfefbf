import { expect, test } from 'vitest';
import { dayAfter, frenchDate, frenchDateWithDay, frenchLongDate, storedDate } from '../../../../../reference/host/page/model/dates.js';

test('a stored date is read as the French write it', () => {
  expect(frenchDate('1955-06-15')).toBe('15/06/1955');
  expect(frenchDate('')).toBe('');
  expect(frenchDateWithDay('2026-01-02')).toBe('Ven. 02/01/2026');
  expect(frenchLongDate('2026-11-24')).toBe('Mardi 24 novembre 2026');
});

test('a typed date is understood in its usual forms, a lunar one too', () => {
  expect(['15/06/1955', '15.6.1955', 'Ven. 02/01/2026', '00/13/1950'].map(storedDate)).toEqual(['1955-06-15', '1955-06-15', '2026-01-02', '1950-13-00']);
  expect(['15/06/55', 'hier', ''].map(storedDate)).toEqual([undefined, undefined, undefined]);
});

test('days are counted over the ends of months and years', () => {
  expect(dayAfter('2026-12-31', 1)).toBe('2027-01-01');
  expect(dayAfter('2024-03-01', -1)).toBe('2024-02-29');
});
