/** One part of a multipart body, byte for byte. */
export interface MimePart {
  readonly contentType: string;
  readonly encoding: string;
  /** Without its angle brackets. */
  readonly contentId: string;
  readonly body: Buffer;
}

/** A `multipart/related` body (XOP): the message, and the parts it includes. */
export interface MimePackage {
  /** The part `start` names; undefined: there is none, or more than one. */
  readonly root: MimePart | undefined;
  readonly parts: readonly MimePart[];
}

const LINE = '\r\n';

export const isPackaged = (contentType: string): boolean => /^multipart\/related\s*(;|$)/i.test(contentType);

/** A parameter of a header value; names in any case. */
export function parameter(header: string, name: string): string | undefined {
  for (const [, key = '', quoted, token] of header.matchAll(/;\s*([\w-]+)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^\s;"]+))/g))
    if (key.toLowerCase() === name) return quoted?.replace(/\\(.)/g, '$1') ?? token;
  return undefined;
}

/** Undefined: no such body, or one that is cut off or broken. */
export function readPackage(contentType: string, body: Buffer): MimePackage | undefined {
  const boundary = parameter(contentType, 'boundary');
  if (!isPackaged(contentType) || !boundary) return undefined;
  const parts = split(body, `--${boundary}`)?.map(readPart);
  if (!parts?.every((part) => part !== undefined)) return undefined;
  const start = parameter(contentType, 'start');
  const named = start === undefined ? parts.slice(0, 1) : parts.filter(({ contentId }) => contentId === withoutBrackets(start));
  return { root: named.length === 1 ? named[0] : undefined, parts };
}

/** What stands between the boundaries. */
function split(body: Buffer, boundary: string): readonly Buffer[] | undefined {
  const found: Buffer[] = [];
  let from = body.indexOf(boundary);
  if (from !== 0 && body.subarray(0, from).toString('latin1').slice(-2) !== LINE) return undefined;
  for (;;) {
    const after = from + boundary.length;
    if (from < 0) return undefined;
    if (body.subarray(after, after + 2).toString('latin1') === '--') return found;
    if (body.subarray(after, after + 2).toString('latin1') !== LINE) return undefined;
    const next = body.indexOf(LINE + boundary, after);
    if (next < 0) return undefined;
    found.push(body.subarray(after + 2, next));
    from = next + 2;
  }
}

function readPart(bytes: Buffer): MimePart | undefined {
  const end = bytes.indexOf(LINE + LINE);
  if (end < 0) return undefined;
  const lines = bytes
    .subarray(0, end)
    .toString('latin1')
    .replace(/\r\n[ \t]+/g, ' ')
    .split(LINE);
  if (!lines.every((line) => /^[\w-]+:/.test(line))) return undefined;
  const header = (name: string): string => {
    const line = lines.find((candidate) => candidate.toLowerCase().startsWith(`${name}:`)) ?? '';
    return line.slice(name.length + 1).trim();
  };
  return {
    contentType: header('content-type'),
    encoding: header('content-transfer-encoding').toLowerCase(),
    contentId: withoutBrackets(header('content-id')),
    body: bytes.subarray(end + 4),
  };
}

const withoutBrackets = (id: string): string => id.replace(/^<(.*)>$/, '$1');
