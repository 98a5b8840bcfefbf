import { parameter, readPackage } from '../../reference/dmp-simulator/mime-package.js';
import { elementsOf, parse } from './dom.js';

const SOAP = 'http://www.w3.org/2003/05/soap-envelope';
const XOP = 'http://www.w3.org/2004/08/xop/include';

/** A logged body as SOAP. */
export interface WireMessage {
  /** Its bytes are what was signed. */
  readonly envelope: Buffer;
  /** Undefined: not XML. */
  readonly root: Element | undefined;
  /** What the body of the envelope holds; a part that is included stands in its place in base64, as XOP says to read it. */
  readonly body: Element | undefined;
  readonly problems: readonly string[];
}

/** The message of an `.xml` file, or that of a `.mime` one with its parts in it. */
export function readMessage(bytes: Buffer, isInParts: boolean): WireMessage {
  if (!isInParts) return { ...opened(bytes), envelope: bytes, problems: [] };
  const end = bytes.indexOf('\r\n\r\n');
  const contentType = bytes.subarray('Content-Type:'.length, end).toString('latin1').trim();
  const entity = readPackage(contentType, bytes.subarray(end + 4));
  if (!entity?.root) return { envelope: bytes, root: undefined, body: undefined, problems: ['un corps en parties qui ne se lit pas'] };
  const envelope = entity.root.body;
  const message = opened(envelope);
  const others = new Map(entity.parts.filter((part) => part !== entity.root).map((part) => [part.contentId, part.body]));
  return {
    ...message,
    envelope,
    problems: [
      ...(parameter(contentType, 'type') === 'application/xop+xml' ? [] : ['un corps en parties qui n’est pas XOP']),
      ...(entity.root.contentType.startsWith('application/xop+xml') ? [] : ['la première partie n’est pas XOP']),
      ...include(message.body, others),
    ],
  };
}

function opened(bytes: Buffer): Pick<WireMessage, 'root' | 'body'> {
  const root = parse(bytes.toString('utf8'))?.documentElement;
  const content = root?.localName === 'Envelope' && root.namespaceURI === SOAP ? elementsOf(root).find(({ localName }) => localName === 'Body') : undefined;
  return { root, body: content && elementsOf(content)[0] };
}

/** Puts each part where it is included. @returns what is included and not there, or there and not included */
function include(body: Element | undefined, parts: Map<string, Buffer>): readonly string[] {
  const missing = Array.from(body?.getElementsByTagNameNS(XOP, 'Include') ?? []).flatMap((element) => {
    const contentId = decoded((element.getAttribute('href') ?? '').replace(/^cid:/, ''));
    const bytes = parts.get(contentId);
    if (!bytes) return [`aucune partie ${contentId}`];
    parts.delete(contentId);
    element.parentNode?.replaceChild(element.ownerDocument.createTextNode(bytes.toString('base64')), element);
    return [];
  });
  return [...missing, ...[...parts.keys()].map((contentId) => `la partie ${contentId} n’est dans aucun message`)];
}

/** A `cid:` is a URL. */
function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
