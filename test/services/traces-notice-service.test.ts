import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HOLDER, LOCKED, UNLOCKED } from '../fakes/fake-identity.js';
import { FakeUserMemory } from '../fakes/fake-user-memory.js';
import { settled, watch } from '../fakes/world.js';
import { makeServices, nothingKept } from './make-services.js';

const DAY = 86_400_000;
const OTHER = '899900003100';

beforeEach(() => void vi.useFakeTimers({ now: 1_000 * DAY, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

test('is due at the first session of each professional, until he has acknowledged it', async () => {
  const { notice } = makeServices();
  const [mine, other] = [watch(notice.isDue$(HOLDER.id)), watch(notice.isDue$(OTHER))];
  await settled();
  expect([mine.all, other.all]).toEqual([
    [undefined, true],
    [undefined, true],
  ]);
  await notice.acknowledge();
  expect([mine.last, other.last]).toEqual([false, true]);
});

test('is due again after the configured days, also for whoever never closed the plugin', async () => {
  const { notice, host } = makeServices();
  await notice.acknowledge();
  vi.setSystemTime(1_180 * DAY - 1);
  expect(await notice.isDue(HOLDER.id)).toBe(false);
  vi.setSystemTime(1_180 * DAY);
  expect(await notice.isDue(HOLDER.id)).toBe(true);
  host.configure({ 'dmp.tracesNoticeDays': 365 });
  expect(await notice.isDue(HOLDER.id)).toBe(false);
});

test('an acknowledgement of a time to come does not count', async () => {
  const { notice } = makeServices();
  await notice.acknowledge();
  vi.setSystemTime(0);
  expect(await notice.isDue(HOLDER.id)).toBe(true);
});

test('what was acknowledged outlives the plugin', async () => {
  const kept = nothingKept();
  await makeServices(UNLOCKED, kept).notice.acknowledge();
  expect(await makeServices(UNLOCKED, kept).notice.isDue(HOLDER.id)).toBe(false);
});

test('a store that keeps nothing asks nobody twice in one run', async () => {
  class ForgetfulMemory extends FakeUserMemory {
    override async noteTracesAcknowledged(): Promise<void> {}
  }
  const { notice } = makeServices(UNLOCKED, { ...nothingKept(), memory: new ForgetfulMemory() });
  await notice.acknowledge();
  expect(await notice.isDue(HOLDER.id)).toBe(false);
});

test('nobody acknowledges without a session', async () => {
  const { notice } = makeServices(LOCKED);
  await expect(notice.acknowledge()).rejects.toMatchObject({ code: 'card.absent' });
  expect(await notice.isDue(HOLDER.id)).toBe(true);
});
