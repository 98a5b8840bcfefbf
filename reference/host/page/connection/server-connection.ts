import { BehaviorSubject } from 'rxjs';
import {
  CancellationTokenSource,
  createMessageConnection,
  ErrorCodes,
  type MessageConnection,
  type NotificationType,
  type RequestParam,
  type RequestType,
  ResponseError,
} from 'vscode-jsonrpc/browser';
import type { Disposable } from '../../../../src/api/disposable.js';
import { ERROR_CODES, type ErrorDto, PluginError } from '../../../../src/api/plugin-error.js';
import { notify } from '../../notify.js';
import type { RefusalWords } from '../../page-protocol.js';
import type { PageServer, ServerStatus } from './page-server.js';
import { ServerRefusal } from './server-refusal.js';
import { WebSocketReader } from './web-socket-reader.js';
import { WebSocketWriter } from './web-socket-writer.js';

const LONGEST_PAUSE = 10_000;
const FIRST_PAUSE = 500;

/** Keeps one WebSocket to the server, and looks for it again when it is gone. */
export class ServerConnection implements PageServer {
  readonly #status$ = new BehaviorSubject<ServerStatus>('connecting');
  readonly status$ = this.#status$.asObservable();
  readonly #handlers = new Map<string, { readonly type: NotificationType<unknown>; readonly all: Set<(params: unknown) => void> }>();
  #connection: MessageConnection | undefined;
  #failures = 0;

  /** `openSocket` asks for the token afresh: a server that was started again has another one. */
  constructor(
    private readonly openSocket: () => Promise<WebSocket>,
    readonly files: PageServer['files'],
    private readonly firstPause = FIRST_PAUSE,
  ) {}

  get status(): ServerStatus {
    return this.#status$.value;
  }

  /** Resolves after the first try, successful or not; further ones follow by themselves. */
  async connect(): Promise<void> {
    try {
      const socket = await this.openSocket();
      await opened(socket);
      const connection = createMessageConnection(new WebSocketReader(socket), new WebSocketWriter(socket));
      for (const { type } of this.#handlers.values()) this.#listen(connection, type);
      connection.onClose(() => this.#handleLoss(connection));
      connection.listen();
      this.#connection = connection;
      this.#failures = 0;
      this.#status$.next('open');
    } catch {
      this.#retryLater();
    }
  }

  async request<P, R>(type: RequestType<P, R, void>, params: P, signal?: AbortSignal): Promise<R> {
    if (!this.#connection) throw new PluginError('host.unavailable');
    const cancellation = new CancellationTokenSource();
    const giveUp = (): void => cancellation.cancel();
    signal?.addEventListener('abort', giveUp);
    try {
      return await this.#connection.sendRequest(type, params as RequestParam<P>, cancellation.token);
    } catch (error) {
      throw errorOf(error);
    } finally {
      signal?.removeEventListener('abort', giveUp);
      cancellation.dispose();
    }
  }

  notify<P>(type: NotificationType<P>, params: P): void {
    if (this.#connection) void notify(this.#connection, type, params);
  }

  on<P>(type: NotificationType<P>, handle: (params: P) => void): Disposable {
    let entry = this.#handlers.get(type.method);
    if (!entry) {
      entry = { type: type as NotificationType<unknown>, all: new Set() };
      this.#handlers.set(type.method, entry);
      if (this.#connection) this.#listen(this.#connection, entry.type);
    }
    const { all } = entry;
    all.add(handle as (params: unknown) => void);
    return { dispose: () => void all.delete(handle as (params: unknown) => void) };
  }

  #listen(connection: MessageConnection, type: NotificationType<unknown>): void {
    connection.onNotification(type, (params) => {
      for (const handle of this.#handlers.get(type.method)?.all ?? []) handle(params);
    });
  }

  #handleLoss(connection: MessageConnection): void {
    if (this.#connection !== connection) return;
    this.#connection = undefined;
    connection.dispose();
    this.#retryLater();
  }

  #retryLater(): void {
    this.#status$.next(this.#failures > 0 || this.status === 'open' ? 'lost' : this.status);
    const pause = Math.min(this.firstPause * 2 ** this.#failures, LONGEST_PAUSE);
    this.#failures += 1;
    setTimeout(() => void this.connect(), pause);
  }
}

/** What the page answers with: the plugin's own refusal if there is one, else that the server did not answer. */
function errorOf(error: unknown): PluginError {
  if (error instanceof ResponseError && error.code !== ErrorCodes.PendingResponseRejected) {
    const dto = error.data as (Partial<ErrorDto> & { readonly words?: RefusalWords }) | undefined;
    return dto?.code && dto.code in ERROR_CODES
      ? new ServerRefusal(dto as ErrorDto, error.message, dto.words)
      : new PluginError('plugin.unexpected', {}, { cause: error });
  }
  return new PluginError('host.unavailable', {}, { cause: error });
}

const opened = (socket: WebSocket): Promise<void> =>
  new Promise((resolve, reject) => {
    if (socket.readyState === WebSocket.OPEN) return resolve();
    socket.addEventListener('open', () => resolve(), { once: true });
    socket.addEventListener('close', () => reject(new PluginError('host.unavailable')), { once: true });
  });
