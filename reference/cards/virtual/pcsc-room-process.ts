import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { VirtualReader } from '../reader.js';
import type { ApduCard } from './apdu-card.js';
import type { RoomAnswer, RoomRequest } from './pcsc-room.js';
import { cardIn } from './virtual-card.js';
import { VpcdSlot } from './vpcd-slot.js';

/** Runs inside the namespaces: the PC/SC service, and the cards in its readers. Ends with who started it. */

const [folder = '', readers = ''] = process.argv.slice(2);
const DRIVER = '/usr/lib/pcsc/drivers/serial/libifdvpcd.so';
const FIRST_PORT = 0x8c7b;
const POLL_MILLISECONDS = 100;
const slots = [new VpcdSlot(FIRST_PORT), new VpcdSlot(FIRST_PORT + 1)];

let service: ChildProcess | undefined;
let seen = '';
let inserted: readonly (string | null)[] = [];
let isPlugged = true;

process.once('disconnect', () => process.exit());
try {
  prepare();
  isPlugged = listed().length > 0;
  await startService();
  setInterval(() => void follow(), POLL_MILLISECONDS);
  await follow();
  tell({ kind: 'ready' });
  process.on('message', (request: RoomRequest) => void handle(request));
} catch (error) {
  tell({ kind: 'failed', why: String(error) });
}

function prepare(): void {
  for (const name of ['run', 'conf']) mkdirSync(join(folder, name));
  execFileSync('ip', ['link', 'set', 'lo', 'up']);
  // The reader writes a length, and then what is so long: without this, it waits 40 ms in between for a receipt.
  execFileSync('ip', ['route', 'replace', 'local', '127.0.0.1', 'dev', 'lo', 'table', 'local', 'quickack', '1']);
  // Where the service puts its socket is compiled in: here, that place is a folder of ours.
  execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', '/run']);
  mkdirSync('/run/pcscd');
  execFileSync('mount', ['--bind', join(folder, 'run'), '/run/pcscd']);
}

/** A reader that is pulled out is one the service does not know. */
async function startService(): Promise<void> {
  if (service) return;
  const driver = isPlugged
    ? `FRIENDLYNAME "Lecteur virtuel"\nDEVICENAME /dev/null:0x${FIRST_PORT.toString(16)}\nLIBPATH ${DRIVER}\nCHANNELID 0x${FIRST_PORT.toString(16)}\n`
    : '';
  writeFileSync(join(folder, 'conf/vpcd'), driver);
  for (const left of ['pcscd.comm', 'pcscd.pid']) rmSync(join(folder, 'run', left), { force: true });
  const started = spawn('pcscd', ['--foreground', '-c', join(folder, 'conf')], { stdio: 'ignore' });
  service = started;
  started.once('error', () => tell({ kind: 'failed', why: 'pcscd' }));
  for (let tries = 0; tries < 100 && !existsSync(join(folder, 'run/pcscd.comm')); tries += 1) await wait(50);
}

async function stopService(): Promise<void> {
  const old = service;
  service = undefined;
  if (!old) return;
  const gone = once(old, 'exit');
  old.kill('SIGKILL');
  await gone;
}

async function handle(request: RoomRequest): Promise<void> {
  switch (request.kind) {
    case 'killService':
      await stopService();
      return tell({ kind: 'done' });
    case 'startService':
      await startService();
      return tell({ kind: 'done' });
    case 'countCommands':
      return tell({ kind: 'counted', commands: slots.reduce((sum, { commands }) => sum + commands, 0) });
    case 'fault': {
      const slot = slots[request.slot];
      if (slot) slot.fault = request.fault;
      return tell({ kind: 'done' });
    }
  }
}

/** What `reader.json` says now. A file written again with the same content: the cards were out in between. */
async function follow(): Promise<void> {
  const version = versionOf();
  if (version === seen) return;
  seen = version;
  const now = listed();
  if (now.length > 0 !== isPlugged) {
    isPlugged = now.length > 0;
    if (service) {
      await stopService();
      await startService();
    }
  }
  const cards = slots.map((_, index) => now[index]?.card ?? null);
  const isSame = cards.every((card, index) => card === inserted[index]);
  for (const [index, slot] of slots.entries()) if (isSame || cards[index] !== inserted[index]) slot.insert(cardNamed(cards[index] ?? null));
  inserted = cards;
}

function cardNamed(name: string | null): ApduCard | undefined {
  return name === null ? undefined : cardIn(join(readers, 'cards', name));
}

function versionOf(): string {
  try {
    const { ino, mtimeNs } = statSync(join(readers, 'reader.json'), { bigint: true });
    return `${ino} ${mtimeNs}`;
  } catch {
    return 'none';
  }
}

function listed(): readonly VirtualReader[] {
  try {
    return (JSON.parse(readFileSync(join(readers, 'reader.json'), 'utf8')) as { readers: readonly VirtualReader[] }).readers;
  } catch {
    return [];
  }
}

function tell(answer: RoomAnswer): void {
  process.send?.(answer);
}
