import { describe, expect, test } from 'vitest';
import { holds, parseWhen, WhenError } from '../../src/api/when.js';

const TYPES = { 'patient.open': 'boolean', 'dmp.record': ['unknown', 'missing', 'open', 'closed'] } as const;
const check = (text: string, values: Record<string, string | boolean>): boolean => holds(parseWhen(text, TYPES), values);

test('a boolean key holds when it is true, and not when it has no value yet', () => {
  expect(check('patient.open', { 'patient.open': true })).toBe(true);
  expect(check('patient.open', {})).toBe(false);
  expect(check('!patient.open', {})).toBe(true);
});

test('&& binds stronger than ||, and parentheses stronger than both', () => {
  const values = { 'patient.open': false, 'dmp.record': 'open' };
  expect(check("dmp.record == 'open' || dmp.record == 'closed' && patient.open", values)).toBe(true);
  expect(check("(dmp.record == 'open' || dmp.record == 'closed') && patient.open", values)).toBe(false);
});

test('a key without a value differs from every word', () => {
  expect(check("dmp.record != 'open' && dmp.record != 'closed'", {})).toBe(true);
  expect(check("dmp.record != 'open'", { 'dmp.record': 'open' })).toBe(false);
});

describe('a manifest is told of', () => {
  test.each([
    ['an unknown key', 'patient.opened', /clé inconnue patient\.opened/],
    ['a value the key never holds', "dmp.record == 'opne'", /ne vaut jamais 'opne'/],
    ['a comparison of a boolean', "patient.open == 'true'", /ne vaut jamais/],
    ['a word key without a comparison', 'dmp.record', /demande == ou !=/],
    ['a value without quotes', 'dmp.record == open', /entre apostrophes/],
    ['an open parenthesis', '(patient.open', /\) est attendu/],
    ['an end too late', 'patient.open patient.open', /la fin est attendue/],
    ['nothing', '', /une clé est attendue/],
    ['an unreadable sign', 'patient.open & patient.open', /illisible/],
  ])('%s', (_, text, message) => {
    expect(() => parseWhen(text, TYPES)).toThrow(WhenError);
    expect(() => parseWhen(text, TYPES)).toThrow(message);
  });
});
