import { expect, test } from 'vitest';
import { CrashTracker } from '../../../reference/host/server/plugins/crash-tracker.js';

const MINUTE = 60_000;
const tracker = () => new CrashTracker([1_000, 5_000, 30_000]);

test('the first deaths are followed by longer and longer pauses, the third within five minutes by none', () => {
  const crashes = tracker();
  expect([0, MINUTE, 2 * MINUTE].map((now) => crashes.record(now))).toEqual([1_000, 5_000, undefined]);
});

test('a plugin that keeps dying slowly waits the longest', () => {
  const crashes = tracker();
  expect([0, 3, 6, 9].map((minute) => crashes.record(minute * MINUTE))).toEqual([1_000, 5_000, 30_000, 30_000]);
});

test('five minutes of calm forget everything', () => {
  const crashes = tracker();
  crashes.record(0);
  crashes.record(MINUTE);
  expect(crashes.record(6 * MINUTE)).toBe(1_000);
});

test('the decision of the user starts anew', () => {
  const crashes = tracker();
  for (const now of [0, 1, 2]) crashes.record(now);
  crashes.forget();
  expect(crashes.record(3)).toBe(1_000);
});
