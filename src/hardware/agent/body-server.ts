import { once } from 'node:events';
import { constants, type IncomingHttpHeaders, performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { type Duplex, PassThrough } from 'node:stream';
import { type ErrorDto, PluginError } from '../../api/plugin-error.js';
import { BODY_WINDOW, EXCHANGE_ERROR, EXCHANGE_HEADERS, EXCHANGE_ONCE, EXCHANGE_URL, EXCHANGE_WHOLE } from '../agent-protocol.js';
import { fromHeader, toHeader } from '../header-json.js';
import type { Answer, ProfessionalIdentity } from '../professional-identity.js';

/** The agent's end of the body pipe: each HTTP/2 stream is one exchange of the identity. */
export class BodyServer {
  private readonly session: ServerHttp2Session;

  constructor(
    pipe: Duplex,
    private readonly identity: ProfessionalIdentity,
  ) {
    this.session = performServerHandshake(pipe, { settings: { initialWindowSize: BODY_WINDOW } });
    this.session.on('error', () => {});
    this.session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void this.handleExchange(stream, headers));
  }

  /** `main` lets go of a stream to cancel its exchange. */
  private async handleExchange(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    const gone = new AbortController();
    stream.on('error', () => {});
    stream.once('close', () => gone.abort());
    try {
      const url = String(headers[EXCHANGE_URL]);
      // The identity may destroy the body it was given; the stream is still needed to say why.
      const body = stream.pipe(new PassThrough());
      const answer = await this.identity.exchange({
        url,
        headers: fromHeader(headers[EXCHANGE_HEADERS]),
        body,
        signal: gone.signal,
        once: headers[EXCHANGE_ONCE] === '1',
      });
      await sendAnswer(stream, answer, gone.signal);
    } catch (error) {
      if (!gone.signal.aborted && !stream.headersSent)
        stream.respond({ ':status': constants.HTTP_STATUS_BAD_GATEWAY, [EXCHANGE_ERROR]: toHeader(dtoOf(error)) }, { endStream: true });
      // What is left of the request is not wanted.
      if (!stream.closed) stream.close(constants.NGHTTP2_NO_ERROR);
    }
  }
}

/** A body that ends early says why in the trailer: it must not pass for a whole one. */
async function sendAnswer(stream: ServerHttp2Stream, { status, headers, body }: Answer, gone: AbortSignal): Promise<void> {
  let failure: ErrorDto | undefined;
  stream.respond({ ':status': status, [EXCHANGE_HEADERS]: toHeader(headers) }, { waitForTrailers: true });
  stream.once('wantTrailers', () => stream.sendTrailers(failure ? { [EXCHANGE_ERROR]: toHeader(failure) } : { [EXCHANGE_WHOLE]: '1' }));
  try {
    for await (const chunk of body) if (!stream.write(chunk)) await once(stream, 'drain', { signal: gone });
  } catch (error) {
    failure = dtoOf(error);
  }
  stream.end();
}

const dtoOf = (error: unknown): ErrorDto => PluginError.from(error).toDto();
