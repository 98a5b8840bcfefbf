import { readFile } from 'node:fs/promises';
import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { pipeline, Readable } from 'node:stream';
import { PluginError } from '../../../api/plugin-error.js';
import type { AgentOptions } from '../../agent-protocol.js';
import type { Answer, Exchange } from '../../professional-identity.js';
import { exchangeFailure } from './exchange-failure.js';
import { replayable } from './replayable-body.js';
import type { TlsAgent, TlsKeyProvider } from './tls-key-provider.js';

const MOST_REDIRECTIONS = 3;
/** A SOAP message is sent again as it is, whatever a browser would make of it (EX_0.X-1055). */
const REDIRECTIONS = new Set([301, 302, 307, 308]);
/** What this connection decides by itself. */
const OWN_HEADERS = new Set(['host', 'connection', 'content-length', 'transfer-encoding', 'expect', 'upgrade']);

/** What is sent. `once`: a connection that died under it is no reason to send it again. */
interface Message {
  readonly headers: Record<string, string>;
  readonly body: Buffer | Readable;
  readonly once: boolean;
}

/** The HTTPS connections of one card session, with the authentication key. They end with the session: nothing outlives the card. */
export class DmpConnection {
  private readonly underWay = new Set<AbortController>();
  private agent: Promise<TlsAgent> | undefined;
  private ended = false;

  constructor(
    private readonly authentication: TlsKeyProvider,
    private readonly options: AgentOptions,
  ) {}

  /** One exchange. @throws PluginError as `ProfessionalIdentity.exchange`; the signal's reason when it was aborted. */
  async exchange({ url, headers, body, signal, once = false }: Exchange): Promise<Answer> {
    signal?.throwIfAborted();
    if (this.ended) throw new PluginError('card.absent');
    const stop = new AbortController();
    const forward = () => stop.abort(signal?.reason);
    signal?.addEventListener('abort', forward, { once: true });
    this.underWay.add(stop);
    const over = () => {
      this.underWay.delete(stop);
      signal?.removeEventListener('abort', forward);
    };
    stop.signal.addEventListener('abort', () => body.destroy(), { once: true });
    try {
      const message = { headers, body: await replayable(body), once };
      const answer = await this.follow(new URL(url), message, stop.signal);
      answer.body.once('close', over);
      return answer;
    } catch (error) {
      body.destroy();
      const failure = await this.failureOf(error, stop.signal);
      over();
      throw stop.signal.aborted ? stop.signal.reason : (failure ?? exchangeFailure(error));
    }
  }

  /** Ends every exchange under way with `card.absent`. */
  end(): void {
    this.ended = true;
    this.authentication.close();
    for (const stop of this.underWay) stop.abort(new PluginError('card.absent'));
    this.agent?.then(
      (agent) => agent.destroy(),
      () => {},
    );
  }

  /** Whether it was the key. An end of the session meanwhile says more. */
  private failureOf(error: unknown, stop: AbortSignal): Promise<PluginError | undefined> {
    if (stop.aborted) return Promise.resolve(undefined);
    const ended = new Promise<undefined>((resolve) => stop.addEventListener('abort', () => resolve(undefined), { once: true }));
    return Promise.race([this.authentication.failureOf(error), ended]);
  }

  private async follow(url: URL, message: Message, stop: AbortSignal, redirections = 0): Promise<Answer> {
    const { body } = message;
    const answer = await this.send(url, message, stop);
    const elsewhere = REDIRECTIONS.has(answer.status) ? answer.headers['location'] : undefined;
    if (!elsewhere || !URL.canParse(elsewhere, url) || !Buffer.isBuffer(body) || redirections === MOST_REDIRECTIONS) return answer;
    const next = new URL(elsewhere, url);
    if (!isAllowedOrigin(next, this.options)) return answer;
    answer.body.destroy();
    return this.follow(next, message, stop, redirections + 1);
  }

  private async send(url: URL, { headers, body, once }: Message, stop: AbortSignal): Promise<Answer> {
    this.agent ??= this.open().catch((error) => {
      this.agent = undefined;
      throw error;
    });
    const agent = await this.agent;
    try {
      return await this.attempt(agent, url, headers, body, stop);
    } catch (error) {
      if (!(error instanceof StaleConnection)) throw error;
      if (once || !Buffer.isBuffer(body) || stop.aborted) throw error.cause;
      // The server had closed a connection that was waiting (REC_0.X-1035): once more, on a new one.
      agent.closeIdle();
      return this.attempt(agent, url, headers, body, stop);
    }
  }

  private attempt(agent: TlsAgent, url: URL, headers: Record<string, string>, body: Buffer | Readable, stop: AbortSignal): Promise<Answer> {
    const timeout = this.options.requestTimeoutSeconds * 1000;
    return new Promise((resolve, reject) => {
      if (stop.aborted) return reject(stop.reason);
      const request = httpsRequest(url, { method: 'POST', agent, headers: headersFor(headers, body) });
      const abort = () => request.destroy(exchangeFailure(stop.reason));
      const late = () => request.destroy(new PluginError('dmp.timeout'));
      const timer = setTimeout(late, timeout);
      stop.addEventListener('abort', abort, { once: true });
      request.once('response', (response) => {
        clearTimeout(timer);
        request.removeListener('error', failed).on('error', () => {});
        stop.removeEventListener('abort', abort);
        request.setTimeout(timeout, () => response.destroy(new PluginError('dmp.timeout')));
        resolve({ status: response.statusCode ?? 0, headers: flat(response), body: answerBody(response, stop) });
      });
      const failed = (error: Error & { code?: string }) => {
        clearTimeout(timer);
        stop.removeEventListener('abort', abort);
        const stale = request.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
        reject(stale ? new StaleConnection('closed by the server', { cause: error }) : error);
      };
      request.once('error', failed);
      if (Buffer.isBuffer(body)) request.end(body);
      else {
        // While the body is being taken, the server is not late.
        body.on('data', () => timer.refresh());
        pipeline(body, request, () => {});
      }
    });
  }

  private async open(): Promise<TlsAgent> {
    const { trustedCertificates } = this.options;
    const ca = trustedCertificates ? await readFile(trustedCertificates).catch(noTrust) : undefined;
    return this.authentication.open(ca);
  }
}

/** `https` and on the list of those that may be called. */
export const isAllowedOrigin = ({ protocol, origin }: URL, { allowedOrigins }: AgentOptions): boolean =>
  protocol === 'https:' && allowedOrigins.some((allowed) => URL.canParse(allowed) && new URL(allowed).origin === origin);

/** The connection had served before and was dead when this request was written to it. */
class StaleConnection extends Error {
  override readonly name = 'StaleConnection';
}

const noTrust = (cause: unknown): never => {
  throw new PluginError('dmp.tlsRefused', { detail: { layer: 'tls', code: 'TRUSTED_CERTIFICATES_UNREADABLE' } }, { cause });
};

function headersFor(headers: Record<string, string>, body: Buffer | Readable): OutgoingHttpHeaders {
  const kept = Object.entries(headers).filter(([name]) => !OWN_HEADERS.has(name.toLowerCase()));
  return { ...Object.fromEntries(kept), ...(Buffer.isBuffer(body) && { 'content-length': body.length }) };
}

const flat = (response: IncomingMessage): Record<string, string> =>
  Object.fromEntries(Object.entries(response.headers).flatMap(([name, value]) => (value === undefined ? [] : [[name, [value].flat().join(', ')]])));

/** The body as it comes; what ends it early is named. */
function answerBody(response: IncomingMessage, stop: AbortSignal): Readable {
  const abort = () => response.destroy(exchangeFailure(stop.reason));
  stop.addEventListener('abort', abort, { once: true });
  // It may fail before anybody reads.
  let failure: Error | undefined;
  response.once('error', (error) => {
    failure = error;
  });
  const body = Readable.from(
    named(response, (error) => (stop.aborted ? stop.reason : exchangeFailure(failure ?? error))),
    { objectMode: false },
  );
  body.once('close', () => {
    stop.removeEventListener('abort', abort);
    response.destroy();
  });
  return body;
}

async function* named(response: IncomingMessage, name: (error: unknown) => unknown): AsyncGenerator<unknown> {
  try {
    yield* response;
  } catch (error) {
    throw name(error);
  }
}
