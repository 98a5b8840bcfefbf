import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { removeCard } from '../../reference/cards/reader.js';
import type { CardState } from '../../src/api/messages.js';
import { AgentIdentity } from '../../src/hardware/agent-identity.js';
import type { AgentFile } from '../../src/hardware/agent-process.js';
import type { AgentOptions } from '../../src/hardware/agent-protocol.js';
import type { AgentTimes } from '../../src/hardware/agent-times.js';
import { buildAgent } from './built-agent.js';
import { becomes, CardDesk, CountingDmp, enter, optionsFor, stateOf, textOf, until } from './card-desk.js';
import { QUICK } from './quick-times.js';
import { RecordingLogger } from './recording-logger.js';

let desk: CardDesk;
let agent: AgentFile;
let dmp: CountingDmp;
beforeAll(async () => {
  desk = await CardDesk.open();
  agent = await buildAgent(desk.newFolder());
});
afterAll(() => desk.close());

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

async function setUp({ file = agent, times = {}, unlocked = true }: { file?: AgentFile; times?: Partial<AgentTimes>; unlocked?: boolean } = {}) {
  dmp = await CountingDmp.start(desk);
  ends.push(() => dmp.close());
  const reader = desk.newReader();
  const options = optionsFor(desk, reader, dmp.origin);
  const log = new RecordingLogger();
  const identity = new AgentIdentity(file, options, log, { ...QUICK, ...times });
  ends.push(() => identity.dispose());
  const seen: CardState['kind'][] = [];
  identity.state$.subscribe(({ kind }) => seen.push(kind));
  if (unlocked) {
    await enter(identity, '1234');
    await becomes(identity, 'unlocked');
  }
  return { identity, reader, options, log, seen };
}
const request = (body: Readable = Readable.from([Buffer.from('demande')]), signal?: AbortSignal) => ({
  url: `${dmp.origin}/patients`,
  headers: { 'x-sent': 'à' },
  body,
  signal,
});
const pidOf = (log: RecordingLogger): number => {
  const pid = log.lines.findLast(({ event }) => event === 'agent.started')?.facts?.['pid'];
  if (typeof pid !== 'number') throw new Error('no agent was started');
  return pid;
};
const isAlive = (pid: number): boolean => {
  try {
    process.kill(pid, 0);
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
};

test('an agent that is killed in the middle of an exchange is replaced', async () => {
  const { identity, log, seen } = await setUp();
  dmp.handle(() => {});
  const waiting = identity.exchange(request());
  await wait(200);
  process.kill(pidOf(log), 'SIGKILL');
  await expect(waiting).rejects.toMatchObject({ code: 'agent.unavailable' });
  await until(() => seen.slice(-2).join() === 'unavailable,locked');
  await enter(identity, '1234');
  await becomes(identity, 'unlocked');
});

test('an agent killed in the middle of an answer never gives a short answer', async () => {
  const { identity, log } = await setUp();
  dmp.handle((_, response) => void response.writeHead(200).write('<begin'));
  const answer = await identity.exchange(request());
  const whole = expect(buffer(answer.body)).rejects.toMatchObject({ code: 'agent.unavailable' });
  process.kill(pidOf(log), 'SIGKILL');
  await whole;
});

test('an agent that hangs is killed and replaced, and what waits for it is told', async () => {
  const { identity, log, seen } = await setUp();
  const hanging = pidOf(log);
  process.kill(hanging, 'SIGSTOP');
  const call = identity.sign(Buffer.from('x'), 'signature');
  const sent = identity.exchange(request());
  await Promise.all([expect(call).rejects.toMatchObject({ code: 'agent.unavailable' }), expect(sent).rejects.toMatchObject({ code: 'agent.unavailable' })]);
  await until(() => seen.slice(-2).join() === 'unavailable,locked');
  expect([isAlive(hanging), log.lines.find(({ event }) => event === 'agent.killed')?.facts]).toEqual([false, { reason: 'agent/ping' }]);
});

test('a main that was busy takes the answers that waited before it judges the agent', async () => {
  const { identity, log } = await setUp({ times: { pingEveryMilliseconds: 20, pingMilliseconds: 2_000 } });
  await wait(25);
  const end = Date.now() + 2_500;
  while (Date.now() < end);
  await wait(300);
  expect([log.count('agent.killed'), (await stateOf(identity)).kind]).toEqual([0, 'unlocked']);
});

test('an agent that cannot start is a state, and is tried again and again', async () => {
  const broken = join(desk.newFolder(), 'broken.mjs');
  writeFileSync(broken, 'process.exit(3);');
  const { identity, log } = await setUp({ file: { path: broken }, unlocked: false });
  expect(await becomes(identity, 'unavailable')).toEqual({ kind: 'unavailable', reason: { code: 'agent.unavailable' } });
  await expect(identity.unlock('whatever')).rejects.toMatchObject({ code: 'agent.unavailable' });
  await expect(identity.exchange(request())).rejects.toMatchObject({ code: 'agent.unavailable' });
  await until(() => log.count('agent.ended') >= 3);
});

test('an agent that starts and says nothing is killed', async () => {
  const mute = join(desk.newFolder(), 'mute.mjs');
  writeFileSync(mute, 'setInterval(() => {}, 1000);');
  const { identity, log } = await setUp({ file: { path: mute }, times: { startMilliseconds: 500 }, unlocked: false });
  await becomes(identity, 'unavailable');
  expect(log.lines.find(({ event }) => event === 'agent.killed')?.facts).toEqual({ reason: 'agent/start' });
});

test('the user can ask for a new agent', async () => {
  const { identity, log, seen } = await setUp();
  const old = pidOf(log);
  await identity.restart();
  await becomes(identity, 'locked');
  await until(() => log.count('agent.started') === 2);
  expect([isAlive(old), pidOf(log) === old, seen.slice(-2)]).toEqual([false, false, ['unavailable', 'locked']]);
});

test('other options mean another agent, the same ones do not', async () => {
  const { identity, options, log } = await setUp();
  await identity.configure({ ...options });
  expect((await stateOf(identity)).kind).toBe('unlocked');
  await identity.configure({ ...options, softwareCardReader: desk.newFolder() } satisfies AgentOptions);
  await becomes(identity, 'noReader');
  await until(() => log.count('agent.started') === 2);
});

test('disposed, it leaves no process behind and refuses what comes', async () => {
  const { identity, log } = await setUp();
  const pid = pidOf(log);
  await identity.dispose();
  await identity.dispose();
  expect(isAlive(pid)).toBe(false);
  await expect(identity.sign(Buffer.from('x'), 'signature')).rejects.toMatchObject({ code: 'agent.unavailable' });
  await expect(identity.exchange(request())).rejects.toMatchObject({ code: 'agent.unavailable' });
});

test('disposed while it hangs, it is killed', async () => {
  const { identity, log } = await setUp({ times: { pingEveryMilliseconds: 60_000, endMilliseconds: 300 } });
  const pid = pidOf(log);
  process.kill(pid, 'SIGSTOP');
  await identity.dispose();
  expect(isAlive(pid)).toBe(false);
});

test.each(['agent', 'blocking'])('a parent that is killed takes its %s process with it', async (mode) => {
  const options = optionsFor(desk, desk.newReader());
  const script = fileURLToPath(new URL('agent-parent.ts', import.meta.url));
  const parent: ChildProcess = spawn(process.execPath, ['--import', 'tsx', script, mode, agent.path, JSON.stringify(options)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  ends.push(() => parent.kill('SIGKILL'));
  const [line] = await once(parent.stdout ?? parent, 'data');
  const pid = Number(String(line));
  ends.push(() => isAlive(pid) && process.kill(pid, 'SIGKILL'));
  await wait(500);
  expect(isAlive(pid)).toBe(true);
  parent.kill('SIGKILL');
  await until(() => !isAlive(pid), 2_000);
});

test('an address that is not on the list is not called', async () => {
  const { identity } = await setUp();
  for (const url of [`https://localhost:${dmp.port}/patients`, `http://127.0.0.1:${dmp.port}/`, 'https://dmp.example/', 'no address'])
    await expect(identity.exchange({ ...request(), url })).rejects.toMatchObject({
      code: 'dmp.wrongAddress',
      about: { detail: { code: 'ORIGIN_NOT_ALLOWED' } },
    });
  expect(dmp.connections).toBe(0);
});

test('refusals of the server side arrive as they were named in the agent', async () => {
  const { identity } = await setUp();
  dmp.handle((_, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('<begin');
    setTimeout(() => response.destroy(), 50);
  });
  const cut = await identity.exchange(request());
  await expect(buffer(cut.body)).rejects.toMatchObject({ code: 'dmp.unreachable' });
  dmp.close();
  await expect(identity.exchange(request())).rejects.toMatchObject({ code: 'dmp.unreachable', about: { detail: { layer: 'http' } } });
});

test('a card removed in the middle of an answer cuts it', async () => {
  const { identity, reader } = await setUp();
  dmp.handle((_, response) => void response.writeHead(200).write('<begin'));
  const answer = await identity.exchange(request());
  const cut = expect(buffer(answer.body)).rejects.toMatchObject({ code: 'card.absent' });
  removeCard(reader);
  await cut;
});

test('letting go reaches the server, waiting or in the middle of an answer', async () => {
  const { identity } = await setUp();
  const reason = new Error('another patient');
  let closed = 0;
  const letGo = new AbortController();
  dmp.handle((incoming) => {
    incoming.socket.once('close', () => (closed += 1));
    letGo.abort(reason);
  });
  await expect(identity.exchange(request(undefined, letGo.signal))).rejects.toBe(reason);
  await until(() => closed === 1);
  const again = new AbortController();
  dmp.handle((incoming, response) => {
    incoming.socket.once('close', () => (closed += 1));
    response.writeHead(200).write('<begin');
  });
  const answer = await identity.exchange(request(undefined, again.signal));
  const cut = expect(buffer(answer.body)).rejects.toBe(reason);
  again.abort(reason);
  await cut;
  await until(() => closed === 2);
});

test('a body whose source fails is never taken for whole', async () => {
  const { identity } = await setUp();
  const outcomes: string[] = [];
  const arrived = new Promise<void>((resolve) => {
    dmp.handle(async (incoming) => {
      resolve();
      outcomes.push(
        await buffer(incoming).then(
          () => 'whole',
          () => 'cut',
        ),
      );
    });
  });
  const failing = Readable.from(
    (async function* () {
      yield Buffer.alloc(300 * 1024);
      await arrived;
      throw new Error('disk');
    })(),
  );
  await expect(identity.exchange(request(failing))).rejects.toThrow('disk');
  await until(() => outcomes.length === 1);
  expect(outcomes).toEqual(['cut']);
});

test('headers, and 5 MB both ways, arrive as they were sent', async () => {
  const { identity } = await setUp();
  const document = randomBytes(5 * 1024 * 1024);
  const answer = await identity.exchange(request(Readable.from([document])));
  expect([answer.status, answer.headers['content-type']]).toEqual([200, 'text/plain']);
  const digest = (bytes: Buffer) => createHash('sha256').update(bytes).digest('hex');
  expect(digest(await buffer(answer.body))).toBe(digest(document));
});

test('neither an upload nor an answer runs ahead of who takes it', async () => {
  const { identity } = await setUp();
  const MEGABYTE = Buffer.alloc(1024 * 1024);
  let [taken, given] = [0, 0];
  const source = Readable.from(
    (function* () {
      for (; taken < 200; taken += 1) yield MEGABYTE;
    })(),
  );
  dmp.handle(() => {});
  const letGo = new AbortController();
  const upload = identity.exchange(request(source, letGo.signal)).catch(() => {});
  await wait(1_500);
  expect(taken).toBeLessThan(40);
  letGo.abort();
  await upload;
  dmp.handle((_, response) => {
    const more = Readable.from(
      (function* () {
        for (; given < 200; given += 1) yield MEGABYTE;
      })(),
    );
    more.pipe(response);
  });
  const answer = await identity.exchange(request());
  await wait(1_500);
  expect(given).toBeLessThan(40);
  answer.body.destroy();
});

test('exchanges at once cost one full handshake', async () => {
  const { identity } = await setUp();
  const answers = await Promise.all([1, 2].map((number) => identity.exchange(request(Readable.from([Buffer.from(`demande ${number}`)]))).then(textOf)));
  expect([answers, dmp.fullHandshakes]).toEqual([['demande 1', 'demande 2'], 1]);
});

test('nothing that would trace Node reaches the agent', async () => {
  process.env['NODE_DEBUG'] = 'net';
  ends.push(() => delete process.env['NODE_DEBUG']);
  const { identity, log } = await setUp({ unlocked: false });
  await becomes(identity, 'locked');
  await until(() => log.count('agent.started') > 0);
  expect(readFileSync(`/proc/${pidOf(log)}/environ`, 'utf8')).not.toContain('NODE_DEBUG');
});

test('no code is in what passes between the two, in the environment, in the logs or in the folders', async () => {
  const transcript = join(desk.newFolder(), 'transcript');
  writeFileSync(transcript, '');
  Object.assign(process.env, { AGENT_TRANSCRIPT: transcript, AGENT_FILE: agent.path });
  ends.push(() => ['AGENT_TRANSCRIPT', 'AGENT_FILE'].map((name) => delete process.env[name]));
  const { identity, log, reader } = await setUp({ file: { path: fileURLToPath(new URL('recorded-agent.mjs', import.meta.url)) }, unlocked: false });
  await enter(identity, '7391');
  await becomes(identity, 'wrongPin');
  await expect(enter(identity, '73914')).rejects.toMatchObject({ code: 'card.pinFormat' });
  await enter(identity, '1234');
  await becomes(identity, 'unlocked');
  await identity.sign(Buffer.from('x'), 'signature');
  await textOf(await identity.exchange(request()));
  const recorded = readFileSync(transcript, 'utf8').replaceAll(/"(since|removedAt)":\d+/g, '');
  const messages = recorded.split('\n').slice(1).join('\n');
  expect(messages).toMatch(/in .*card\/unlock[\s\S]*out .*unlocked/);
  expect(recorded).not.toMatch(/7391/);
  expect(messages).not.toMatch(/1234/);
  expect(JSON.stringify(log.lines.map(({ event, facts }) => [event, { ...facts, pid: undefined }]))).not.toMatch(/7391|1234|INFIRMIER|899900021212/);
  expect(readFileSync(join(reader, 'cards/cps-infirmiere/tries.json'), 'utf8')).toBe('{"left":3}\n');
});
