import { expect, test } from 'vitest';
import { dayIn } from '../../src/views/day-text.js';

test.each([
  ['24/11/2026', '2026-11-24'],
  [' 1/2/2026 ', '2026-02-01'],
  ['24.11.2026', '2026-11-24'],
  ['24112026', '2026-11-24'],
  ['', ''],
  ['hier', 'hier'],
  ['24/11/26', '24/11/26'],
])('%s is read as %s', (typed, day) => {
  expect(dayIn(typed)).toBe(day);
});
