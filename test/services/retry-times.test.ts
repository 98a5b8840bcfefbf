import { expect, test } from 'vitest';
import { PluginError } from '../../src/api/plugin-error.js';
import { RetryTimes } from '../../src/services/retry-times.js';

const times = new RetryTimes();
const MINUTE = 60_000;
const busy = (retryAfterSeconds?: number) => new PluginError('dmp.serverError', retryAfterSeconds === undefined ? {} : { retryAfterSeconds });

test('each try waits longer than the one before, and never more than an hour', () => {
  const pauses = Array.from({ length: 8 }, (_, tries) => times.after(tries, busy(), 0));
  expect(pauses).toEqual(pauses.toSorted((one, other) => one - other));
  expect([pauses[0], pauses.at(-1)]).toEqual([15_000, 60 * MINUTE]);
});

test.each([
  ['two seconds, which is less than we wait anyway', 2, MINUTE / 4],
  ['ten minutes', 600, 10 * MINUTE],
  ['a month, which no practice waits', 30 * 86_400, 24 * 60 * MINUTE],
])('a DMP that asks for %s is heard', (_, seconds, pause) => expect(times.after(0, busy(seconds), 1_000)).toBe(1_000 + pause));

test('what trying again cannot help is lasting; what went wrong on our side is not', () => {
  const codes = ['dmp.documentRefused', 'dmp.serverError', 'plugin.unexpected'] as const;
  expect(codes.map((code) => times.isLasting(new PluginError(code)))).toEqual([true, false, false]);
});
