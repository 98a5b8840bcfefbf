import { constants, type IncomingHttpHeaders, performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { HeldFile, HeldFiles } from '../held-files.js';
import { DOCUMENT_PATH, FILE_ID, FILE_NAME, FILE_TYPE, LARGEST_FILE, POSTED_PATH } from './plugin-protocol.js';

export interface PipedFiles {
  /** What the plugin hands over, until a page fetches it. */
  readonly offered: HeldFiles;
  /** What a page has posted to the plugin. */
  readonly posted: HeldFiles;
  /** Undefined: there is no such document, or it is not for this plugin. */
  readDocument(documentId: string): Promise<Buffer | undefined>;
  onRefused(): void;
}

/** The server's end of a plugin's file pipe: each HTTP/2 stream is one file, in one direction or the other. */
export class FilePipeServer {
  private readonly session: ServerHttp2Session;

  constructor(
    pipe: Duplex,
    private readonly files: PipedFiles,
  ) {
    this.session = performServerHandshake(pipe);
    this.session.on('error', () => {}); // a pipe that breaks ends with the process
    this.session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => {
      stream.on('error', () => {});
      void (headers[':method'] === 'GET' ? this.handleRequest(stream, String(headers[':path'])) : this.handleOffer(stream, headers));
    });
  }

  private async handleOffer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    const bytes = await wholeOf(stream, Number(headers['content-length']));
    if (stream.destroyed || stream.closed) return; // nobody hears an answer
    const id = bytes && this.files.offered.keep({ name: nameIn(headers), mediaType: String(headers[FILE_TYPE]), bytes });
    if (id) return stream.respond({ ':status': constants.HTTP_STATUS_CREATED, [FILE_ID]: id }, { endStream: true });
    this.files.onRefused();
    stream.close(constants.NGHTTP2_REFUSED_STREAM);
  }

  private async handleRequest(stream: ServerHttp2Stream, path: string): Promise<void> {
    const file = await this.find(path).catch(() => undefined); // a file nobody can read is not there
    if (stream.destroyed || stream.closed) return;
    if (!file) return stream.respond({ ':status': constants.HTTP_STATUS_NOT_FOUND }, { endStream: true });
    stream.respond({ ':status': constants.HTTP_STATUS_OK, 'content-length': file.bytes.length, [FILE_NAME]: encodeURIComponent(file.name) });
    stream.end(file.bytes);
  }

  private async find(path: string): Promise<Pick<HeldFile, 'name' | 'bytes'> | undefined> {
    const idBehind = (prefix: string): string | undefined => (path.startsWith(prefix) ? decodeURIComponent(path.slice(prefix.length)) : undefined);
    const posted = idBehind(POSTED_PATH);
    if (posted !== undefined) return this.files.posted.take(posted);
    const document = idBehind(DOCUMENT_PATH);
    const bytes = document === undefined ? undefined : await this.files.readDocument(document);
    return bytes && { name: '', bytes };
  }
}

/** Undefined: too large, or broken off; a stream that was cancelled looks like an end, so its length is announced. */
async function wholeOf(stream: ServerHttp2Stream, announced: number): Promise<Buffer | undefined> {
  if (!(announced <= LARGEST_FILE)) return undefined;
  const chunks: Buffer[] = [];
  try {
    // More than was announced ends the stream: HTTP/2 sees to it.
    for await (const chunk of stream) chunks.push(chunk as Buffer);
  } catch {
    return undefined;
  }
  const bytes = Buffer.concat(chunks);
  return bytes.length === announced ? bytes : undefined;
}

function nameIn(headers: IncomingHttpHeaders): string {
  try {
    return decodeURIComponent(String(headers[FILE_NAME]));
  } catch {
    return '';
  }
}
