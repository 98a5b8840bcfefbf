import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CardState, DmpStatus } from '../../src/api/messages.js';
import { PluginError } from '../../src/api/plugin-error.js';
import { FakeHost } from '../fakes/fake-host.js';
import { ABSENT, HOLDER, LOCKED, UNAVAILABLE, UNLOCKED } from '../fakes/fake-identity.js';
import { CLOSED, MISSING, OPEN } from '../fakes/fake-record-gateway.js';
import { ALICE, BOB, NOT_QUALIFIED, settled, WAITING_NUMBER, WRONG_KEY, watch } from '../fakes/world.js';
import { makeServices } from './make-services.js';

const MINUTE = 60_000;
const OTHER_HOLDER = { ...HOLDER, id: '899900003100', familyName: 'KINE0310' };
const OTHERS_CARD: CardState = { ...LOCKED, kind: 'locked', holder: OTHER_HOLDER } as CardState;
const OTHER_UNLOCKED: CardState = { ...UNLOCKED, holder: OTHER_HOLDER } as CardState;

beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ['Date', 'setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

function setUp(...given: Parameters<typeof makeServices>) {
  const made = makeServices(...given);
  return { ...made, service: made.status, alice: watch(made.status.status$(ALICE)), bob: watch(made.status.status$(BOB)) };
}

/** What an earlier run of the plugin has left: Alice's record, as this user's card was told. */
async function keptFromBefore(status = OPEN) {
  const { dmp, kept, alice, bob } = setUp();
  await dmp.answer(ALICE, status);
  alice.stop();
  bob.stop();
  return kept;
}

const known = (status: object, checkedAt = 0) => ({ kind: 'known', ...status, checkedAt });

describe('when the DMP is asked', () => {
  test('a form that opens on an unlocked card is answered before its tab is shown', async () => {
    const { dmp, alice } = setUp();
    await settled();
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'loading', since: 0 });
    await dmp.answer(ALICE, OPEN);
    expect(alice.last).toEqual({ patientId: ALICE.id, ...known(OPEN) });
  });

  test('on a locked card, for the tab that was shown, once the card is unlocked', async () => {
    const { dmp, identity, service, alice, bob } = setUp(LOCKED);
    service.show(ALICE);
    await settled();
    expect([alice.last?.kind, bob.last?.kind, dmp.asked]).toEqual(['needsPin', 'needsPin', []]);
    identity.become(UNLOCKED);
    await dmp.answer(ALICE, OPEN);
    expect([alice.last?.kind, bob.last?.kind, dmp.asked]).toEqual(['known', 'idle', [ALICE.id]]);
  });

  test('a tab shown while the question of its form is under way asks nothing more', async () => {
    const { dmp, service, alice } = setUp();
    await settled();
    service.show(ALICE);
    await dmp.answer(ALICE, OPEN);
    await settled();
    expect([alice.last?.kind, dmp.asked.filter((id) => id === ALICE.id), dmp.givenUp]).toEqual(['known', [ALICE.id], []]);
  });

  test('two windows on one patient share one question', async () => {
    const { dmp, service, alice } = setUp();
    const second = watch(service.status$(ALICE));
    await dmp.answer(ALICE, OPEN);
    expect(second.last).toEqual(alice.last);
    expect(dmp.asked.filter((id) => id === ALICE.id)).toEqual([ALICE.id]);
  });

  test('an answer younger than the configured age is enough', async () => {
    const kept = await keptFromBefore();
    vi.setSystemTime(4 * MINUTE);
    const { dmp, alice } = setUp(UNLOCKED, kept);
    await settled();
    expect(alice.last).toEqual({ patientId: ALICE.id, ...known(OPEN) });
    expect(dmp.asked).not.toContain(ALICE.id);
  });

  test('an older one is shown while the DMP is asked', async () => {
    const kept = await keptFromBefore();
    vi.setSystemTime(5 * MINUTE);
    const { dmp, alice } = setUp(UNLOCKED, kept);
    await settled();
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'loading', since: 5 * MINUTE, previous: known(OPEN) });
    await dmp.answer(ALICE, CLOSED);
    expect(alice.last).toEqual({ patientId: ALICE.id, ...known(CLOSED, 5 * MINUTE) });
  });

  test('the configured age counts, not five minutes', async () => {
    const kept = await keptFromBefore();
    const host = new FakeHost();
    host.configure({ 'dmp.statusMaxAgeMinutes': 60 });
    vi.setSystemTime(59 * MINUTE);
    const { alice } = setUp(UNLOCKED, kept, host);
    await settled();
    expect(alice.last?.kind).toBe('known');
  });

  test('an answer that has grown old is asked for again when its tab is shown', async () => {
    const { dmp, service, alice } = setUp();
    await dmp.answer(ALICE, OPEN);
    vi.setSystemTime(5 * MINUTE - 1);
    service.show(ALICE);
    expect(alice.last?.kind).toBe('known');
    vi.setSystemTime(5 * MINUTE);
    service.show(ALICE);
    await settled();
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'loading', since: 5 * MINUTE, previous: known(OPEN) });
  });

  test('an answer of tomorrow, kept by a clock that was ahead, is an old one', async () => {
    vi.setSystemTime(24 * 60 * MINUTE);
    const kept = await keptFromBefore();
    vi.setSystemTime(0);
    const { alice } = setUp(UNLOCKED, kept);
    await settled();
    expect(alice.last?.kind).toBe('loading');
  });

  test('a form nobody looks at lets its answer grow old', async () => {
    const { dmp, service, alice } = setUp();
    service.show(ALICE);
    await dmp.answer(ALICE, OPEN);
    await vi.advanceTimersByTimeAsync(20 * MINUTE);
    expect(alice.last?.kind).toBe('known');
    expect(dmp.asked.filter((id) => id === ALICE.id)).toHaveLength(1);
  });

  test('a failure is not tried again by itself', async () => {
    const { dmp, service, alice } = setUp();
    service.show(ALICE);
    await dmp.fail(ALICE, new PluginError('dmp.serverError'));
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'failed', error: { code: 'dmp.serverError' } });
    expect(dmp.asked.filter((id) => id === ALICE.id)).toHaveLength(1);
  });

  test('nobody watching means nothing running', async () => {
    const { dmp, alice, bob } = setUp();
    await settled();
    alice.stop();
    bob.stop();
    expect([dmp.pending, vi.getTimerCount()]).toEqual([[], 0]);
  });

  test.each([
    [NOT_QUALIFIED, 'ins.notQualified'],
    [WAITING_NUMBER, 'ins.isNia'],
    [WRONG_KEY, 'ins.wrongKey'],
  ] as const)('an INS that may not be named is refused before any call, whatever the card: %#', async (patient, code) => {
    for (const card of [UNLOCKED, LOCKED, ABSENT]) {
      const { dmp, service } = setUp(card);
      const seen = watch(service.status$(patient));
      service.show(patient);
      await service.refresh(patient);
      expect(seen.last).toEqual({ patientId: patient.id, kind: 'failed', error: { code } });
      expect(dmp.asked).not.toContain(patient.id);
    }
  });
});

describe('answers', () => {
  test('a late answer stays with its patient', async () => {
    const { dmp, alice, bob } = setUp();
    await dmp.answer(BOB, MISSING);
    await dmp.answer(ALICE, OPEN);
    expect(alice.last).toEqual({ patientId: ALICE.id, ...known(OPEN) });
    expect(bob.last).toEqual({ patientId: BOB.id, ...known(MISSING) });
  });

  test('a failure is a state, and keeps what was known before in sight', async () => {
    const { dmp, service, alice } = setUp();
    await dmp.fail(ALICE, new Error('socket closed'));
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'failed', error: { code: 'dmp.unreachable' } });
    const refreshed = service.refresh(ALICE);
    await dmp.answer(ALICE, OPEN);
    await refreshed;
    const again = service.refresh(ALICE);
    await dmp.fail(ALICE, new PluginError('dmp.timeout'));
    await again;
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'failed', error: { code: 'dmp.timeout' }, previous: known(OPEN) });
  });

  test('a failure is in the log under the reference the user reads, and an answer with what it took; neither says of whom', async () => {
    const { dmp, host, service } = setUp();
    await settled();
    vi.setSystemTime(1_200);
    await dmp.fail(ALICE, new PluginError('dmp.refused', { reference: '2b1c', detail: { layer: 'soap', code: 'X', text: 'INS-FAMILLE-DIX' } }));
    const refreshed = service.refresh(ALICE);
    vi.setSystemTime(2_000);
    await dmp.answer(ALICE, OPEN);
    await refreshed;
    expect(host.logged.filter(({ source }) => source === 'RecordLookup')).toEqual([
      { level: 'warn', source: 'RecordLookup', event: 'record.notAnswered', facts: { code: 'dmp.refused', reference: '2b1c', milliseconds: 1_200 } },
      { level: 'info', source: 'RecordLookup', event: 'record.answered', facts: { milliseconds: 800 } },
    ]);
  });

  test('an identity that changes starts anew: what was learnt is neither shown nor kept', async () => {
    const { dmp, service, kept, alice } = setUp();
    await dmp.answer(ALICE, OPEN);
    const corrected = { ...ALICE, identity: { ...ALICE.identity, matricule: BOB.identity.matricule } };
    service.show(corrected);
    await settled();
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'loading', since: 0 });
    expect(await kept.cache.read(ALICE, { environment: 'simulator', holderId: HOLDER.id })).toBeUndefined();
  });

  test('a corrected trait is compared with the DMP again', async () => {
    const { dmp, service, alice } = setUp();
    await dmp.answer(ALICE, { ...OPEN, traitsThatDiffer: ['birthDate'] });
    service.show({ ...ALICE, identity: { ...ALICE.identity, birthDate: '1978-08-29' } });
    await dmp.answer(ALICE, OPEN);
    expect(alice.last).toEqual({ patientId: ALICE.id, ...known(OPEN) });
  });

  test('another environment knows nothing of what this one said', async () => {
    const { dmp, service, host, alice } = setUp();
    service.show(ALICE);
    await dmp.answer(ALICE, OPEN);
    host.configure({ 'dmp.environment': 'dev1' });
    await settled();
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'loading', since: 0 });
  });
});

describe('refreshing', () => {
  test('is done when the answer is in the state', async () => {
    const { dmp, service, alice } = setUp();
    await dmp.answer(ALICE, MISSING);
    let state: DmpStatus | undefined;
    const refreshed = service.refresh(ALICE).then(() => {
      state = alice.last;
    });
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'loading', since: 0, previous: known(MISSING) });
    await dmp.answer(ALICE, OPEN);
    await refreshed;
    expect(state).toEqual({ patientId: ALICE.id, ...known(OPEN) });
  });

  test('is done at once without a session, and asks nothing', async () => {
    const { dmp, service } = setUp(ABSENT);
    await service.refresh(ALICE);
    expect(dmp.asked).toEqual([]);
  });

  test('twice asks once', async () => {
    const { dmp, service, alice } = setUp();
    await dmp.answer(ALICE, MISSING);
    const both = [service.refresh(ALICE), service.refresh(ALICE)];
    await dmp.answer(ALICE, OPEN);
    await Promise.all(both);
    expect(alice.last?.kind).toBe('known');
    expect(dmp.asked.filter((id) => id === ALICE.id)).toHaveLength(2);
  });

  test('before the cache was read does not wait for it', async () => {
    const kept = await keptFromBefore();
    const { dmp, service, alice } = setUp(UNLOCKED, kept);
    const refreshed = service.refresh(ALICE);
    await dmp.answer(ALICE, CLOSED);
    await refreshed;
    expect(alice.last).toEqual({ patientId: ALICE.id, ...known(CLOSED) });
  });

  test('cancelled, the state is what it was, and the question is let go of', async () => {
    const { dmp, service, alice } = setUp();
    await dmp.answer(ALICE, OPEN);
    const before = alice.last;
    const refreshed = service.refresh(ALICE);
    service.cancelRefresh(ALICE);
    await refreshed;
    expect(alice.last).toEqual(before);
    expect(dmp.givenUp).toEqual([ALICE.id]);
  });

  test('cancelled after a failure, the failure is back', async () => {
    const { dmp, service, alice } = setUp();
    await dmp.fail(ALICE, new PluginError('dmp.timeout'));
    const refreshed = service.refresh(ALICE);
    service.cancelRefresh(ALICE);
    await refreshed;
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'failed', error: { code: 'dmp.timeout' } });
  });

  test('a check of an old answer that was cancelled does not start again by itself', async () => {
    const kept = await keptFromBefore();
    vi.setSystemTime(10 * MINUTE);
    const { dmp, service, alice } = setUp(UNLOCKED, kept);
    service.show(ALICE);
    await settled();
    service.cancelRefresh(ALICE);
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    expect(alice.last).toEqual({ patientId: ALICE.id, ...known(OPEN) });
    expect(dmp.asked.filter((id) => id === ALICE.id)).toHaveLength(1);
  });

  test('cancelled, it can be asked for again', async () => {
    const { dmp, service, alice } = setUp();
    await settled();
    service.cancelRefresh(ALICE);
    service.show(ALICE);
    await dmp.answer(ALICE, OPEN);
    expect(alice.last?.kind).toBe('known');
  });
});

describe('without a session', () => {
  test('the last answer to this professional is shown', async () => {
    const kept = await keptFromBefore();
    const { alice } = setUp(ABSENT, kept);
    await settled();
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'needsCard', card: ABSENT, previous: known(OPEN) });
  });

  test('a locked card of the same holder shows it, too', async () => {
    const { alice } = setUp(LOCKED, await keptFromBefore());
    await settled();
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'needsPin', card: LOCKED, previous: known(OPEN) });
  });

  test("another holder's card shows none of it, not even while its code is checked or when it is blocked", async () => {
    const { identity, alice } = setUp(OTHERS_CARD, await keptFromBefore());
    for (const card of [OTHERS_CARD, { kind: 'unlocking' }, { ...OTHERS_CARD, kind: 'wrongPin' }, { kind: 'blocked' }, UNAVAILABLE] as CardState[]) {
      identity.become(card);
      await settled();
    }
    expect(alice.all.filter((status) => 'previous' in status)).toEqual([]);
  });

  test('another user of the host sees none of it', async () => {
    const { alice } = setUp(ABSENT, await keptFromBefore(), new FakeHost({ id: 'user-2' }));
    await settled();
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'needsCard', card: ABSENT });
  });

  test('after another holder unlocked his card under this user, only his answers are shown', async () => {
    const kept = await keptFromBefore();
    const { dmp, identity, service, alice } = setUp(OTHER_UNLOCKED, kept);
    service.show(ALICE);
    await dmp.answer(ALICE, MISSING);
    identity.become(ABSENT);
    await settled();
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'needsCard', card: ABSENT, previous: known(MISSING) });
  });

  test('a card removed while the DMP is asked ends the question, which does not start again by itself', async () => {
    const { dmp, identity, service, alice } = setUp();
    service.show(ALICE);
    await dmp.answer(ALICE, OPEN);
    void service.refresh(ALICE);
    const removed: CardState = { kind: 'absent', removedAt: 7 };
    identity.become(removed);
    expect(alice.last).toEqual({ patientId: ALICE.id, kind: 'needsCard', card: removed, previous: known(OPEN) });
    expect(dmp.givenUp).toContain(ALICE.id);
    const before = dmp.asked.length;
    identity.become(LOCKED);
    await vi.advanceTimersByTimeAsync(60 * MINUTE);
    expect(dmp.asked).toHaveLength(before);
  });

  test('a refresh ends with the card', async () => {
    const { dmp, identity, service, alice } = setUp();
    await dmp.answer(ALICE, OPEN);
    const refreshed = service.refresh(ALICE);
    identity.become(UNAVAILABLE);
    await refreshed;
    expect(alice.last?.kind).toBe('needsCard');
  });
});

describe('after a write', () => {
  test('the answer under way is not waited for: it was given before', async () => {
    const { dmp, service, kept, alice } = setUp();
    await dmp.answer(ALICE, MISSING);
    const before = service.refresh(ALICE);
    const renewed = service.renew(ALICE);
    await before;
    await dmp.answer(ALICE, OPEN);
    await renewed;
    expect([alice.last, dmp.givenUp]).toEqual([{ patientId: ALICE.id, ...known(OPEN) }, [ALICE.id]]);
    expect(await kept.cache.read(ALICE, { environment: 'simulator', holderId: HOLDER.id })).toMatchObject(OPEN);
  });

  test('what was known is forgotten, also when the DMP does not answer', async () => {
    const { dmp, service, kept, lastKnown } = setUp();
    await dmp.answer(ALICE, MISSING);
    const chip = watch(lastKnown.known$(ALICE));
    await settled();
    expect(chip.last?.record).toBe('missing');
    const renewed = service.renew(ALICE);
    await dmp.fail(ALICE, new PluginError('dmp.unreachable'));
    await renewed;
    expect([chip.last, await kept.cache.read(ALICE, { environment: 'simulator', holderId: HOLDER.id })]).toEqual([undefined, undefined]);
  });

  test('an identity that was corrected meanwhile is not given back its old one', async () => {
    const { dmp, service, alice } = setUp();
    await dmp.answer(ALICE, MISSING);
    const corrected = { ...ALICE, identity: { ...ALICE.identity, matricule: BOB.identity.matricule } };
    const seen = watch(service.status$(corrected));
    await dmp.answer(corrected, CLOSED);
    const renewed = service.renew(ALICE);
    await dmp.answer(corrected, OPEN);
    await renewed;
    expect([seen.last, alice.last]).toEqual([
      { patientId: ALICE.id, ...known(OPEN) },
      { patientId: ALICE.id, ...known(OPEN) },
    ]);
  });
});
