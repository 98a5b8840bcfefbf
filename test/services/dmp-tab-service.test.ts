import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CardState } from '../../src/api/messages.js';
import { deferred } from '../fakes/deferred.js';
import { ABSENT, HOLDER, LOCKED, OTHER_SITUATION, SECRETARY, SITUATION, UNLOCKED } from '../fakes/fake-identity.js';
import { MISSING, NOT_AUTHORISED, OPEN } from '../fakes/fake-record-gateway.js';
import { ALICE, BOB, settled, watch } from '../fakes/world.js';
import { detailsOf, informed, makeServices, nothingKept, writer } from './make-services.js';

beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

function setUp(card: CardState = UNLOCKED, kept = informed()) {
  const made = makeServices(card, kept);
  made.host.keepDetails(detailsOf(ALICE));
  return { ...made, alice: watch(made.tab.state$(ALICE)) };
}

test('names the patient, has the session that serves the status, and what is offered', async () => {
  const { dmp, identity, alice } = setUp();
  await dmp.answer(ALICE, NOT_AUTHORISED);
  expect(alice.last).toEqual({
    patientId: ALICE.id,
    patient: { name: 'INS-FAMILLE-DIX LUCIE', birthDate: '1978-08-28' },
    status: { patientId: ALICE.id, kind: 'known', ...NOT_AUTHORISED, checkedAt: 0 },
    session: { holder: HOLDER, situation: SITUATION, since: 0 },
    environment: 'simulator',
    maxAgeMinutes: 5,
    support: { dmpPhone: '08 10 33 13 33', productPhone: '', productEmail: '' },
    acts: ['askAuthorisation', 'createAccount', 'administrativeData', 'changeAdministrativeData'],
    tracesNoticeDue: false,
  });
  identity.become(ABSENT);
  expect(alice.last?.session).toBeUndefined();
  expect(alice.all.every(({ status, session }) => (status.kind === 'needsCard') === (session === undefined))).toBe(true);
});

test('shows the situations of the card where there are several', async () => {
  const situations = [SITUATION, OTHER_SITUATION];
  const { alice } = setUp({ ...UNLOCKED, situations } as CardState);
  await settled();
  expect(alice.last?.session).toEqual({ holder: HOLDER, situation: SITUATION, since: 0, situations });
});

test('follows the configured age', () => {
  const { host, alice } = setUp();
  host.configure({ 'dmp.statusMaxAgeMinutes': 30 });
  expect(alice.last?.maxAgeMinutes).toBe(30);
});

describe('nothing is offered', () => {
  test('before anything is known, without a session, and after a failure', async () => {
    const { dmp, identity, status, alice } = setUp();
    await settled();
    expect(alice.last?.acts).toEqual([]);
    await dmp.answer(ALICE, OPEN);
    expect(alice.last?.acts).toContain('removeAuthorisation');
    identity.become(LOCKED);
    expect(alice.last?.acts).toEqual([]);
    identity.become(UNLOCKED);
    const refreshed = status.refresh(ALICE);
    await dmp.fail(ALICE, new Error('socket closed'));
    await refreshed;
    expect([alice.last?.status.kind, alice.last?.acts]).toEqual(['failed', []]);
  });

  test('before the professional has acknowledged that accesses are traced', async () => {
    const { dmp, notice, alice } = setUp(UNLOCKED, nothingKept());
    await dmp.answer(ALICE, OPEN);
    expect(alice.last).toMatchObject({ tracesNoticeDue: true, acts: [] });
    await notice.acknowledge();
    expect(alice.last).toMatchObject({ tracesNoticeDue: false, acts: expect.arrayContaining(['removeAuthorisation']) });
  });

  test('while a write is under way, nor what was known before it', async () => {
    const { dmp, work, alice } = setUp();
    await dmp.answer(ALICE, NOT_AUTHORISED);
    const end = deferred<void>();
    vi.setSystemTime(1_000);
    const written = work.run(writer(ALICE), 'askAuthorisation', () => end.promise);
    expect(alice.last).toMatchObject({ acts: [], work: { kind: 'running', act: 'askAuthorisation', since: 1_000 } });
    vi.setSystemTime(2_000);
    end.resolve();
    await written;
    expect(alice.last).toMatchObject({ acts: [], work: { kind: 'done', act: 'askAuthorisation', at: 2_000 }, status: { kind: 'loading' } });
    await dmp.answer(ALICE, OPEN);
    expect(alice.last?.acts).toContain('removeAuthorisation');
  });
});

test("how a write ended is not told beside another professional's card, also before his code", async () => {
  const { dmp, identity, work, alice } = setUp();
  await dmp.answer(ALICE, OPEN);
  await work.run(writer(ALICE), 'removeAuthorisation', async () => undefined);
  expect(alice.last?.work?.kind).toBe('done');
  const other = { ...HOLDER, id: '899900003100' };
  identity.become({ kind: 'chooseSituation', holder: other, situations: [SITUATION] });
  await settled();
  expect(alice.last?.work).toBeUndefined();
  identity.become(LOCKED);
  await settled();
  expect(alice.last?.work?.kind).toBe('done');
});

test('while an answer that grew old is checked, what was offered stays', async () => {
  const { dmp, status, alice } = setUp();
  await dmp.answer(ALICE, OPEN);
  void status.refresh(ALICE);
  expect([alice.last?.status.kind, alice.last?.acts.length]).toEqual(['loading', 5]);
});

test('what was withdrawn is explained in production, and comes back with the setting', async () => {
  const { dmp, host, alice } = setUp();
  await dmp.answer(ALICE, MISSING);
  expect(alice.last?.acts).toEqual(['createRecord']);
  host.configure({ 'dmp.legacyTransactions': 'off' });
  expect(alice.last?.acts).toEqual(['explainCreation', 'leaflet']);
});

test('staff of a structure is offered what it may do', async () => {
  const { dmp, alice } = setUp({ ...UNLOCKED, holder: SECRETARY } as CardState, informed(SECRETARY.id));
  await dmp.answer(ALICE, NOT_AUTHORISED);
  expect(alice.last?.acts).toEqual(['askAuthorisation', 'administrativeData', 'changeAdministrativeData']);
});

describe('the conditions of a creation', () => {
  test('are those of a missing record alone', async () => {
    const { dmp, status, alice } = setUp();
    await dmp.answer(ALICE, OPEN);
    expect(alice.last?.conditions).toBeUndefined();
    const refreshed = status.refresh(ALICE);
    await dmp.answer(ALICE, MISSING);
    await refreshed;
    expect(alice.last?.conditions).toEqual({ card: true, vitaleReadAt: 1_000 });
  });

  test('follow the card and the reading of the Carte Vitale', async () => {
    const { dmp, host, identity, alice } = setUp();
    const { vitale: _, ...never } = detailsOf(ALICE);
    host.keepDetails(never);
    await dmp.answer(ALICE, MISSING);
    expect(alice.last?.conditions).toEqual({ card: true });
    host.keepDetails(detailsOf(ALICE));
    expect(alice.last?.conditions).toEqual({ card: true, vitaleReadAt: 1_000 });
    identity.become(ABSENT);
    expect(alice.last?.conditions).toEqual({ card: false, vitaleReadAt: 1_000 });
  });

  test('stay in sight while the status is asked for again', async () => {
    const { dmp, status, alice } = setUp();
    await dmp.answer(ALICE, MISSING);
    const before = alice.all.length;
    const refreshed = status.refresh(ALICE);
    await dmp.answer(ALICE, MISSING);
    await refreshed;
    expect(alice.all.slice(before).map(({ conditions }) => conditions)).toEqual([
      { card: true, vitaleReadAt: 1_000 },
      { card: true, vitaleReadAt: 1_000 },
    ]);
  });

  test('a host that does not tell keeps the tab from nothing', async () => {
    const { dmp, tab } = setUp();
    const bob = watch(tab.state$(BOB));
    await dmp.answer(BOB, MISSING);
    expect(bob.last).toMatchObject({ conditions: { card: true }, acts: ['createRecord'] });
  });
});

test('nobody watching means nothing held of the host', async () => {
  const { dmp, host, identity, alice } = setUp();
  await dmp.answer(ALICE, MISSING);
  expect(host.observed.patients).toEqual([ALICE.id]);
  alice.stop();
  expect([host.observed.patients, host.observed.configuration, identity.observed]).toEqual([[], false, false]);
});
