import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { build } from '../../scripts/build.js';
import { AgentIdentity } from '../../src/hardware/agent-identity.js';
import { becomes, CardDesk, CountingDmp, enter, optionsFor, textOf } from './card-desk.js';
import { BUILT_AGENT, CardRoom, MISSING_FOR_ROOM } from './card-room.js';
import { RecordingLogger } from './recording-logger.js';

/** A wrong code that is nothing else; the right one is in what a test PKI is called. */
const WRONG = '7391';

describe.skipIf(MISSING_FOR_ROOM)(`the code of a card in a reader${MISSING_FOR_ROOM && ` (missing: ${MISSING_FOR_ROOM})`}`, () => {
  let desk: CardDesk;
  const ends: (() => unknown)[] = [];
  beforeAll(async () => {
    await build();
    desk = await CardDesk.open();
  });
  afterAll(() => desk?.close());
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  test.each(['engine', 'stunnel'] as const)('is in no message, output, log, file, environment or command line, with TLS by %s', async (tls) => {
    const transcript = join(desk.newFolder(), 'transcript');
    writeFileSync(transcript, '');
    Object.assign(process.env, { AGENT_TRANSCRIPT: transcript, AGENT_FILE: BUILT_AGENT.path });
    ends.push(() => ['AGENT_TRANSCRIPT', 'AGENT_FILE'].map((name) => delete process.env[name]));
    const room = await CardRoom.open(desk);
    ends.push(() => room.pcsc.close());
    const dmp = await CountingDmp.start(desk);
    ends.push(() => dmp.close());
    const log = new RecordingLogger();
    const file = { path: fileURLToPath(new URL('recorded-agent.mjs', import.meta.url)) };
    const identity = new AgentIdentity(file, { ...optionsFor(desk, room.reader, dmp.origin), cps: { ...room.cps, tls } }, log);
    ends.push(() => identity.dispose());
    await enter(identity, WRONG);
    await becomes(identity, 'wrongPin');
    await enter(identity, room.pin);
    await becomes(identity, 'unlocked');
    await identity.sign(Buffer.from('x'), 'signature');
    await textOf(await identity.exchange({ url: `${dmp.origin}/patients`, headers: {}, body: Readable.from([Buffer.from('demande')]) }));
    const running = processes();
    expect(running.some((one) => one.includes('recorded-agent'))).toBe(true);
    const lines = readFileSync(transcript, 'utf8')
      .replaceAll(/"(since|removedAt)":\d+/g, '')
      .split('\n');
    const [started = '', ...messages] = lines;
    expect(messages.join('\n')).toMatch(/in .*card\/unlock[\s\S]*out .*unlocked/);
    for (const said of [started, ...messages, JSON.stringify(log.lines), ...running]) expect(said).not.toContain(WRONG);
    // What begins with `written` is what the libraries say.
    for (const said of [...messages, ...running.map(argumentsOf)])
      expect(said.replaceAll(/"n":"[^"]*"|"bytes":"[^"]*"|"ok":"[^"]*"|"encryptedPin":"[^"]*"/g, '')).not.toMatch(/(?<!\d)1234(?!\d)/);
    expect(log.lines.map(({ facts }) => JSON.stringify({ ...facts, pid: undefined })).join()).not.toMatch(/1234|INFIRMIER|899900021212/);
  });
});

/** Command line and environment of every process this one has started. */
function processes(): readonly string[] {
  const parents = new Map(
    readdirSync('/proc')
      .filter((name) => /^\d+$/.test(name))
      .map((pid) => [Number(pid), Number(/\) \S (\d+)/.exec(readOrNothing(`/proc/${pid}/stat`))?.[1])]),
  );
  const isOurs = (pid: number): boolean => {
    const parent = parents.get(pid);
    return parent === process.pid || (parent !== undefined && parent > 1 && isOurs(parent));
  };
  return [...parents.keys()].filter(isOurs).map((pid) => ['cmdline', 'environ'].map((file) => readOrNothing(`/proc/${pid}/${file}`)).join('\n'));
}

const argumentsOf = (said: string): string => said.split('\n')[0] ?? '';

function readOrNothing(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
