import { execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import { ROOT } from '../../scripts/build.js';
import { codeField, type Practice, startPractice } from './practice.js';

let practice: Practice | undefined;
afterEach(async () => {
  await practice?.stop();
  practice = undefined;
});

/** Every process that has this data folder on its command line, or descends from one that has. */
function processesOf(data: string): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => {
      const [pid, ppid, ...args] = row.trim().split(/\s+/);
      return { pid: Number(pid), ppid: Number(ppid), args: args.join(' ') };
    });
  const found = new Set(rows.filter(({ args }) => args.includes(data)).map(({ pid }) => pid));
  for (let grown = true; grown; ) {
    const children = rows.filter(({ pid, ppid }) => found.has(ppid) && !found.has(pid));
    grown = children.length > 0;
    for (const { pid } of children) found.add(pid);
  }
  return [...found];
}

const alive = (pid: number): boolean => {
  try {
    return execFileSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).trim()[0] !== 'Z';
  } catch {
    return false;
  }
};

async function allGone(pids: readonly number[]): Promise<number[]> {
  for (let tries = 0; tries < 60 && pids.some(alive); tries += 1) await pause(100);
  return pids.filter(alive);
}

/** Opens the DMP tab, so that the plugin and its card agent run too. */
async function useTheCard(practice: Practice): Promise<void> {
  const page = await practice.open('/patients/p01');
  await page.getByRole('tab', { name: 'DMP' }).click();
  await codeField(page).waitFor();
}

test('npm start prints one address, and Ctrl-C leaves no process behind', async () => {
  practice = await startPractice();
  expect(practice.output().match(/http:\/\/\S+/g)).toEqual([practice.url]);
  await useTheCard(practice);
  const started = processesOf(practice.data);
  expect(started.length).toBeGreaterThanOrEqual(5);
  const gone = once(practice.starter, 'exit');
  practice.starter.kill('SIGINT');
  expect((await gone)[0]).toBe(0);
  expect(await allGone(started)).toEqual([]);
});

test('nothing stays behind when the parent is killed', async () => {
  practice = await startPractice();
  await useTheCard(practice);
  const started = processesOf(practice.data);
  practice.starter.kill('SIGKILL');
  expect(await allGone(started)).toEqual([]);
});

test('a taken port is said plainly', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const { port } = other.address() as { port: number };
  await expect(startPractice(['--port', String(port)])).rejects.toThrow(new RegExp(`${port}.*(déjà|occupé)`, 's'));
  other.close();
});

test('a second application on the same data is said plainly', async () => {
  practice = await startPractice();
  const second = fork(join(ROOT, 'scripts/start.ts'), ['--port', '0', '--data', practice.data], {
    execArgv: ['--import', import.meta.resolve('tsx')],
    cwd: ROOT,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let output = '';
  for (const stream of [second.stdout, second.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
  expect((await once(second, 'exit'))[0]).toBe(1);
  expect(output).toMatch(/déjà/);
});
