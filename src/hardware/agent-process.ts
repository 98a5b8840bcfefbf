import { type ChildProcess, fork } from 'node:child_process';
import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import { type Duplex, pipeline, Readable } from 'node:stream';
import {
  CancellationTokenSource,
  createMessageConnection,
  IPCMessageReader,
  IPCMessageWriter,
  type MessageConnection,
  type RequestType,
} from 'vscode-jsonrpc/node';
import type { Logger } from '../api/host.js';
import type { CardState } from '../api/messages.js';
import { type ErrorDto, PluginError } from '../api/plugin-error.js';
import {
  type AgentOptions,
  agentWorn,
  BODY_PIPE,
  BODY_WINDOW,
  cardState,
  EXCHANGE_ERROR,
  EXCHANGE_HEADERS,
  EXCHANGE_ONCE,
  EXCHANGE_URL,
  EXCHANGE_WHOLE,
  pingAgent,
  startAgent,
} from './agent-protocol.js';
import type { AgentTimes } from './agent-times.js';
import { fromHeader, toHeader } from './header-json.js';
import type { Answer, Exchange } from './professional-identity.js';

/** The built file of the agent, and what Node needs to run it. */
export interface AgentFile {
  readonly path: string;
  readonly execArgv?: readonly string[];
}

const GRACE_MILLISECONDS = 100;
/** MiB. What passes through the agent is buffers, given back when the little there is beside them is collected: the sooner, the less is held. */
const YOUNG_GENERATION = '--max-semi-space-size=1';

/** What an agent says by itself. */
export interface AgentListener {
  readonly onState: (state: CardState) => void;
  /** It serves no other session. */
  readonly onWorn: () => void;
}

/** One run of the card agent. An agent that does not answer in time is killed; whatever was asked of it rejects with `agent.unavailable`. */
export class AgentProcess {
  /** Resolves when the process is gone. */
  readonly ended: Promise<void>;
  private readonly child: ChildProcess;
  private readonly control: MessageConnection;
  private readonly bodies: ClientHttp2Session;
  private readonly gone = new AbortController();

  constructor(
    file: AgentFile,
    private readonly times: AgentTimes,
    private readonly log: Logger,
    { onState, onWorn }: AgentListener,
  ) {
    // No NODE_OPTIONS or NODE_DEBUG of the parent: a debugger or a trace of the agent would see the PIN.
    const env = Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('NODE_')));
    const execArgv = [YOUNG_GENERATION, ...(file.execArgv ?? [])];
    this.child = fork(file.path, [], { stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'], execArgv, env });
    this.ended = new Promise((resolve) => {
      this.child.once('exit', (code, signal) => this.handleEnd(resolve, { code: code ?? undefined, signal: signal ?? undefined }));
      this.child.once('error', () => this.handleEnd(resolve, { code: 'notStarted' }));
    });
    this.child.stdout?.on('data', (chunk: Buffer) => log.warn('agent.wroteToStdout', { bytes: chunk.length }));
    this.child.stderr?.on('data', (chunk: Buffer) => log.warn('agent.wroteToStderr', { bytes: chunk.length }));
    this.control = createMessageConnection(new IPCMessageReader(this.child), new IPCMessageWriter(this.child));
    this.control.onError(() => this.kill('channel'));
    this.control.onNotification(cardState, (state) => {
      if (!this.gone.signal.aborted) onState(state);
    });
    this.control.onNotification(agentWorn, () => {
      if (!this.gone.signal.aborted) onWorn();
    });
    this.control.listen();
    const pipe = this.child.stdio[BODY_PIPE] as Duplex;
    this.bodies = connect('http://agent', { createConnection: () => pipe, settings: { initialWindowSize: BODY_WINDOW } });
    this.bodies.on('error', () => {});
    this.bodies.once('close', () => this.kill('bodies'));
  }

  get pid(): number | undefined {
    return this.child.pid;
  }

  /** Resolves when the agent has its card state. */
  start(options: AgentOptions): Promise<void> {
    return this.call(startAgent, options, { milliseconds: this.times.startMilliseconds });
  }

  ping(): Promise<void> {
    return this.call(pingAgent, undefined, { milliseconds: this.times.pingMilliseconds });
  }

  /** @param giveUp the agent is told, and this rejects with the reason at once. */
  call<P, R>(
    type: RequestType<P, R, void>,
    parameters: P,
    { milliseconds = this.times.callMilliseconds, giveUp }: { readonly milliseconds?: number; readonly giveUp?: AbortSignal | undefined } = {},
  ): Promise<R> {
    return new Promise((resolve, reject) => {
      const { signal } = this.gone;
      const token = new CancellationTokenSource();
      const refuse = (cause?: unknown) => {
        over();
        reject(new PluginError('agent.unavailable', {}, { cause }));
      };
      const abandon = () => {
        over();
        token.cancel();
        reject(giveUp?.reason);
      };
      const over = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', refuse);
        giveUp?.removeEventListener('abort', abandon);
      };
      let timer = setTimeout(() => {
        // A main that was busy, or a machine that slept, first takes the answers that are already there.
        timer = setTimeout(() => this.kill(type.method), GRACE_MILLISECONDS);
      }, milliseconds);
      if (giveUp?.aborted) return abandon();
      if (signal.aborted) return refuse();
      signal.addEventListener('abort', refuse, { once: true });
      giveUp?.addEventListener('abort', abandon, { once: true });
      this.control.sendRequest<R>(type.method, parameters, token.token).then((answer) => {
        over();
        resolve(answer);
      }, refuse);
    });
  }

  exchange({ url, headers, body, signal, once = false }: Exchange): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted || this.gone.signal.aborted) {
        body.destroy();
        return reject(signal?.aborted ? signal.reason : new PluginError('agent.unavailable'));
      }
      const request = { [EXCHANGE_URL]: url, [EXCHANGE_HEADERS]: toHeader(headers), ...(once && { [EXCHANGE_ONCE]: '1' }) };
      const stream = this.bodies.request({ ':method': 'POST', ':path': '/', ...request });
      let failure: unknown;
      let isWhole = false;
      const abort = () => {
        failure = signal?.reason;
        stream.close(constants.NGHTTP2_CANCEL);
        // Whoever waits for an answer is told now, not when the agent has let go.
        stream.destroy();
      };
      signal?.addEventListener('abort', abort, { once: true });
      stream.on('error', () => {});
      stream.once('close', () => {
        signal?.removeEventListener('abort', abort);
        reject(failure ?? new PluginError('agent.unavailable'));
      });
      stream.once('trailers', (trailers: IncomingHttpHeaders) => {
        failure ??= refusalIn(trailers);
        isWhole = trailers[EXCHANGE_WHOLE] === '1';
      });
      stream.once('response', (answer: IncomingHttpHeaders) => {
        const refusal = refusalIn(answer);
        if (!refusal) return resolve(readAnswer(stream, answer, () => ({ failure, isWhole })));
        failure = refusal;
        body.destroy();
        stream.close();
        reject(refusal);
      });
      pipeline(body, stream, (error) => {
        // The source failed: nobody may take what was sent for the whole.
        if (error && body.errored) failure ??= error;
      });
    });
  }

  /** @param reason what did not answer, for the log. */
  kill(reason: string): void {
    if (this.gone.signal.aborted) return;
    this.log.warn('agent.killed', { reason });
    this.child.kill('SIGKILL');
    this.letGo();
  }

  /** Ends the agent and waits for it. */
  async end(): Promise<void> {
    if (this.child.connected) this.child.disconnect();
    this.letGo();
    const timer = setTimeout(() => this.child.kill('SIGKILL'), this.times.endMilliseconds);
    await this.ended;
    clearTimeout(timer);
  }

  private handleEnd(resolve: () => void, facts: { code: string | number | undefined; signal?: string | undefined }): void {
    this.log.info('agent.ended', facts);
    this.letGo();
    resolve();
  }

  private letGo(): void {
    if (this.gone.signal.aborted) return;
    this.gone.abort();
    this.bodies.destroy();
    this.control.dispose();
  }
}

function refusalIn(headers: IncomingHttpHeaders): PluginError | undefined {
  const refusal = headers[EXCHANGE_ERROR];
  return refusal === undefined ? undefined : PluginError.fromDto(fromHeader<ErrorDto>(refusal));
}

/** What the agent has said of a body so far. */
interface BodyEnd {
  readonly failure: unknown;
  readonly isWhole: boolean;
}

function readAnswer(stream: ClientHttp2Stream, answer: IncomingHttpHeaders, ending: () => BodyEnd): Answer {
  const body = Readable.from(whole(stream, ending), { objectMode: false });
  body.once('close', () => {
    if (!stream.closed) stream.close(constants.NGHTTP2_CANCEL);
  });
  return { status: Number(answer[':status']), headers: fromHeader(answer[EXCHANGE_HEADERS]), body };
}

/** Ends only if the agent said that the body is whole; a pipe that broke looks like an end. */
async function* whole(stream: ClientHttp2Stream, ending: () => BodyEnd): AsyncGenerator<unknown> {
  try {
    yield* stream;
  } catch (error) {
    throw ending().failure ?? new PluginError('agent.unavailable', {}, { cause: error });
  }
  const { failure, isWhole } = ending();
  if (failure) throw failure;
  if (!isWhole) throw new PluginError('agent.unavailable');
}
