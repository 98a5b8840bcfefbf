import { describe, expect, test } from 'vitest';
import type { CardState } from '../../src/api/messages.js';
import { ABSENT, BY_STRUCTURE, HOLDER, SECRETARY, UNLOCKED } from '../fakes/fake-identity.js';
import { NOT_AUTHORISED, OPEN, PHYSICIAN } from '../fakes/fake-record-gateway.js';
import { ALICE, BOB, NOT_QUALIFIED, settled, WRONG_KEY, watch } from '../fakes/world.js';
import { informed, makeServices, nothingKept } from './make-services.js';

const setUp = (card: CardState = UNLOCKED, kept = informed()) => makeServices(card, kept);
const staff = () => setUp({ ...UNLOCKED, holder: SECRETARY } as CardState, informed(SECRETARY.id));

describe('asking', () => {
  test.each([true, false])('is one TD0.3, and says whether it was there before: %s', async (alreadyThere) => {
    const { authorisation, dmp } = setUp();
    const asked = authorisation.ask(ALICE);
    await dmp.done('addAuthorisation', ALICE, { alreadyThere });
    expect([await asked, dmp.written]).toEqual([{ alreadyThere }, [{ call: 'addAuthorisation', patientId: ALICE.id, with: [] }]]);
  });

  test('has the status read again', async () => {
    const { authorisation, dmp, tab } = setUp();
    const alice = watch(tab.state$(ALICE));
    await dmp.answer(ALICE, NOT_AUTHORISED);
    const asked = authorisation.ask(ALICE);
    await dmp.done('addAuthorisation', ALICE, { alreadyThere: false });
    await asked;
    await dmp.answer(ALICE, OPEN);
    expect(alice.last).toMatchObject({ status: { kind: 'known', authorisation: 'valid' }, work: { kind: 'done', act: 'askAuthorisation' } });
  });

  test('is open to staff of a structure, for the structure', async () => {
    const { authorisation, dmp } = staff();
    const asked = authorisation.ask(ALICE);
    await dmp.done('addAuthorisation', ALICE, { alreadyThere: false });
    expect(await asked).toEqual({ alreadyThere: false });
  });

  test('is not done in the name of another, whose card has come since', async () => {
    const { authorisation, dmp, identity } = setUp();
    const other = { ...UNLOCKED, holder: { ...HOLDER, id: '899900003100' } };
    const asked = expect(authorisation.ask(ALICE)).rejects.toMatchObject({ code: 'card.changed' });
    identity.become(other);
    await settled();
    expect(dmp.written).toEqual([]);
    await asked;
  });

  test('that the patient does not wish is a refusal, on his own tab', async () => {
    const { authorisation, dmp, tab } = setUp();
    const [alice, bob] = [watch(tab.state$(ALICE)), watch(tab.state$(BOB))];
    const asked = expect(authorisation.ask(ALICE)).rejects.toMatchObject({ code: 'dmp.accessForbidden' });
    await dmp.refuse('addAuthorisation', ALICE, 'dmp.accessForbidden');
    await asked;
    await settled();
    expect([alice.last?.work, bob.last?.work]).toEqual([
      { kind: 'failed', act: 'askAuthorisation', at: expect.any(Number), error: { code: 'dmp.accessForbidden' } },
      undefined,
    ]);
  });
});

test('removing is one TD0.3', async () => {
  const { authorisation, dmp } = setUp();
  const removed = authorisation.remove(ALICE);
  await dmp.done('removeAuthorisation', ALICE, undefined);
  await removed;
  expect(dmp.written).toEqual([{ call: 'removeAuthorisation', patientId: ALICE.id, with: [] }]);
});

test('the list names its patient', async () => {
  const { authorisation, dmp } = setUp();
  const listed = authorisation.list(ALICE);
  await dmp.done('listAuthorisations', ALICE, [PHYSICIAN]);
  expect(await listed).toEqual({ patientId: ALICE.id, patientName: 'INS-FAMILLE-DIX LUCIE', professionals: [PHYSICIAN] });
});

test.each(['remove', 'list'] as const)('staff of a structure may not %s', async (act) => {
  const { authorisation, dmp } = staff();
  await expect(authorisation[act](ALICE)).rejects.toMatchObject({ code: 'dmp.rightsRefused' });
  expect(dmp.calls).toBe(0);
});

test.each(['ask', 'remove', 'list'] as const)('the certificates of a structure may not %s', async (act) => {
  const { authorisation, dmp } = setUp(BY_STRUCTURE);
  await expect(authorisation[act](ALICE)).rejects.toMatchObject({ code: 'dmp.rightsRefused' });
  expect(dmp.calls).toBe(0);
});

test.each(['ask', 'remove', 'list'] as const)('%s calls nobody without a session, a good INS and the notice on traces', async (act) => {
  for (const [made, patient, code] of [
    [setUp(ABSENT), ALICE, 'card.absent'],
    [setUp(), NOT_QUALIFIED, 'ins.notQualified'],
    [setUp(), WRONG_KEY, 'ins.wrongKey'],
    [setUp(UNLOCKED, nothingKept()), ALICE, 'traces.notAcknowledged'],
  ] as const) {
    await expect(made.authorisation[act](patient)).rejects.toMatchObject({ code });
    expect([made.dmp.calls, watch(made.work.work$(patient.id)).last]).toEqual([0, undefined]);
  }
});

test('it exists where creation was withdrawn', async () => {
  const { authorisation, dmp, host } = setUp();
  host.configure({ 'dmp.environment': 'dev1' });
  const asked = authorisation.ask(ALICE);
  await dmp.done('addAuthorisation', ALICE, { alreadyThere: false });
  expect(await asked).toEqual({ alreadyThere: false });
});
