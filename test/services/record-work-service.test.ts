import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { PluginError } from '../../src/api/plugin-error.js';
import { deferred } from '../fakes/deferred.js';
import { HOLDER } from '../fakes/fake-identity.js';
import { OPEN } from '../fakes/fake-record-gateway.js';
import { ALICE, BOB, settled, watch } from '../fakes/world.js';
import { makeServices, writer } from './make-services.js';

beforeEach(() => void vi.useFakeTimers({ now: 0, toFake: ['Date'] }));
afterEach(() => void vi.useRealTimers());

/** A write that ends when the test says so. */
function begin({ work }: ReturnType<typeof makeServices>, patient = ALICE) {
  const end = deferred<string>();
  return { ...end, outcome: work.run(writer(patient), 'account', () => end.promise) };
}

test('a write is told while it is under way and when it is done', async () => {
  const made = makeServices();
  const seen = watch(made.work.work$(ALICE.id));
  const write = begin(made);
  vi.setSystemTime(5);
  write.resolve('done');
  expect(await write.outcome).toBe('done');
  expect(seen.all).toEqual([undefined, { kind: 'running', act: 'account', since: 0 }, { kind: 'done', act: 'account', at: 5 }]);
});

test('a failure is told, and thrown', async () => {
  const made = makeServices();
  const seen = watch(made.work.work$(ALICE.id));
  const write = begin(made);
  const error = { code: 'dmp.refused', reference: '2b1c', detail: { layer: 'dmp', code: 'X', text: 'INS-FAMILLE-DIX' } } as const;
  write.reject(PluginError.fromDto(error));
  await expect(write.outcome).rejects.toMatchObject({ code: 'dmp.refused' });
  expect(seen.last).toEqual({ kind: 'failed', act: 'account', at: 0, error });
});

test('what is missing of what was asked for is told with what was done', async () => {
  const { work } = makeServices();
  const seen = watch(work.work$(ALICE.id));
  await work.run(
    writer(ALICE),
    'createRecord',
    async () => 'created',
    () => ({ accountMissing: { code: 'dmp.timeout' } }),
  );
  expect(seen.last).toEqual({ kind: 'done', act: 'createRecord', at: 0, accountMissing: { code: 'dmp.timeout' } });
});

describe('how a write ended', () => {
  const other = '899900003100';

  test('is told to whoever wrote, also when his card is out, and to nobody else', async () => {
    const made = makeServices();
    const [own, without, others] = [HOLDER.id, undefined, other].map((reader) => watch(made.work.work$(ALICE.id, reader)));
    const write = begin(made);
    write.resolve('done');
    await write.outcome;
    expect([own?.last?.kind, without?.last?.kind, others?.last]).toEqual(['done', 'done', undefined]);
  });

  test('is not known while it is under way, which everybody is told', () => {
    const made = makeServices();
    void begin(made);
    expect(watch(made.work.work$(ALICE.id, other)).last?.kind).toBe('running');
  });
});

describe('one write at a time', () => {
  test('a second one on the same patient is refused, and begins nothing', async () => {
    const made = makeServices();
    const write = begin(made);
    let began = false;
    const second = made.work.run(writer(ALICE), 'askAuthorisation', async () => {
      began = true;
    });
    await expect(second).rejects.toMatchObject({ code: 'write.underWay' });
    expect(began).toBe(false);
    write.resolve('done');
    await write.outcome;
    await made.work.run(writer(ALICE), 'askAuthorisation', async () => {
      began = true;
    });
    expect(began).toBe(true);
  });

  test('another patient does not wait, and each is told of his own', async () => {
    const made = makeServices();
    const [alice, bob] = [watch(made.work.work$(ALICE.id)), watch(made.work.work$(BOB.id))];
    const [first, second] = [begin(made), begin(made, BOB)];
    second.resolve('done');
    await second.outcome;
    expect([alice.last?.kind, bob.last?.kind]).toEqual(['running', 'done']);
    first.resolve('done');
    await first.outcome;
  });
});

test('how the last one ended is told until it is dismissed; one under way is not dismissed', async () => {
  const made = makeServices();
  const write = begin(made);
  made.work.dismiss(ALICE.id);
  expect(watch(made.work.work$(ALICE.id)).last?.kind).toBe('running');
  write.resolve('done');
  await write.outcome;
  expect(watch(made.work.work$(ALICE.id)).last?.kind).toBe('done');
  made.work.dismiss(ALICE.id);
  expect(watch(made.work.work$(ALICE.id)).last).toBeUndefined();
});

test.each(['resolve', 'reject'] as const)('afterwards the DMP is asked what the record is, whatever came of it: %s', async (settle) => {
  const made = makeServices();
  const seen = watch(made.status.status$(ALICE));
  await made.dmp.answer(ALICE, OPEN);
  const write = begin(made);
  write[settle](settle === 'resolve' ? 'done' : (new PluginError('dmp.answerLost') as never));
  await write.outcome.catch(() => {});
  await settled();
  expect([seen.last?.kind, made.dmp.asked]).toEqual(['loading', [ALICE.id, ALICE.id]]);
});

test('a write goes on when nobody watches its patient any more', async () => {
  const made = makeServices();
  const seen = watch(made.work.work$(ALICE.id));
  const write = begin(made);
  seen.stop();
  write.resolve('done');
  await write.outcome;
  expect(watch(made.work.work$(ALICE.id)).last?.kind).toBe('done');
});

describe('at the end of the plugin', () => {
  test('what is under way is waited for', async () => {
    const made = makeServices();
    const write = begin(made);
    let isOver = false;
    const finished = made.work.finish(new AbortController().signal).then(() => {
      isOver = true;
    });
    await settled();
    expect(isOver).toBe(false);
    write.resolve('done');
    await finished;
    expect(await write.outcome).toBe('done');
  });

  test('no longer than the host waits', async () => {
    const made = makeServices();
    begin(made);
    const waiting = new AbortController();
    const finished = made.work.finish(waiting.signal);
    waiting.abort();
    await finished;
    await made.work.finish(AbortSignal.abort());
  });

  test('nothing begins any more', async () => {
    const { work } = makeServices();
    await work.finish(new AbortController().signal);
    let isBegun = false;
    const write = work.run(writer(ALICE), 'createRecord', async () => {
      isBegun = true;
    });
    await expect(write).rejects.toMatchObject({ code: 'host.unavailable' });
    expect([isBegun, watch(work.work$(ALICE.id)).last]).toEqual([false, undefined]);
  });

  test('nothing is asked of the DMP any more, and what is being asked is let go of', async () => {
    const made = makeServices();
    const [first, second] = [begin(made), begin(made, BOB)];
    first.resolve('done');
    await settled();
    expect(made.dmp.pending).toEqual([ALICE.id]);
    const finished = made.work.finish(new AbortController().signal);
    second.resolve('done');
    await finished;
    await settled();
    expect([made.dmp.pending, made.dmp.asked]).toEqual([[], [ALICE.id]]);
  });
});

test('the log says what and how long, never of whom', async () => {
  const made = makeServices();
  const write = begin(made);
  vi.setSystemTime(800);
  write.reject(new PluginError('dmp.refused', { reference: '2b1c', detail: { layer: 'dmp', code: 'X', text: 'INS-FAMILLE-DIX' } }));
  await write.outcome.catch(() => {});
  await made.work.run(writer(BOB), 'createRecord', async () => {});
  expect(made.host.logged.filter(({ source }) => source === 'RecordWorkService')).toEqual([
    {
      level: 'warn',
      source: 'RecordWorkService',
      event: 'write.failed',
      facts: { act: 'account', code: 'dmp.refused', reference: '2b1c', milliseconds: 800 },
    },
    { level: 'info', source: 'RecordWorkService', event: 'write.done', facts: { act: 'createRecord', milliseconds: 0 } },
  ]);
});
