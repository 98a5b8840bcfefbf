import { type ClientHttp2Session, type ClientHttp2Stream, connect, constants, type IncomingHttpHeaders, type OutgoingHttpHeaders } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { OfferedFile, PluginContext } from '../../../../src/api/host.js';
import { PluginError } from '../../../../src/api/plugin-error.js';
import { DOCUMENT_PATH, FILE_ID, FILE_NAME, FILE_TYPE, LARGEST_FILE, POSTED_PATH } from './plugin-protocol.js';

type Offer = Parameters<PluginContext['files']['offer']>[0];
interface Answer {
  readonly headers: IncomingHttpHeaders;
  readonly bytes: Uint8Array;
}

/** The plugin's end of the file pipe. */
export class FilePipeClient {
  private readonly session: ClientHttp2Session;

  constructor(pipe: Duplex) {
    this.session = connect('http://host', { createConnection: () => pipe });
    this.session.on('error', () => {}); // the server is gone: the process ends with it
    this.session.unref();
  }

  /** Answers once the server holds the whole file. @throws RangeError it is too large · PluginError `host.unavailable` the server does not take it */
  async offer({ name, mediaType, bytes }: Offer): Promise<OfferedFile> {
    if (bytes.byteLength > LARGEST_FILE) throw new RangeError('a file has at most 10 MB');
    const about = { 'content-length': bytes.byteLength, [FILE_NAME]: encodeURIComponent(name), [FILE_TYPE]: mediaType };
    const { headers } = await this.ask({ ':method': 'POST', ':path': '/', ...about }, bytes);
    const id = headers[FILE_ID];
    if (typeof id !== 'string') throw new PluginError('host.unavailable');
    return { id, name, mediaType };
  }

  /** @throws PluginError `host.fileGone` it is not there any more */
  async take(id: string): Promise<{ readonly name: string; readonly bytes: Uint8Array }> {
    const { headers, bytes } = await this.get(POSTED_PATH, id);
    if (!isThere(headers)) throw new PluginError('host.fileGone');
    return { name: decodeURIComponent(String(headers[FILE_NAME])), bytes };
  }

  /** @throws PluginError `host.unknownDocument` */
  async readDocument(documentId: string): Promise<Uint8Array> {
    const { headers, bytes } = await this.get(DOCUMENT_PATH, documentId);
    if (!isThere(headers)) throw new PluginError('host.unknownDocument');
    return bytes;
  }

  private get(path: string, id: string): Promise<Answer> {
    return this.ask({ ':method': 'GET', ':path': `${path}${encodeURIComponent(id)}` });
  }

  /** The whole answer. @throws PluginError `host.unavailable` the stream broke off */
  private ask(headers: OutgoingHttpHeaders, body?: Uint8Array): Promise<Answer> {
    return new Promise((resolve, reject) => {
      if (this.session.destroyed) return reject(new PluginError('host.unavailable'));
      const stream = this.session.request(headers);
      stream.on('error', () => {}); // `close` follows
      stream.once('close', () => reject(new PluginError('host.unavailable')));
      stream.once('response', (answer) => collect(stream, answer, (bytes) => resolve({ headers: answer, bytes })));
      stream.end(body);
    });
  }
}

const isThere = ({ ':status': status }: IncomingHttpHeaders): boolean => Number(status) === constants.HTTP_STATUS_OK;

/** A stream that was cancelled looks like an end: only as many bytes as were announced are the file. */
function collect(stream: ClientHttp2Stream, { 'content-length': announced = '0' }: IncomingHttpHeaders, done: (bytes: Uint8Array) => void): void {
  const chunks: Buffer[] = [];
  stream.on('data', (chunk: Buffer) => chunks.push(chunk));
  stream.once('end', () => {
    const bytes = Buffer.concat(chunks);
    if (bytes.length === Number(announced)) done(new Uint8Array(bytes));
  });
}
