import { constants, type IncomingHttpHeaders, performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { HeldFile, OfferedFiles } from '../offered-files.js';
import { DOCUMENT_PATH, FILE_ID, FILE_NAME, FILE_TYPE, LARGEST_FILE, POSTED_PATH } from './plugin-protocol.js';

/** What the plugin may fetch: a posted file once, a document of the practice again and again. */
export interface FileSource {
  posted(id: string): HeldFile | undefined;
  document(id: string): Promise<HeldFile | undefined>;
}

/** The server's end of a plugin's file pipe: each HTTP/2 stream is one file, held in memory until a page fetches it, or one the plugin fetches. */
export class FileReceiver {
  private readonly session: ServerHttp2Session;

  constructor(
    pipe: Duplex,
    private readonly files: OfferedFiles,
    private readonly source: FileSource,
    private readonly onRefused: () => void,
  ) {
    this.session = performServerHandshake(pipe);
    this.session.on('error', () => {}); // a pipe that breaks ends with the process
    this.session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) =>
      headers[':method'] === 'GET' ? void this.handOver(stream, headers[':path'] ?? '') : void this.handleFile(stream, headers),
    );
  }

  private async handOver(stream: ServerHttp2Stream, path: string): Promise<void> {
    stream.on('error', () => {});
    const file = await this.find(path).catch(() => undefined);
    if (stream.destroyed || stream.closed) return;
    if (!file) return stream.respond({ ':status': constants.HTTP_STATUS_NOT_FOUND }, { endStream: true });
    stream.respond({ ':status': constants.HTTP_STATUS_OK, 'content-length': file.bytes.length, [FILE_NAME]: encodeURIComponent(file.name) });
    stream.end(file.bytes);
  }

  private async find(path: string): Promise<HeldFile | undefined> {
    if (path.startsWith(POSTED_PATH)) return this.source.posted(decodeURIComponent(path.slice(POSTED_PATH.length)));
    return path.startsWith(DOCUMENT_PATH) ? this.source.document(decodeURIComponent(path.slice(DOCUMENT_PATH.length))) : undefined;
  }

  private async handleFile(stream: ServerHttp2Stream, headers: IncomingHttpHeaders): Promise<void> {
    stream.on('error', () => {});
    const bytes = await wholeOf(stream, Number(headers['content-length']));
    if (stream.destroyed || stream.closed) return; // nobody hears an answer
    const id = bytes && this.files.keep({ name: nameIn(headers), mediaType: String(headers[FILE_TYPE]), bytes });
    if (id) return stream.respond({ ':status': constants.HTTP_STATUS_CREATED, [FILE_ID]: id }, { endStream: true });
    this.onRefused();
    stream.close(constants.NGHTTP2_REFUSED_STREAM);
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
