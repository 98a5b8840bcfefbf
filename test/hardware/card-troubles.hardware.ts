import { execFile } from 'node:child_process';
import { X509Certificate } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as wait } from 'node:timers/promises';
import { promisify } from 'node:util';
import { filter, firstValueFrom, take, timeout, toArray } from 'rxjs';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { insertCard, plugReader, removeCard, unplugReader } from '../../reference/cards/reader.js';
import { build } from '../../scripts/build.js';
import type { AgentIdentity } from '../../src/hardware/agent-identity.js';
import { becomes, CardDesk, CountingDmp, enter, optionsFor, stateOf, textOf, until } from './card-desk.js';
import { CardRoom, MISSING_FOR_ROOM } from './card-room.js';
import { QUICK } from './quick-times.js';
import type { RecordingLogger } from './recording-logger.js';

/** Insertions, and sessions with a signature of the card each. */
const TIMES = process.env['HARDWARE_SOAK'] ? 1000 : 25;
const run = promisify(execFile);

describe.skipIf(MISSING_FOR_ROOM)(`a card that gives trouble${MISSING_FOR_ROOM && ` (missing: ${MISSING_FOR_ROOM})`}`, () => {
  let desk: CardDesk;
  let room: CardRoom;
  let dmp: CountingDmp;
  let identity: AgentIdentity;
  let log: RecordingLogger;
  beforeAll(async () => {
    await build();
    desk = await CardDesk.open();
  });
  afterAll(() => desk?.close());
  const setUp = async (): Promise<void> => {
    room = await CardRoom.open(desk);
    dmp = await CountingDmp.start(desk);
    ({ identity, log } = room.agent(optionsFor(desk, room.reader, dmp.origin), QUICK));
  };
  afterEach(async () => {
    await identity?.dispose();
    dmp?.close();
    await room?.pcsc.close();
  });
  const ask = () => identity.exchange({ url: `${dmp.origin}/patients`, headers: {}, body: Readable.from([Buffer.from('demande')]) });
  const unlock = async (): Promise<void> => {
    await enter(identity, room.pin);
    await becomes(identity, 'unlocked');
  };
  const triesLeft = (): number => JSON.parse(readFileSync(room.file('tries.json'), 'utf8')).left;

  test('readers and cards come and go, and the tab would follow by itself', async () => {
    await setUp();
    await becomes(identity, 'locked');
    removeCard(room.reader);
    await becomes(identity, 'absent');
    unplugReader(room.reader);
    await becomes(identity, 'noReader');
    plugReader(room.reader);
    await becomes(identity, 'absent');
    insertCard(room.reader, 'cps-kine');
    expect(await becomes(identity, 'locked')).toMatchObject({ holder: { familyName: 'KINE0310' } });
  });

  test('of two professional cards one is chosen, and a Carte Vitale beside a CPS disturbs nothing', async () => {
    await setUp();
    await becomes(identity, 'locked');
    insertCard(room.reader, 'cps-kine', 'Lecteur virtuel 2');
    const { cards } = await becomes(identity, 'chooseReader');
    expect(cards.map(({ holder }) => holder.familyName)).toEqual(['INFIRMIER0212', 'KINE0310']);
    await identity.chooseReader(cards[1]?.reader ?? '');
    expect(await becomes(identity, 'locked')).toMatchObject({ holder: { familyName: 'KINE0310' } });
    insertCard(room.reader, 'vitale', 'Lecteur virtuel 2');
    await unlockedAs('INFIRMIER0212');
  });
  const unlockedAs = async (name: string): Promise<void> => {
    await firstValueFrom(
      identity.state$.pipe(
        filter((state) => state.kind === 'locked' && state.holder.familyName === name),
        timeout(10_000),
      ),
    );
    await unlock();
  };

  test('a card nobody knows is told as one, and taken for no professional’s', async () => {
    await setUp();
    await becomes(identity, 'locked');
    removeCard(room.reader);
    mkdirSync(join(room.reader, 'cards/badge'));
    writeFileSync(join(room.reader, 'cards/badge/card.json'), '{"kind":"other","name":"badge"}');
    insertCard(room.reader, 'badge', 'Lecteur virtuel 1');
    expect(await becomes(identity, 'unknownCard')).toEqual({ kind: 'unknownCard', name: 'carte inconnue' });
  });

  test('a service of readers that dies ends the session, and one that comes back brings the card back', async () => {
    await setUp();
    await unlock();
    await textOf(await ask());
    await room.pcsc.killService();
    expect(await becomes(identity, 'unavailable')).toMatchObject({ reason: { code: 'card.noPcsc' } });
    await expect(ask()).rejects.toMatchObject({ code: 'card.absent' });
    await room.pcsc.startService();
    await unlock();
    expect(await textOf(await ask())).toBe('demande');
  });

  test('a service that is not there at the start is waited for', async () => {
    room = await CardRoom.open(desk);
    await room.pcsc.killService();
    dmp = await CountingDmp.start(desk);
    ({ identity, log } = room.agent(optionsFor(desk, room.reader, dmp.origin), QUICK));
    expect(await becomes(identity, 'unavailable')).toMatchObject({ reason: { code: 'card.noPcsc' } });
    await room.pcsc.startService();
    await unlock();
  });

  test('a card that another program resets serves on, or asks for its code again; its tries are whole', async () => {
    await setUp();
    await unlock();
    await textOf(await ask());
    await run('opensc-tool', ['--reset=cold']).catch(() => {});
    const answered = await ask().then(textOf, (error: { code: string }) => error.code);
    expect(['demande', 'card.absent', 'card.noKey']).toContain(answered);
    if ((await stateOf(identity)).kind !== 'unlocked') await unlock();
    expect([await textOf(await ask()), triesLeft()]).toEqual(['demande', 3]);
  });

  test('three wrong codes block the card, in the reader as on its disk', async () => {
    await setUp();
    for (const pin of ['0000', '0001', '0002']) await enter(identity, pin);
    await becomes(identity, 'blocked');
    expect(triesLeft()).toBe(0);
    await identity.restart();
    await becomes(identity, 'blocked');
  });

  test('codes that another program got wrong are seen before ours is tried: what was typed before the last try was told is not spent on it', async () => {
    await setUp();
    expect(await becomes(identity, 'locked')).toMatchObject({ lastTry: false });
    for (const pin of ['0000', '0001'])
      await run('pkcs11-tool', ['--module', room.cps.modulePath ?? '', '--login', '--pin', pin, '--list-objects']).catch(() => {});
    expect(triesLeft()).toBe(1);
    await expect(enter(identity, '0002')).rejects.toMatchObject({ code: 'card.codeNotTried' });
    expect(triesLeft()).toBe(1);
    expect(await becomes(identity, 'locked')).toMatchObject({ lastTry: true });
    await unlock();
    expect(triesLeft()).toBe(3);
  });

  test('a card that leaves the other reader while it is read ends nobody’s session', async () => {
    await setUp();
    await unlock();
    await textOf(await ask());
    const states: string[] = [];
    const watched = identity.state$.subscribe((state) => states.push(state.kind));
    for (const after of [5, 14]) {
      await room.pcsc.fault(1, { kind: 'leaves', after });
      insertCard(room.reader, 'cps-kine', 'Lecteur virtuel 2');
      await wait(1_500);
      removeCard(room.reader, { reader: 'Lecteur virtuel 2' });
      await wait(500);
    }
    watched.unsubscribe();
    expect(states).toEqual(['unlocked']);
    expect(await textOf(await ask())).toBe('demande');
  }, 60_000);

  test('a card that answers after a minute costs the agent its life, not the practice; once it answers, it serves', async () => {
    await setUp();
    await becomes(identity, 'locked');
    await room.pcsc.fault(0, { kind: 'late', milliseconds: 60_000 });
    await Promise.race([enter(identity, room.pin).catch(() => {}), becomes(identity, 'unavailable')]);
    await becomes(identity, 'unavailable');
    expect(log.count('agent.killed')).toBeGreaterThan(0);
    await room.pcsc.fault(0);
    removeCard(room.reader);
    await firstValueFrom(
      identity.state$.pipe(
        filter(({ kind }) => kind === 'absent'),
        timeout(40_000),
      ),
    );
    insertCard(room.reader);
    await unlock();
    expect(triesLeft()).toBe(3);
  }, 120_000);

  test('a card that answers nonsense is unreadable, and a sound one in its place serves', async () => {
    await setUp();
    await becomes(identity, 'locked');
    removeCard(room.reader);
    await becomes(identity, 'absent');
    await room.pcsc.fault(0, { kind: 'garbage' });
    insertCard(room.reader);
    await becomes(identity, 'unavailable');
    await servesOnceSoundAgain();
  });
  const servesOnceSoundAgain = async (): Promise<void> => {
    await room.pcsc.fault(0);
    removeCard(room.reader);
    await becomes(identity, 'absent');
    insertCard(room.reader);
    await unlock();
    expect([await textOf(await ask()), triesLeft()]).toEqual(['demande', 3]);
  };

  /** Of an opening and an exchange, which are some thirty. */
  const STEPS = Array.from({ length: 32 }, (_, step) => step).filter((step) => process.env['HARDWARE_SOAK'] || step % 6 === 1);

  test.each(STEPS)('nonsense in place of its answer %i is one failure, and the next session is whole', async (after) => {
    await setUp();
    await becomes(identity, 'locked');
    await room.pcsc.fault(0, { kind: 'garbage', after });
    await enter(identity, room.pin).catch(() => {});
    const asked = await ask().then(textOf, (error: { code: string }) => error.code);
    expect(asked).toMatch(/^(demande|card\..*|dmp\.unreachable|dmp\.tlsRefused|agent\.unavailable)$/);
    await servesOnceSoundAgain();
  });

  test.each([0, 3, 10, 40])('taken out after %i commands of an opening, it is absent, and its tries are whole once it is back', async (after) => {
    await setUp();
    await becomes(identity, 'locked');
    await room.pcsc.fault(0, { kind: 'leaves', after });
    await enter(identity, room.pin).catch(() => {});
    await ask().catch(() => {});
    await servesOnceSoundAgain();
  });

  test(
    `${TIMES} insertions are ${TIMES} cards that are seen, and ${TIMES} sessions leave no process and no descriptor behind`,
    async () => {
      await setUp();
      const told = firstValueFrom(
        identity.state$.pipe(
          filter(({ kind }) => kind === 'locked'),
          take(TIMES + 1),
          toArray(),
        ),
      );
      for (let time = 0; time < TIMES; time += 1) {
        await becomes(identity, 'locked');
        removeCard(room.reader);
        await becomes(identity, 'absent');
        insertCard(room.reader);
      }
      expect(await told).toHaveLength(TIMES + 1);
      const before = readdirSync('/proc/self/fd').length;
      for (let time = 0; time < TIMES; time += 1) {
        await unlock();
        await textOf(await ask());
        removeCard(room.reader);
        await becomes(identity, 'absent');
        insertCard(room.reader);
      }
      expect(dmp.fullHandshakes).toBe(TIMES);
      const card = new X509Certificate(readFileSync(room.file('authentication.crt.pem'))).fingerprint256;
      expect(new Set(dmp.clients)).toEqual(new Set([card]));
      await becomes(identity, 'locked');
      await until(() => log.count('agent.started') === log.count('agent.ended') + 1);
      expect(readdirSync('/proc/self/fd').length).toBeLessThanOrEqual(before + 5);
    },
    TIMES * 10_000,
  );
});
