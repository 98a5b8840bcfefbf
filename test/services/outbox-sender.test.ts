import { createHash } from 'node:crypto';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { sql } from 'kysely';
import { firstValueFrom } from 'rxjs';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { CardState } from '../../src/api/messages.js';
import { PluginError } from '../../src/api/plugin-error.js';
import { ABSENT, BY_STRUCTURE, HOLDER, OTHER_SITUATION, SECRETARY, UNLOCKED } from '../fakes/fake-identity.js';
import { CLOSED, MISSING, OPEN } from '../fakes/fake-record-gateway.js';
import { ALICE, BOB, watch } from '../fakes/world.js';
import { makeOutbox } from './outbox-world.js';

type World = ReturnType<typeof makeOutbox>;
const worlds: World[] = [];
afterEach(async () => {
  for (const world of worlds.splice(0)) await world.stop();
});
function setUp(options?: Parameters<typeof makeOutbox>[0]): World {
  const world = makeOutbox(options);
  worlds.push(world);
  return world;
}
const titles = (world: World, { id } = ALICE) => world.dmp.record(id).map(({ title }) => title);
const until = (world: World, documentId: string, status: string) =>
  vi.waitFor(async () => expect((await world.outbox.get(documentId))?.status).toBe(status), { timeout: 5_000, interval: 10 });
const SOON = { timeout: 5_000, interval: 10 };

test('what was confirmed is in the record, in the order it was confirmed, and its bytes leave the outbox', async () => {
  const world = setUp();
  await world.add(ALICE, 'first');
  const last = await world.add(ALICE, 'second');
  world.start();
  await until(world, last, 'sent');
  expect(titles(world)).toEqual(['first', 'second']);
  expect(await world.outbox.bytes(last)).toBeUndefined();
});

test('the bytes that arrive are those whose hash and size were told', async () => {
  const world = setUp();
  const id = await world.add(ALICE, 'note');
  world.start();
  await until(world, id, 'sent');
  const [stored] = world.dmp.record(ALICE.id);
  expect(
    createHash('sha1')
      .update(stored?.bytes ?? '')
      .digest('hex'),
  ).toBe(stored?.hash);
  expect(stored?.bytes.byteLength).toBe(stored?.size);
  expect(stored?.bytes.toString()).toContain(Buffer.from('body of note').toString('base64'));
});

test('what was confirmed with a card does not leave with the certificates of the structure, nor the other way round', async () => {
  const world = setUp();
  const waits = async () =>
    Object.fromEntries(
      (await firstValueFrom(world.service.ofPatient$(ALICE.id))).map(({ title, state }) => [title, 'waitsFor' in state ? state.waitsFor : state.kind]),
    );
  const structure = BY_STRUCTURE.kind === 'unlocked' ? BY_STRUCTURE.situation.id : '';
  const byStructure = await world.add(ALICE, 'by the structure', { situationId: structure });
  world.start();
  await vi.waitFor(async () => expect(await waits()).toEqual({ 'by the structure': 'structure' }), SOON);
  world.identity.become(BY_STRUCTURE);
  await until(world, byStructure, 'sent');
  const byCard = await world.add(ALICE, 'by card');
  await vi.waitFor(async () => expect(await waits()).toMatchObject({ 'by card': 'card' }), SOON);
  world.identity.become(UNLOCKED);
  await until(world, byCard, 'sent');
  expect(titles(world)).toEqual(['by the structure', 'by card']);
});

test('what the staff has confirmed for a professional waits for its own card, not for his', async () => {
  const world = setUp();
  const id = await world.add(ALICE, 'dictated', { signerId: SECRETARY.id });
  const fed = watch(world.service.ofPatient$(ALICE.id));
  world.start();
  await vi.waitFor(() => expect(fed.last).toMatchObject([{ author: 'Léa INFIRMIER0212', state: { kind: 'queued', waitsFor: 'card' } }]), SOON);
  expect(titles(world)).toEqual([]);
  world.identity.become({ ...UNLOCKED, holder: SECRETARY } as CardState);
  await until(world, id, 'sent');
  expect(world.dmp.record(ALICE.id)).toMatchObject([{ title: 'dictated', authorId: SECRETARY.id }]);
  await vi.waitFor(() => expect(fed.last?.[0]?.acts).toEqual(['replace', 'delete']), SOON);
  fed.stop();
});

describe('an answer that was lost', () => {
  test.each(['lost', 'cut'] as const)('(%s) is settled by asking for the document: it is in the record once', async (end) => {
    const world = setUp();
    world.dmp.next(end);
    const id = await world.add(ALICE, 'note');
    world.start();
    await until(world, id, 'failed');
    world.clock.now += 60_000;
    await world.service.act(id, 'retry');
    await until(world, id, 'sent');
    expect(titles(world)).toEqual(['note']);
    expect(world.dmp.asked.filter((call) => call.startsWith('submit'))).toHaveLength(end === 'lost' ? 1 : 2);
    expect(world.dmp.asked[1]).toMatch(/^findOwn 2\.25\./);
  });

  test('does not wait for a search the DMP has had too many of: sent again, the DMP says itself that it has it', async () => {
    const world = setUp();
    world.dmp.next('lost');
    const id = await world.add(ALICE, 'note');
    world.start();
    await until(world, id, 'failed');
    world.dmp.refuseSearches('dmp.thresholdExceeded');
    await world.service.act(id, 'retry');
    await until(world, id, 'sent');
    expect(titles(world)).toEqual(['note']);
  });

  test('is not withdrawn or held before somebody knows where it is', async () => {
    const world = setUp();
    world.dmp.next('cut');
    const id = await world.add(ALICE, 'note');
    world.start();
    await until(world, id, 'failed');
    for (const act of ['withdraw', 'hold'] as const) await expect(world.service.act(id, act)).rejects.toMatchObject({ code: 'document.moved' });
    expect(await world.outbox.get(id)).toMatchObject({ mayHaveLeft: true });
  });
});

describe('a document that may be in the record', () => {
  /** Its answer was lost; then the next try ends so, before anything leaves. */
  async function lostThen(change: (world: World) => void) {
    const world = setUp();
    world.dmp.next('lost');
    const id = await world.add(ALICE, 'note');
    world.start();
    await until(world, id, 'failed');
    change(world);
    await world.service.act(id, 'retry');
    await until(world, id, 'refused');
    return { world, id };
  }

  test('stays so when its next try is refused on our side: it is neither corrected nor withdrawn, and is tried again', async () => {
    const { id, world } = await lostThen(({ patients }) => patients.set(ALICE.id, { ...ALICE, identity: BOB.identity }));
    expect(await world.outbox.get(id)).toMatchObject({ mayHaveLeft: true, error: { code: 'document.patientChanged' } });
    await expect(world.service.act(id, 'withdraw')).rejects.toMatchObject({ code: 'document.moved' });
    world.patients.set(ALICE.id, ALICE);
    await world.service.act(id, 'retry');
    await until(world, id, 'sent');
    expect(titles(world)).toEqual(['note']);
  });
});

test('a colleague’s documents, which wait for his card, hold back nobody else’s', async () => {
  const world = setUp();
  const theirs = await world.add(ALICE, 'theirs', { signerId: '899900001230' });
  const mine = await world.add(ALICE, 'mine');
  world.start();
  await until(world, mine, 'sent');
  expect((await world.outbox.get(theirs))?.status).toBe('queued');
});

test('what went wrong on our side is tried again by itself', async () => {
  const world = setUp();
  const failure = Promise.reject(new Error('the disk is full'));
  failure.catch(() => {}); // it is awaited later
  world.dmp.next(failure);
  const id = await world.add(ALICE, 'note');
  world.start();
  await until(world, id, 'failed');
  expect(await world.outbox.get(id)).toMatchObject({ error: { code: 'plugin.unexpected' } });
});

test('nothing leaves while it cannot be noted that it may have left, and it leaves when it can', async () => {
  const world = setUp();
  const id = await world.add(ALICE, 'note');
  const writable = (is: boolean) => world.store.attempt('test', (db) => sql`PRAGMA query_only = ${sql.raw(is ? 'OFF' : 'ON')}`.execute(db));
  await writable(false);
  world.start();
  await vi.waitFor(() => expect(world.host.logged.map(({ event }) => event)).toContain('document.notSent'), SOON);
  expect(world.dmp.asked).toEqual([]);
  await writable(true);
  await world.service.act(id, 'retry').catch(() => {});
  await vi.waitFor(async () => expect((await world.outbox.get(id))?.status).toBe('sent'), { timeout: 15_000, interval: 50 });
  expect(titles(world)).toEqual(['note']);
});

test('a document that could not leave is tried again by itself, and nothing of the same patient overtakes it', async () => {
  const world = setUp();
  world.dmp.next('notSent');
  const first = await world.add(ALICE, 'first');
  const second = await world.add(ALICE, 'second');
  const other = await world.add(BOB, 'other');
  world.start();
  await until(world, other, 'sent');
  expect(await world.outbox.get(first)).toMatchObject({ status: 'failed', mayHaveLeft: false, error: { code: 'dmp.unreachable' } });
  expect((await world.outbox.get(second))?.status).toBe('queued');
  world.clock.now += 15 * 60_000;
  void world.records.answer(ALICE, OPEN);
  await world.service.act(await world.add(BOB, 'again'), 'hold');
  await until(world, second, 'sent');
  expect(titles(world)).toEqual(['first', 'second']);
});

test('one that is held back stays so through a restart, holds back nothing else of its patient, and leaves once it is let go', async () => {
  const before = setUp();
  const first = await before.add(ALICE, 'first');
  await before.service.act(first, 'hold');
  await before.stop();
  const world = setUp({ host: before.host });
  const second = await world.add(ALICE, 'second');
  world.start();
  await until(world, second, 'sent');
  expect((await world.outbox.get(first))?.status).toBe('held');
  await world.service.act(first, 'release');
  await until(world, first, 'sent');
  expect(titles(world)).toEqual(['second', 'first']);
});

describe('an opposition of the patient', () => {
  test('that is recorded while a document is being accepted holds it: nothing leaves', async () => {
    const world = setUp();
    // The user was let confirm before; the row comes after whatever was there was held.
    await world.wishes.set(ALICE.id, 'opposed', true);
    await world.service.holdNew(ALICE.id);
    const id = await world.add(ALICE, 'note');
    const other = await world.add(BOB, 'other');
    world.start();
    await until(world, id, 'held');
    await until(world, other, 'sent');
    expect(await world.outbox.get(id)).toMatchObject({ status: 'held', mayHaveLeft: false, tries: 0 });
    expect([titles(world), titles(world, BOB)]).toEqual([[], ['other']]);
  });

  test.each(['attempt.before', 'attempt.after'] as const)('that is recorded just before a document leaves (%s) holds it', async (point) => {
    const world: World = setUp({
      points: {
        reached: async (passed) => {
          if (passed !== point) return;
          await world.wishes.set(ALICE.id, 'opposed', true);
          await world.service.holdNew(ALICE.id);
        },
      },
    });
    const id = await world.add(ALICE, 'note');
    world.start();
    await until(world, id, 'held');
    expect(await world.outbox.get(id)).toMatchObject({ status: 'held', mayHaveLeft: false });
    expect(world.dmp.asked.filter((call) => call.startsWith('submit'))).toEqual([]);
  });

  test('does not stop what takes the place of a document that was sent', async () => {
    const world = setUp();
    const first = await world.add(ALICE, 'first');
    world.start();
    await until(world, first, 'sent');
    await world.wishes.set(ALICE.id, 'opposed', true);
    const replaces = await world.outbox.get(first);
    const second = await world.add(ALICE, 'second', { ...(replaces && { replaces }) });
    await until(world, second, 'sent');
  });

  test('does not stop what may have left before: the DMP is asked whether it has it; what it has not is held', async () => {
    for (const [end, status] of [
      ['lost', 'sent'],
      ['cut', 'held'],
    ] as const) {
      const world = setUp();
      world.dmp.next(end);
      const id = await world.add(ALICE, 'note');
      world.start();
      await until(world, id, 'failed');
      await world.wishes.set(ALICE.id, 'opposed', true);
      world.clock.now += 60_000;
      await world.outbox.change(id, ['failed'], { status: 'queued' });
      await until(world, id, status);
      expect(world.dmp.asked.filter((call) => call.startsWith('submit'))).toHaveLength(1);
      expect(await world.outbox.get(id)).toMatchObject({ mayHaveLeft: false });
    }
  });

  test('does not hold what nobody can say the DMP has not: it is not sent again either', async () => {
    const world = setUp();
    world.dmp.next('lost');
    const id = await world.add(ALICE, 'note');
    world.start();
    await until(world, id, 'failed');
    await world.wishes.set(ALICE.id, 'opposed', true);
    world.dmp.refuseSearches('dmp.thresholdExceeded');
    await world.outbox.change(id, ['failed'], { status: 'queued' });
    await vi.waitFor(async () => expect(await world.outbox.get(id)).toMatchObject({ mayHaveLeft: true, error: { code: 'dmp.thresholdExceeded' } }), SOON);
    expect(world.dmp.asked.filter((call) => call.startsWith('submit'))).toHaveLength(1);
  });

  test('that nobody can read is no leave to send', async () => {
    const world = setUp();
    const id = await world.add(ALICE, 'note');
    world.wishes.of = () => Promise.reject(new PluginError('document.notKept'));
    world.start();
    await until(world, id, 'failed');
    expect(world.dmp.asked).toEqual([]);
    expect(await world.outbox.get(id)).toMatchObject({ mayHaveLeft: false, error: { code: 'document.notKept' } });
  });
});

test('one that the DMP refuses waits for the user, and lets the next one pass', async () => {
  const world = setUp();
  world.dmp.next({ refused: 'dmp.documentRefused' });
  const first = await world.add(ALICE, 'first');
  const second = await world.add(ALICE, 'second');
  world.start();
  await until(world, second, 'sent');
  expect(await world.outbox.get(first)).toMatchObject({ status: 'refused', error: { code: 'dmp.documentRefused', detail: { code: 'X' } } });
  expect(await world.outbox.bytes(first)).toBeDefined();
});

test('nothing is fed to a record that is closed', async () => {
  const world = setUp({ record: CLOSED });
  const id = await world.add(ALICE, 'note');
  world.start();
  await until(world, id, 'refused');
  expect(await world.outbox.get(id)).toMatchObject({ error: { code: 'dmp.recordClosed' } });
  expect(world.dmp.asked).toEqual([]);
});

test('without the card of whoever confirmed it, and his situation, it waits', async () => {
  const world = setUp();
  world.identity.become(ABSENT);
  const id = await world.add(ALICE, 'note');
  world.start();
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(world.dmp.asked).toEqual([]);
  world.identity.become({ kind: 'unlocked', holder: HOLDER, situation: OTHER_SITUATION, since: 0 });
  await new Promise((resolve) => setTimeout(resolve, 100));
  expect(world.dmp.asked).toEqual([]);
  world.identity.become(UNLOCKED);
  await until(world, id, 'sent');
});

test('the card going in the middle is no failure: it leaves when the card is back', async () => {
  const world = setUp();
  world.dmp.next({ refused: 'card.absent' });
  const id = await world.add(ALICE, 'note');
  world.start();
  await until(world, id, 'sent');
  expect(titles(world)).toEqual(['note']);
});

test('what was confirmed about one person is not sent when the form names another', async () => {
  const world = setUp();
  const id = await world.add(ALICE, 'note');
  world.patients.set(ALICE.id, { ...ALICE, identity: BOB.identity });
  world.start();
  await until(world, id, 'refused');
  expect(await world.outbox.get(id)).toMatchObject({ error: { code: 'document.patientChanged' } });
  expect(world.dmp.asked).toEqual([]);
});

test('a replacement takes the place of what was sent, and says so of both', async () => {
  const world = setUp();
  const first = await world.add(ALICE, 'first');
  world.start();
  await until(world, first, 'sent');
  const row = await world.outbox.get(first);
  const second = await world.add(ALICE, 'second', row && { replaces: row });
  await until(world, second, 'sent');
  expect(world.dmp.record(ALICE.id).map(({ status, title }) => [title, status])).toEqual([
    ['first', 'deprecated'],
    ['second', 'approved'],
  ]);
  await vi.waitFor(async () => expect(await world.outbox.get(first)).toMatchObject({ availability: 'replaced' }), SOON);
});

test('an outbox whose key is lost sends nothing, and lets it be withdrawn', async () => {
  const world = setUp();
  const id = await world.add(ALICE, 'note');
  await world.store.close();
  await world.host.secrets.delete('outboxKey');
  const next = setUp({ host: world.host });
  next.start();
  await until(next, id, 'refused');
  expect((await next.outbox.get(id))?.content).toBeUndefined();
  expect(next.dmp.asked).toEqual([]);
  await next.service.act(id, 'withdraw');
  expect(await next.outbox.get(id)).toBeUndefined();
});

describe('what is known of a record', () => {
  const A_MONTH = 30 * 24 * 3600_000;

  test('from long ago is no leave to send: it may be closed now', async () => {
    const world = setUp();
    const first = await world.add(ALICE, 'first');
    world.start();
    await until(world, first, 'sent');
    world.clock.now += A_MONTH;
    void world.records.answer(ALICE, CLOSED);
    const second = await world.add(ALICE, 'second');
    await until(world, second, 'refused');
    expect([await world.outbox.get(second), titles(world)]).toMatchObject([{ error: { code: 'dmp.recordClosed' } }, ['first']]);
  });

  test.each([1, A_MONTH])('and missing %i ms ago refuses nothing: who tries again asks again', async (later) => {
    const world = setUp({ record: MISSING });
    const id = await world.add(ALICE, 'note');
    world.start();
    await until(world, id, 'refused');
    world.clock.now += later;
    void world.records.answer(ALICE, OPEN);
    await world.service.act(id, 'retry');
    await until(world, id, 'sent');
  });

  test('a moment ago serves several documents', async () => {
    const world = setUp();
    await world.add(ALICE, 'first');
    const last = await world.add(ALICE, 'second');
    world.start();
    await until(world, last, 'sent');
    expect(world.records.asked.filter((id) => id === ALICE.id)).toHaveLength(1);
  });

  test('where it cannot be asked, each try waits longer than the one before', async () => {
    const world = setUp({ record: new PluginError('dmp.serverError') });
    const id = await world.add(ALICE, 'note');
    world.start();
    const pauses: number[] = [];
    for (let time = 0; time < 3; time += 1) {
      await vi.waitFor(async () => expect((await world.outbox.get(id))?.nextTry).toBeGreaterThan(world.clock.now), SOON);
      const { nextTry = 0 } = (await world.outbox.get(id)) ?? {};
      pauses.push(nextTry - world.clock.now);
      world.clock.now = nextTry;
      void world.records.fail(ALICE, 'dmp.serverError');
      await world.service.act(await world.add(BOB, `wakes ${time}`), 'hold');
    }
    expect(pauses).toEqual([15_000, 60_000, 300_000]);
  });
});

test('a colleague’s document whose next try is due costs nothing while his card is away', async () => {
  const world = setUp();
  const theirs = await world.add(ALICE, 'theirs', { signerId: '899900001230' });
  await world.outbox.change(theirs, ['queued'], { status: 'failed', nextTry: world.clock.now - 1_000 });
  const looks = vi.spyOn(world.outbox, 'next');
  world.start();
  await new Promise((resolve) => setTimeout(resolve, 500));
  expect(looks.mock.calls.length).toBeLessThan(5);
});

test('a DMP that asks for time gets it from everybody’s documents, unless the user tries again', async () => {
  const world = setUp();
  const asksForTime = (seconds: number): void => {
    const failure = Promise.reject(new PluginError('dmp.serverError', { retryAfterSeconds: seconds }));
    failure.catch(() => {}); // it is awaited later
    world.dmp.next(failure);
  };
  asksForTime(1);
  await world.add(ALICE, 'first');
  const other = await world.add(BOB, 'other');
  world.start();
  const started = Date.now();
  await until(world, other, 'sent');
  expect(Date.now() - started).toBeGreaterThan(950);
  asksForTime(3600);
  const last = await world.add(BOB, 'last');
  await until(world, last, 'failed');
  const next = await world.add(BOB, 'next');
  await world.service.act(last, 'retry');
  await until(world, next, 'sent');
});

test('a patient whom the host does not know for a moment is no reason to refuse: it leaves once his form is there', async () => {
  const world = setUp();
  const id = await world.add(ALICE, 'note');
  world.patients.delete(ALICE.id);
  world.start();
  await until(world, id, 'failed');
  expect(await world.outbox.get(id)).toMatchObject({ mayHaveLeft: false, error: { code: 'document.patientUnknown' } });
  world.patients.set(ALICE.id, ALICE);
  await world.service.act(id, 'retry');
  await until(world, id, 'sent');
});

test('what the workstation lacks is no fault of a document: it is tried again by itself', async () => {
  const world = setUp();
  world.dmp.next({ refused: 'dmp.tlsRefused' });
  const id = await world.add(ALICE, 'note');
  world.start();
  await until(world, id, 'failed');
});

test('whatever has failed is tried again, however much waits before it', async () => {
  const world = setUp();
  for (let count = 0; count < 205; count += 1) await world.add(BOB, `held ${count}`, { status: 'held' });
  const id = await world.add(ALICE, 'note');
  await world.outbox.change(id, ['queued'], { status: 'failed', nextTry: world.clock.now + 3600_000 });
  await world.service.retryAll();
  expect((await world.outbox.get(id))?.status).toBe('queued');
});

test('a clock that is put back holds back nothing that has failed before', async () => {
  const world = setUp();
  const id = await world.add(ALICE, 'note');
  await world.outbox.change(id, ['queued'], { status: 'failed', nextTry: world.clock.now + 15_000 });
  world.clock.now -= 3600_000;
  world.start();
  await until(world, id, 'sent');
});

test('a card that goes again and again is not asked many times a second', async () => {
  const world = setUp();
  world.dmp.next(...Array.from({ length: 20 }, () => ({ refused: 'card.absent' }) as const));
  await world.add(ALICE, 'note');
  const submit = vi.spyOn(world.dmp, 'submit');
  world.start();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(submit.mock.calls.length).toBeLessThanOrEqual(3);
});

test('what is told of the patient is what the document says of him, whatever his form says since', async () => {
  const world = setUp();
  const id = await world.add(ALICE, 'note');
  world.patients.set(ALICE.id, { ...ALICE, identity: { ...ALICE.identity, usedName: 'NOUVEAU' } });
  const submit = vi.spyOn(world.dmp, 'submit');
  world.start();
  await until(world, id, 'sent');
  expect(submit.mock.calls[0]?.[0].identity.usedName).toBe(ALICE.identity.usedName);
});

test('an outbox whose file could not be read any more is told of until the user knows', async () => {
  const world = setUp();
  const shown = watch(world.service.page$());
  const count = watch(world.service.count$());
  await vi.waitFor(() => expect([shown.last?.lostAt, count.last]).toEqual([undefined, 0]), SOON);
  writeFileSync(join(world.host.storage.folder, 'passerelle.sqlite.1795000000000.unreadable'), '');
  await world.service.act(await world.add(ALICE, 'note'), 'hold');
  await vi.waitFor(() => expect([shown.last?.lostAt, count.last]).toEqual([1_795_000_000_000, 2]), SOON);
  await world.service.acknowledgeLoss();
  await vi.waitFor(() => expect([shown.last?.lostAt, count.last]).toEqual([undefined, 1]), SOON);
});
