import { expect, test } from 'vitest';
import { td11Creation } from '../../src/services/dmp/transactions/td11-creation.js';
import { td15Creation, td15Renewal } from '../../src/services/dmp/transactions/td15-account.js';
import { lostAt } from '../../src/services/lost-write.js';
import { HOLDER } from '../fakes/fake-identity.js';
import { FakeJournal } from '../fakes/fake-journal.js';
import { BOB } from '../fakes/world.js';
import { keep } from './make-services.js';

const ABOUT = { professionalId: HOLDER.id, patient: BOB, transaction: 'TD1.1' };

test.each([
  [[], undefined],
  [[['TD1.1', 'sent']], 7],
  [[['TD1.1', 'unknown']], 7],
  [[['TD1.1', 'done']], undefined],
  [[['TD1.1', 'refused']], undefined],
  [[['TD1.1', 'notSent']], undefined],
  [
    [
      ['TD1.1', 'unknown'],
      ['TD1.1', 'notSent'],
      ['TD1.1', 'refused'],
    ],
    7,
  ],
  [
    [
      ['TD1.1', 'unknown'],
      ['TD1.1', 'done'],
      ['TD1.1', 'refused'],
    ],
    undefined,
  ],
  [
    [
      ['TD1.1', 'done'],
      ['TD1.1', 'sent'],
    ],
    7,
  ],
  [[['TD1.5a', 'unknown']], undefined],
] as const)('after %j, the creation was lost at %s', async (lines, at) => {
  const journal = new FakeJournal(() => 7);
  await keep(journal, BOB, ...lines);
  expect(await lostAt(journal, ABOUT, 8)).toBe(at);
});

test('what was lost more than a day ago explains nothing any more', async () => {
  const journal = new FakeJournal(() => 7);
  await keep(journal, BOB, ['TD1.1', 'unknown']);
  const day = 24 * 3_600_000;
  expect([await lostAt(journal, ABOUT, 7 + day), await lostAt(journal, ABOUT, 8 + day)]).toEqual([7, undefined]);
});

test('the transactions are looked for under the names they are sent under', () => {
  expect([td11Creation, td15Creation, td15Renewal].map((transaction) => (transaction.label ? 'by action' : transaction.td))).toEqual([
    'TD1.1',
    'TD1.5a',
    'TD1.5d',
  ]);
});
