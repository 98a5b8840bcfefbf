import { randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { PluginError } from '../../api/plugin-error.js';

/** What goes beside a message, named in it by its `contentId`. */
export interface Attachment {
  readonly contentId: string;
  readonly contentType: string;
  readonly bytes: () => AsyncIterable<Uint8Array>;
}

const ROOT = 'root.message@lps';
const CRLF = '\r\n';

/** A SOAP message with attachments (MTOM, §11.1). The attachments are read as they are sent: none is held. */
export function writeMtom(envelope: string, action: string, attachments: readonly Attachment[]): { readonly contentType: string; readonly body: Readable } {
  const boundary = `uuid:${randomUUID()}`;
  const soap = `application/soap+xml; action=\\"${action}\\"`;
  const head = (contentType: string, contentId: string): string =>
    [`--${boundary}`, `Content-Type: ${contentType}`, 'Content-Transfer-Encoding: binary', `Content-ID: <${contentId}>`, '', ''].join(CRLF);
  async function* parts(): AsyncGenerator<Uint8Array> {
    yield Buffer.from(`${head(`application/xop+xml; charset=UTF-8; type="${soap}"`, ROOT)}${envelope}`);
    for (const { contentId, contentType, bytes } of attachments) {
      yield Buffer.from(`${CRLF}${head(contentType, contentId)}`);
      yield* bytes();
    }
    yield Buffer.from(`${CRLF}--${boundary}--${CRLF}`);
  }
  const type = `multipart/related; type="application/xop+xml"; boundary="${boundary}"; start="<${ROOT}>"; start-info="application/soap+xml"; action="${action}"`;
  return { contentType: type, body: Readable.from(parts(), { objectMode: false }) };
}

/** `xop:Include` points to a part so. */
export const cidOf = (contentId: string): string => `cid:${encodeURIComponent(contentId)}`;

/** An answer with attachments, by their Content-ID. */
export interface Mtom {
  readonly root: Uint8Array;
  readonly attachments: ReadonlyMap<string, Uint8Array>;
}

export const isMultipart = (contentType: string | undefined): contentType is string => /^multipart\/related\s*(?:;|$)/i.test(contentType ?? '');

/** The parts share the memory of `body`. @throws PluginError `dmp.unreadable` */
export function readMtom(contentType: string, body: Buffer): Mtom {
  const boundary = parameter(contentType, 'boundary');
  if (!boundary) throw new PluginError('dmp.unreadable');
  const parts = new Map<string, Buffer>();
  for (const part of split(body, Buffer.from(`--${boundary}`))) {
    const end = part.indexOf(CRLF + CRLF);
    if (end < 0) throw new PluginError('dmp.unreadable');
    const id = /^content-id:\s*<?([^>\r\n]*)>?\s*$/im.exec(part.subarray(0, end).toString('latin1'))?.[1] ?? '';
    if (parts.has(id)) throw new PluginError('dmp.unreadable'); // which of the two is meant?
    parts.set(id, part.subarray(end + 4));
  }
  const start = parameter(contentType, 'start')?.replace(/^<|>$/g, '');
  const [first] = parts.keys();
  const root = parts.get(start ?? first ?? '');
  if (!root) throw new PluginError('dmp.unreadable');
  parts.delete(start ?? first ?? '');
  return { root, attachments: parts };
}

/** What stands between the delimiters, of which the last one ends the body: without it the line was cut. */
function split(body: Buffer, delimiter: Buffer): readonly Buffer[] {
  const parts: Buffer[] = [];
  for (let at = next(body, delimiter, 0); ; ) {
    const after = at + delimiter.length;
    if (at < 0) throw new PluginError('dmp.unreadable');
    if (body.subarray(after, after + 2).equals(Buffer.from('--'))) return parts;
    const following = next(body, delimiter, after);
    if (following < 0) throw new PluginError('dmp.unreadable');
    const begin = body.indexOf(CRLF, after) + 2; // spaces may pad a delimiter
    parts.push(body.subarray(begin, Math.max(begin, following - 2)));
    at = following;
  }
}

/** A delimiter stands at the beginning of a line. */
function next(body: Buffer, delimiter: Buffer, from: number): number {
  const at = body.indexOf(delimiter, from);
  if (at <= 0 || body.subarray(at - 2, at).equals(Buffer.from(CRLF))) return at;
  return next(body, delimiter, at + 1);
}

function parameter(contentType: string, name: string): string | undefined {
  const found = new RegExp(`;\\s*${name}\\s*=\\s*(?:"([^"]*)"|([^;\\s]*))`, 'i').exec(contentType);
  return found?.[1] ?? found?.[2];
}
