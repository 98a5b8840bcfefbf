import { expect, test } from 'vitest';
import { countersOf, groupsOf, isPageAct, listedActs } from '../../src/views/outbox-groups.js';
import { ARCHIVED, BEFORE, CARD, FAILED, HELD, outbox, PROPOSED, REFUSED, SENDING, SENT, UNREADABLE } from '../../storybook/document-samples.js';

const idsOf = (groups: ReturnType<typeof groupsOf>) => groups.map(({ key, rows }) => [key, rows.map(({ documentId }) => documentId)]);
const ROWS = [SENT, HELD, CARD, BEFORE, SENDING, FAILED, PROPOSED, UNREADABLE, REFUSED];

test('what is to be handled comes first: refused, unreadable, proposed, failed', () => {
  expect(idsOf(groupsOf(ROWS, 'all'))).toEqual([
    ['toHandle', ['r1', 'l1', 'p1', 'f1']],
    ['underWay', ['s1', 'q2', 'q1', 'h1']],
    ['sent', ['e1']],
  ]);
});

test('a group nobody is in has no head', () => {
  expect(idsOf(groupsOf([SENT], 'all'))).toEqual([['sent', ['e1']]]);
});

test('by patient, two patients of one name stay two', () => {
  const namesake = { ...FAILED, documentId: 'n1', patientId: 'p99', patientName: SENT.patientName };
  expect(idsOf(groupsOf([SENT, REFUSED, namesake, SENDING], 'byPatient'))).toEqual([
    ['p99', ['n1']],
    ['p01', ['s1', 'e1']],
    ['p03', ['r1']],
  ]);
});

test('one counter shows what it counts', () => {
  expect(idsOf(groupsOf(ROWS, 'all', 'waiting'))).toEqual([['underWay', ['s1', 'q2', 'q1']]]);
});

test('counters count rows, but what was sent by day', () => {
  expect(Object.fromEntries(countersOf(outbox({ rows: ROWS, sentToday: 12 })))).toEqual({
    toCorrect: 2,
    toConfirm: 1,
    failed: 1,
    waiting: 3,
    held: 1,
    sent: 12,
  });
  expect([...countersOf(outbox({ rows: [ARCHIVED], sentToday: 0 })).keys()]).not.toContain('toConfirm');
});

test('what concerns the properties is one entry, and needs the form', () => {
  expect(listedActs(SENT)).toEqual(['replace', 'properties']);
  expect(listedActs(REFUSED).filter(isPageAct)).toEqual(['withdraw']);
});
