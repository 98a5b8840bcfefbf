import { DOMParser } from '@xmldom/xmldom';

export const NAMESPACES = {
  soap: 'http://www.w3.org/2003/05/soap-envelope',
  wsa: 'http://www.w3.org/2005/08/addressing',
  wsse: 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd',
  saml2: 'urn:oasis:names:tc:SAML:2.0:assertion',
  ds: 'http://www.w3.org/2000/09/xmldsig#',
  hl7: 'urn:hl7-org:v3',
  hab: 'urn:si-dmp-habilitations',
  pat: 'urn:si-dmp-patients',
  xsi: 'http://www.w3.org/2001/XMLSchema-instance',
  xs: 'http://www.w3.org/2001/XMLSchema',
  rim: 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0',
  rs: 'urn:oasis:names:tc:ebxml-regrep:xsd:rs:3.0',
  lcm: 'urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0',
  query: 'urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0',
  xdsb: 'urn:ihe:iti:xds-b:2007',
  xop: 'http://www.w3.org/2004/08/xop/include',
  xades: 'http://uri.etsi.org/01903/v1.1.1#',
} as const;
export type Prefix = keyof typeof NAMESPACES;

/** Of XML 1.0 (2.11). The parser's own are those of XML 1.1: a U+2028 in a name would not be what was signed. */
const normalizeLineEndings = (text: string): string => text.replace(/\r\n?/g, '\n');

/** Undefined: not well-formed. The parser's warnings are refusals too. */
export function parse(text: string): Document | undefined {
  let faulty = false;
  const fail = (): void => {
    faulty = true;
  };
  try {
    const document = new DOMParser({ onError: fail, normalizeLineEndings }).parseFromString(text, 'text/xml');
    return faulty || !document.documentElement ? undefined : (document as unknown as Document);
  } catch {
    return undefined;
  }
}

export function elements(parent: Element | undefined): readonly Element[] {
  const found: Element[] = [];
  for (let node = parent?.firstChild ?? null; node; node = node.nextSibling) if (node.nodeType === 1) found.push(node as Element);
  return found;
}

export const is = (element: Element | undefined, prefix: Prefix, name: string): boolean =>
  element?.namespaceURI === NAMESPACES[prefix] && element.localName === name;

export const children = (parent: Element | undefined, prefix: Prefix, name: string): readonly Element[] =>
  elements(parent).filter((element) => is(element, prefix, name));

/** Undefined unless there is exactly one. */
export function only(parent: Element | undefined, prefix: Prefix, ...path: readonly string[]): Element | undefined {
  let at = parent;
  for (const name of path) {
    const [found, ...others] = children(at, prefix, name);
    at = others.length ? undefined : found;
  }
  return at;
}

/** Text of an element that holds nothing but text; undefined for any other. */
export const text = (element: Element | undefined): string | undefined =>
  !element || elements(element).length ? undefined : (element.textContent ?? '').trim();

/** Undefined when absent. */
export const attribute = (element: Element | undefined, name: string, prefix?: Prefix): string | undefined => {
  if (!element) return undefined;
  if (prefix) return element.hasAttributeNS(NAMESPACES[prefix], name) ? (element.getAttributeNS(NAMESPACES[prefix], name) ?? '') : undefined;
  return element.hasAttribute(name) ? (element.getAttribute(name) ?? '') : undefined;
};

/** Local names of the child elements; one of another namespace shows as `{uri}name`. */
export const childNames = (parent: Element | undefined, prefix: Prefix): readonly string[] =>
  elements(parent).map(({ localName, namespaceURI }) => (namespaceURI === NAMESPACES[prefix] ? localName : `{${namespaceURI ?? ''}}${localName}`));

/** `2026-01-05T09:30:00Z`, with or without fractions. Undefined: not a UTC instant. */
export function utcInstant(value: string | undefined): number | undefined {
  if (!value || !/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$/.test(value)) return undefined;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
}

/** `20260105093000`, in UTC. */
export function hl7Instant(value: string | undefined): number | undefined {
  const parts = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/.exec(value ?? '');
  return parts ? utcInstant(`${parts[1]}-${parts[2]}-${parts[3]}T${parts[4]}:${parts[5]}:${parts[6]}Z`) : undefined;
}
