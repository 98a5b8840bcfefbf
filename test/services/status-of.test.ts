import { expect, test } from 'vitest';
import type { CardState, DmpAnswer, Known } from '../../src/api/messages.js';
import { keepPrevious, knownOf, statusOf } from '../../src/services/status-of.js';
import { ABSENT, HOLDER, LOCKED, NO_READER, SITUATION, UNAVAILABLE, UNLOCKED, WRONG_PIN } from '../fakes/fake-identity.js';
import { MISSING, OPEN } from '../fakes/fake-record-gateway.js';

const KNOWN: Known = { kind: 'known', ...OPEN, checkedAt: 1 };
const NEEDS_PIN: CardState[] = [LOCKED, WRONG_PIN, { kind: 'unlocking' }, { kind: 'chooseSituation', holder: HOLDER, situations: [SITUATION] }];
const NEEDS_CARD: CardState[] = [
  NO_READER,
  ABSENT,
  UNAVAILABLE,
  { kind: 'blocked' },
  { kind: 'unknownCard', name: 'carte Vitale' },
  { kind: 'chooseReader', cards: [] },
];

test.each(NEEDS_PIN)('$kind needs the code, and shows what was known', (card) => {
  expect(statusOf('p', card, KNOWN)).toEqual({ patientId: 'p', kind: 'needsPin', card, previous: KNOWN });
  expect(statusOf('p', card, { kind: 'idle' })).toEqual({ patientId: 'p', kind: 'needsPin', card });
});

test.each(NEEDS_CARD)('$kind needs the card, and shows what was known', (card) => {
  expect(statusOf('p', card, KNOWN)).toEqual({ patientId: 'p', kind: 'needsCard', card, previous: KNOWN });
  expect(statusOf('p', card, { kind: 'idle' })).toEqual({ patientId: 'p', kind: 'needsCard', card });
});

test('with a session the answer stands for itself', () => {
  expect(statusOf('p', UNLOCKED, KNOWN)).toEqual({ patientId: 'p', ...KNOWN });
});

test('the last answer stays in sight while we ask and when asking failed', () => {
  const loading: DmpAnswer = { kind: 'loading', since: 2 };
  const failed: DmpAnswer = { kind: 'failed', error: { code: 'dmp.timeout' } };
  expect(keepPrevious(KNOWN, loading)).toEqual({ ...loading, previous: KNOWN });
  expect(keepPrevious({ ...loading, previous: KNOWN }, failed)).toEqual({ ...failed, previous: KNOWN });
  expect(keepPrevious({ kind: 'idle' }, loading)).toEqual(loading);
});

test('a new answer replaces the last one', () => {
  const next: Known = { kind: 'known', ...MISSING, checkedAt: 3 };
  expect(keepPrevious(KNOWN, next)).toEqual(next);
  expect(knownOf(next)).toEqual(next);
});
