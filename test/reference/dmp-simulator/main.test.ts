import { type ChildProcess, fork, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

// Keys and processes take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000 });

const ENTRY = join(import.meta.dirname, '../../../reference/dmp-simulator/main.ts');

let folder: string;
let child: ChildProcess | undefined;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'simulator-main-'));
});
afterEach(() => {
  if (child?.exitCode === null) child.kill('SIGKILL');
  rmSync(folder, { recursive: true, force: true });
});

function start(...args: readonly string[]): ChildProcess {
  child = fork(ENTRY, ['--data', join(folder, 'data'), '--pki', join(folder, 'pki'), ...args], {
    execArgv: ['--import', 'tsx'],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  return child;
}
const textOf = (stream: NodeJS.ReadableStream | null): Promise<string> =>
  new Promise((resolve) => {
    let text = '';
    stream?.on('data', (piece: Buffer) => {
      text += piece.toString();
    });
    stream?.on('end', () => resolve(text));
  });

describe('the process of the simulator', () => {
  it('tells its parent where it listens, says what it is in one line, and ends with its parent', async () => {
    const running = start('--latency', '20', '--withdrawn');
    const said = textOf(running.stdout);
    const [ready] = (await once(running, 'message')) as [{ kind: string; soapBaseUrl: string; webBaseUrl: string }];
    expect(ready.kind).toBe('ready');
    expect(ready.soapBaseUrl).toMatch(/^https:\/\/127\.0\.0\.1:\d+\/si-dmp-server\/v2\/services$/);
    expect(await (await fetch(`${ready.webBaseUrl}/etat`)).json()).toMatchObject({ controls: { latencyMs: 20, fault: 'none', withdrawn: true } });
    running.disconnect();
    await once(running, 'exit');
    expect(await said).toMatch(/^[^\n]*[Ss]imulateur[^\n]*\n$/);
    await expect(fetch(`${ready.webBaseUrl}/etat`)).rejects.toThrow();
  });

  it('ends on a signal', async () => {
    const running = start();
    await once(running, 'message');
    running.kill('SIGTERM');
    expect(await once(running, 'exit')).toEqual([0, null]);
  });

  it('says in French that a port is taken', async () => {
    const running = start();
    const [{ webBaseUrl }] = (await once(running, 'message')) as [{ webBaseUrl: string }];
    const second = spawnSync(process.execPath, ['--import', 'tsx', ENTRY, '--pki', join(folder, 'pki'), '--web-port', new URL(webBaseUrl).port], {
      encoding: 'utf8',
      timeout: 20_000,
    });
    expect(second).toMatchObject({ status: 1, stderr: expect.stringContaining('un autre programme occupe le port') });
    running.disconnect();
    await once(running, 'exit');
  });

  it('refuses arguments it does not know', () => {
    for (const args of [[], ['--pki', folder, '--latency', 'lent'], ['--inconnu']]) {
      expect(spawnSync(process.execPath, ['--import', 'tsx', ENTRY, ...args], { encoding: 'utf8', timeout: 20_000 }).status).toBe(2);
    }
  });
});
