import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { type Answer, atEnd, cleanUp, isAlive, PracticeClient, pageFolder, refusalIn, startPractice, temporaryFolder, writePlugin } from './practice-server.js';

afterEach(cleanUp);
vi.setConfig({ testTimeout: 60_000 });

const MAIN = fileURLToPath(new URL('../../../reference/host/main.ts', import.meta.url));

function run(...args: readonly string[]) {
  const child: ChildProcess = fork(MAIN, args, { execArgv: ['--import', 'tsx'], stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
  atEnd(() => child.kill('SIGKILL'));
  let output = '';
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
  const ready = new Promise<string>((resolve, reject) => {
    child.on('message', (message: { kind: string; url: string }) => message.kind === 'ready' && resolve(message.url));
    child.once('exit', (code) => reject(new Error(`ended with ${code}: ${output}`)));
  });
  ready.catch(() => {});
  return { child, ready, exit: once(child, 'exit') as Promise<[number | null]>, output: () => output };
}

async function runWithPlugin(dataFolder = temporaryFolder()) {
  const folder = writePlugin(join(temporaryFolder(), 'probe'));
  const running = run(
    '--port',
    '0',
    '--data',
    dataFolder,
    '--page',
    pageFolder(),
    '--plugin',
    folder,
    '--set',
    'probe.limit=8',
    '--notice-label',
    'Simulateur',
  );
  const window = await PracticeClient.open(await running.ready);
  const { pid, limit } = await window.run<Answer>('probe.ask');
  return { ...running, dataFolder, window, pid, limit };
}

test('the program says its address when it is ready, fixes settings, and leaves nothing behind when its parent goes', async () => {
  const { child, exit, pid, limit } = await runWithPlugin();
  expect(limit).toBe(8);
  child.disconnect();
  expect((await exit)[0]).toBe(0);
  expect(isAlive(pid)).toBe(false);
});

test('folders may be given as seen from where one stands', async () => {
  const here = (folder: string) => relative(process.cwd(), folder);
  const running = run(
    '--port',
    '0',
    '--data',
    here(temporaryFolder()),
    '--page',
    here(pageFolder()),
    '--plugin',
    here(writePlugin(join(temporaryFolder(), 'probe'))),
  );
  const window = await PracticeClient.open(await running.ready);
  expect((await window.run<Answer>('probe.ask')).limit).toBe(3);
});

test('SIGTERM lets the plugin deactivate first', async () => {
  const { child, exit, pid, dataFolder } = await runWithPlugin();
  child.kill('SIGTERM');
  expect((await exit)[0]).toBe(0);
  expect(isAlive(pid)).toBe(false);
  expect(existsSync(join(dataFolder, 'host.lock'))).toBe(false);
});

test('after kill -9 no plugin stays behind, not even one that hangs, and the folder can be used again', async () => {
  const { child, exit, pid, window, dataFolder } = await runWithPlugin();
  void refusalIn(window.run('probe.ask', undefined, { hang: true }));
  await new Promise((resolve) => setTimeout(resolve, 300));
  child.kill('SIGKILL');
  await exit;
  await vi.waitFor(() => expect(isAlive(pid)).toBe(false), { timeout: 10_000 });
  await startPractice({ dataFolder });
});

test('a second server on the same data is refused; so is a taken port', async () => {
  const { dataFolder } = await startPractice();
  const second = run('--port', '0', '--data', dataFolder, '--page', pageFolder());
  expect((await second.exit)[0]).toBe(1);
  expect(second.output()).toMatch(/^Une autre instance utilise déjà le dossier de données .* \(processus \d+\)/);

  const holder = createServer().listen(0, '127.0.0.1');
  await once(holder, 'listening');
  atEnd(() => holder.close());
  const port = String((holder.address() as { port: number }).port);
  const free = temporaryFolder();
  const late = run('--port', port, '--data', free, '--page', pageFolder());
  expect((await late.exit)[0]).toBe(1);
  expect(late.output()).toBe(`Le port ${port} est déjà utilisé par un autre programme. Choisissez-en un autre avec --port.\n`);
  expect(existsSync(join(free, 'host.lock'))).toBe(false);
});

test('the lock of a server that is gone, or whose number another program has now, is taken over', async () => {
  const dataFolder = temporaryFolder();
  for (const lock of ['999999999 1\n', `${process.pid} 1\n`, 'garbage']) {
    writeFileSync(join(dataFolder, 'host.lock'), lock);
    await (await startPractice({ dataFolder })).close();
  }
});

test('arguments that make no sense are told in a sentence', async () => {
  for (const [args, sentence] of [
    [['--port', 'x'], '--port'],
    [['--port', '0'], '--data DOSSIER est nécessaire.'],
    [['--data', '/nowhere', '--set', 'limit'], 'n’a pas la forme clé=valeur'],
  ] as const) {
    const { exit, output } = run(...args);
    expect((await exit)[0]).toBe(1);
    expect(output()).toContain(sentence);
    expect(output()).not.toContain('at file:');
  }
});
