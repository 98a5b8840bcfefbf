import { constants, type IncomingHttpHeaders, performServerHandshake, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { OfferedFiles } from '../offered-files.js';
import { FILE_ID, FILE_NAME, FILE_TYPE, LARGEST_FILE } from './plugin-protocol.js';

/** The server's end of a plugin's file pipe: each HTTP/2 stream is one file, held in memory until a page fetches it. */
export class FileReceiver {
  private readonly session: ServerHttp2Session;

  constructor(
    pipe: Duplex,
    private readonly files: OfferedFiles,
    private readonly onRefused: () => void,
  ) {
    this.session = performServerHandshake(pipe);
    this.session.on('error', () => {}); // a pipe that breaks ends with the process
    this.session.on('stream', (stream: ServerHttp2Stream, headers: IncomingHttpHeaders) => void this.handleFile(stream, headers));
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
