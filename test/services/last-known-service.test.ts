import { expect, test } from 'vitest';
import type { CardState, DmpChipState } from '../../src/api/messages.js';
import { PluginError } from '../../src/api/plugin-error.js';
import { ABSENT, HOLDER, LOCKED, UNLOCKED } from '../fakes/fake-identity.js';
import { CLOSED, OPEN } from '../fakes/fake-record-gateway.js';
import { ALICE, BOB, NOT_QUALIFIED, settled, WAITING_NUMBER, WRONG_KEY, watch } from '../fakes/world.js';
import { makeServices } from './make-services.js';

const OTHERS_CARD = { ...LOCKED, holder: { ...HOLDER, id: '899900003100' } } as CardState;

function setUp(...given: Parameters<typeof makeServices>) {
  const made = makeServices(...given);
  return { ...made, alice: watch<DmpChipState>(made.lastKnown.chip$(ALICE)), bob: watch<DmpChipState>(made.lastKnown.chip$(BOB)) };
}

/** Alice's record as an earlier run was told. */
async function keptFromBefore() {
  const { dmp, status, kept, alice, bob } = setUp();
  const tab = watch(status.status$(ALICE));
  await dmp.answer(ALICE, OPEN);
  for (const one of [tab, alice, bob]) one.stop();
  return kept;
}
const kinds = (chips: readonly DmpChipState[]) => chips.map(({ chip }) => chip.kind);

test('a chip shows the last known answer, and asks nothing', async () => {
  const { dmp, alice, bob } = setUp(ABSENT, await keptFromBefore());
  await settled();
  expect(alice.last).toMatchObject({ patientId: ALICE.id, chip: { kind: 'known', ...OPEN } });
  expect(bob.last).toEqual({ patientId: BOB.id, chip: { kind: 'unknown' } });
  expect(dmp.asked).toEqual([]);
});

test('it follows the question of its own patient, and no other', async () => {
  const { dmp, status, alice, bob } = setUp();
  await settled();
  watch(status.status$(ALICE));
  await settled();
  expect(alice.last?.chip.kind).toBe('loading');
  await dmp.answer(ALICE, CLOSED);
  expect(kinds(alice.all)).toEqual(['unknown', 'loading', 'known']);
  expect(kinds(bob.all)).toEqual(['unknown']);
});

test('after a failure it is what it was', async () => {
  const { dmp, status, alice } = setUp(UNLOCKED, await keptFromBefore());
  await settled();
  watch(status.status$(ALICE));
  void status.refresh(ALICE);
  await dmp.fail(ALICE, new PluginError('dmp.timeout'));
  expect(alice.last?.chip).toMatchObject({ kind: 'known', ...OPEN });
});

test("another holder's card takes the answer out of sight at once", async () => {
  const { identity, alice } = setUp(LOCKED, await keptFromBefore());
  await settled();
  expect(alice.last?.chip.kind).toBe('known');
  identity.become(OTHERS_CARD);
  expect(alice.last?.chip.kind).toBe('unknown');
  await settled();
  expect(alice.last?.chip.kind).toBe('unknown');
});

test.each([
  ['insToQualify', NOT_QUALIFIED],
  ['insToVerify', WAITING_NUMBER],
  ['insToVerify', WRONG_KEY],
] as const)('an INS the DMP may not be asked about says %s', async (kind, patient) => {
  const { lastKnown } = setUp();
  const chip = watch(lastKnown.chip$(patient));
  await settled();
  expect(chip.last?.chip).toEqual({ kind });
});
