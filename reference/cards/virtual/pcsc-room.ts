import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CardFault } from './vpcd-slot.js';

/** What the room does when asked. */
export type RoomRequest =
  | { readonly kind: 'killService' | 'startService' | 'countCommands' }
  | { readonly kind: 'fault'; readonly slot: number; readonly fault?: CardFault };
export type RoomAnswer =
  | { readonly kind: 'ready' | 'done' }
  | { readonly kind: 'counted'; readonly commands: number }
  | { readonly kind: 'failed'; readonly why: string };

const ENTRY = fileURLToPath(new URL('./pcsc-room-process.ts', import.meta.url));
const READY_MILLISECONDS = 20_000;

/**
 * A PC/SC service of our own with two virtual readers, and in them the cards that `reader.json` of a folder of virtual readers names. Its readers listen on the
 * network, so it lives in a network namespace made for it; it is reached by a socket of the file system alone. Linux, as root or where a user may make namespaces.
 */
export class PcscRoom {
  private constructor(
    private readonly child: ChildProcess,
    private readonly folder: string,
  ) {}

  /** @param readers folder with `reader.json` and the cards. @throws Error with what is missing, in French */
  static async open(readers: string): Promise<PcscRoom> {
    const folder = mkdtempSync(join(tmpdir(), 'pcsc-'));
    const namespaces = ['--net', '--mount', '--pid', '--fork', '--kill-child', ...(process.getuid?.() === 0 ? [] : ['--user', '--map-root-user'])];
    const node = [process.execPath, '--import', import.meta.resolve('tsx'), ENTRY, folder, readers];
    const child = spawn('unshare', [...namespaces, '--', ...node], { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
    const room = new PcscRoom(child, folder);
    try {
      await room.answered('ready');
    } catch (error) {
      await room.close();
      throw error;
    }
    return room;
  }

  /** For `PCSCLITE_CSOCK_NAME`, which says to a client where the service is. */
  get socket(): string {
    return join(this.folder, 'run/pcscd.comm');
  }

  /** As a crash: its clients are told nothing. */
  killService(): Promise<void> {
    return this.ask({ kind: 'killService' });
  }

  startService(): Promise<void> {
    return this.ask({ kind: 'startService' });
  }

  /** @param slot 0 or 1. Without `fault`, its card does again what it should. */
  async fault(slot: number, fault?: CardFault): Promise<void> {
    await this.ask({ kind: 'fault', slot, ...(fault && { fault }) });
  }

  /** Commands that the cards were given since the room was opened. */
  async commands(): Promise<number> {
    const counted = this.answered('counted');
    this.child.send({ kind: 'countCommands' } satisfies RoomRequest);
    const answer = await counted;
    return answer.kind === 'counted' ? answer.commands : 0;
  }

  async close(): Promise<void> {
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const gone = new Promise((resolve) => this.child.once('exit', resolve));
      // `--kill-child`: what is inside ends with it.
      this.child.kill('SIGKILL');
      await gone;
    }
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async ask(request: RoomRequest): Promise<void> {
    const done = this.answered('done');
    this.child.send(request);
    await done;
  }

  private answered(kind: RoomAnswer['kind']): Promise<RoomAnswer> {
    return new Promise((resolve, reject) => {
      const over = (): void => {
        clearTimeout(timer);
        this.child.off('message', listen).off('exit', fail).off('error', fail);
      };
      const fail = (): void => {
        over();
        reject(new Error('Le service PC/SC virtuel ne démarre pas. Il faut pcscd, vsmartcard-vpcd et le droit de créer un espace de noms réseau (root).'));
      };
      const listen = (answer: RoomAnswer): void => {
        if (answer.kind === 'failed') fail();
        if (answer.kind !== kind) return;
        over();
        resolve(answer);
      };
      const timer = setTimeout(fail, READY_MILLISECONDS);
      this.child.on('message', listen).once('exit', fail).once('error', fail);
    });
  }
}
