import { type ChildProcess, fork } from 'node:child_process';
import { createRequire } from 'node:module';
import type { Duplex, Readable } from 'node:stream';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { type CancellationToken, CancellationTokenSource, type NotificationType, type RequestType } from 'vscode-jsonrpc';
import { createMessageConnection, IPCMessageReader, IPCMessageWriter, type MessageConnection } from 'vscode-jsonrpc/node';
import { PluginError } from '../../../../src/api/plugin-error.js';
import { notify } from '../../notify.js';
import { fromResponseError, newReference } from './error-transport.js';
import { LineSplitter } from './line-splitter.js';
import type { PluginLog } from './plugin-log.js';
import { FILE_PIPE } from './plugin-protocol.js';

export interface Exit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** All a plugin's process sees of the server's environment: enough to find programs, folders and the card readers of the system, no credentials. */
const PASSED_ON = [
  ...['PATH', 'HOME', 'LANG', 'LC_ALL', 'TZ', 'TMPDIR', 'TEMP', 'TMP', 'SystemRoot', 'WINDIR', 'USERPROFILE'],
  // Where the PC/SC service, and the key stores of SoftHSM2, are not where they usually are.
  ...['PCSCLITE_CSOCK_NAME', 'SOFTHSM2_CONF'],
];
/** From sources the entry needs the loader the server itself runs with; once built it is plain JavaScript. */
const ENTRY = fileURLToPath(new URL('../plugin-process.ts', import.meta.url));

/** One life of a plugin's process and the messages with it. */
export class PluginProcessLink {
  readonly exited: Promise<Exit>;
  readonly connection: MessageConnection;
  private readonly child: ChildProcess;
  private readonly waiting = new Set<() => void>();
  private gone = false;

  constructor(
    folder: string,
    private readonly log: PluginLog,
    entry = ENTRY,
  ) {
    this.child = fork(entry, [], {
      cwd: folder,
      env: Object.fromEntries(PASSED_ON.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]]))),
      execArgv: entry.endsWith('.ts') ? ['--import', pathToFileURL(createRequire(import.meta.url).resolve('tsx')).href] : [],
      stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    });
    this.exited = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => this.handleExit(resolve, { code, signal }));
      this.child.once('error', () => this.child.pid === undefined && this.handleExit(resolve, { code: null, signal: null }));
    });
    for (const [stream, level] of [
      [this.child.stdout, 'info'],
      [this.child.stderr, 'warn'],
    ] as const)
      if (stream) this.logPrinted(stream, level);
    this.connection = createMessageConnection(new IPCMessageReader(this.child), new IPCMessageWriter(this.child));
    this.connection.onError(() => {}); // a line that breaks is told by `exit`
  }

  /** The pipe of the plugin's files. */
  get files(): Duplex {
    return this.child.stdio[FILE_PIPE] as Duplex;
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Handlers of the plugin's requests are set before. */
  listen(): void {
    this.connection.listen();
  }

  /** One question with its deadline. @throws PluginError that of the plugin; `host.unavailable` when it is gone, late, or nobody waits any more */
  async ask<P, R>(type: RequestType<P, R, void>, params: NoInfer<P>, deadline: number, token?: CancellationToken): Promise<R> {
    if (this.gone) throw new PluginError('host.unavailable');
    const cancellation = new CancellationTokenSource();
    let giveUp = (): void => {};
    const givenUp = new Promise<never>((_, reject) => {
      giveUp = () => {
        cancellation.cancel();
        reject(new PluginError('host.unavailable'));
      };
    });
    this.waiting.add(giveUp);
    const timer = setTimeout(giveUp, deadline);
    const forwarding = token?.onCancellationRequested(giveUp);
    try {
      const answered = this.connection.sendRequest(type as RequestType<unknown, R, void>, params, cancellation.token);
      answered.catch(() => {}); // late answers to a question that was given up
      return await Promise.race([answered, givenUp]);
    } catch (error) {
      throw this.named(error, type.method);
    } finally {
      this.waiting.delete(giveUp);
      clearTimeout(timer);
      forwarding?.dispose();
      cancellation.dispose();
    }
  }

  notify<P>(type: NotificationType<P>, params: NoInfer<P>): void {
    void notify(this.connection, type, params);
  }

  /** Ends the process whatever it is doing. */
  kill(): Promise<Exit> {
    this.child.kill('SIGKILL');
    return this.exited;
  }

  /** Lets the process end by itself (it does so when its channel closes), for as long as `patience`. */
  async end(patience: number): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    const late = setTimeout(() => this.child.kill('SIGKILL'), patience);
    await this.exited;
    clearTimeout(late);
  }

  private logPrinted(stream: Readable, level: 'info' | 'warn'): void {
    const splitter = new LineSplitter((line) => this.log.writePrinted(level, line));
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => splitter.write(text));
    stream.on('end', () => splitter.end());
  }

  private handleExit(resolve: (exit: Exit) => void, exit: Exit): void {
    this.gone = true;
    for (const giveUp of [...this.waiting]) giveUp();
    this.connection.dispose();
    resolve(exit);
  }

  private named(error: unknown, method: string): PluginError {
    if (error instanceof PluginError) return error;
    const refused = fromResponseError(error);
    if (refused || this.gone) return refused ?? new PluginError('host.unavailable');
    const reference = newReference();
    this.log.write('error', 'answer.unreadable', { method, reference });
    return new PluginError('plugin.unexpected', { reference });
  }
}
