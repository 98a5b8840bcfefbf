import { type ClientHttp2Session, connect, constants, type IncomingHttpHeaders } from 'node:http2';
import type { Duplex } from 'node:stream';
import type { OfferedFile, PluginContext } from '../../../../src/api/host.js';
import { PluginError } from '../../../../src/api/plugin-error.js';
import { FILE_ID, FILE_NAME, FILE_TYPE, LARGEST_FILE } from './plugin-protocol.js';

type Offer = Parameters<PluginContext['files']['offer']>[0];

/** The plugin's end of the file pipe. */
export class FileSender {
  private readonly session: ClientHttp2Session;

  constructor(pipe: Duplex) {
    this.session = connect('http://host', { createConnection: () => pipe });
    this.session.on('error', () => {}); // the server is gone: the process ends with it
    this.session.unref();
  }

  /** Answers once the server holds the whole file. @throws RangeError it is too large · PluginError `host.unavailable` the server does not take it */
  async send({ name, mediaType, bytes }: Offer): Promise<OfferedFile> {
    if (bytes.byteLength > LARGEST_FILE) throw new RangeError('a file has at most 10 MB');
    const id = await this.sendBytes(encodeURIComponent(name), mediaType, bytes);
    return { id, name, mediaType };
  }

  /** A file the server holds. Undefined: it does not. @throws PluginError `host.unavailable` */
  fetch(path: string): Promise<{ readonly name: string; readonly bytes: Uint8Array } | undefined> {
    return new Promise((resolve, reject) => {
      if (this.session.destroyed) return reject(new PluginError('host.unavailable'));
      const stream = this.session.request({ ':method': 'GET', ':path': path });
      const chunks: Buffer[] = [];
      let head: IncomingHttpHeaders = {};
      stream.on('error', () => {}); // `close` follows
      stream.once('response', (answer: IncomingHttpHeaders) => (head = answer));
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.once('close', () => {
        const bytes = Buffer.concat(chunks);
        if (Number(head[':status']) === constants.HTTP_STATUS_NOT_FOUND) resolve(undefined);
        else if (bytes.length === Number(head['content-length'])) resolve({ name: decodeURIComponent(String(head[FILE_NAME] ?? '')), bytes });
        else reject(new PluginError('host.unavailable')); // cut, or never begun
      });
    });
  }

  private sendBytes(name: string, mediaType: string, bytes: Uint8Array): Promise<string> {
    return new Promise((resolve, reject) => {
      if (this.session.destroyed) return reject(new PluginError('host.unavailable'));
      const stream = this.session.request({ ':method': 'POST', ':path': '/', 'content-length': bytes.byteLength, [FILE_NAME]: name, [FILE_TYPE]: mediaType });
      stream.on('error', () => {}); // `close` follows
      stream.once('close', () => reject(new PluginError('host.unavailable')));
      stream.once('response', (answer: IncomingHttpHeaders) => {
        const id = answer[FILE_ID];
        if (typeof id === 'string') resolve(id);
        stream.resume();
      });
      stream.end(bytes);
    });
  }
}
