import { DOMParser, XMLSerializer } from '@xmldom/xmldom';

/** Of XML 1.0 (2.11). The parser's own are those of XML 1.1: a U+2028 in a name would not be what was signed. */
const normalizeLineEndings = (text: string): string => text.replace(/\r\n?/g, '\n');

const XMLNS = 'http://www.w3.org/2000/xmlns/';

/** `undefined` when it is not XML. */
export function parse(text: string): Document | undefined {
  let isWrong = false;
  const note = () => {
    isWrong = true;
  };
  try {
    const onError = (level: string) => level === 'warning' || note();
    const document = new DOMParser({ onError, normalizeLineEndings }).parseFromString(text, 'text/xml');
    return isWrong || !document.documentElement ? undefined : (document as unknown as Document);
  } catch {
    return undefined;
  }
}

export const elementsOf = (node: Element): Element[] => Array.from(node.childNodes).filter((child): child is Element => child.nodeType === 1);

/** The element alone, with the prefixes its ancestors have declared: values such as `xsi:type` need them too. */
export function standalone(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (let ancestor = element.parentNode as Element | null; ancestor?.attributes; ancestor = ancestor.parentNode as Element | null) {
    for (const { name, namespaceURI, value } of Array.from(ancestor.attributes)) {
      if (namespaceURI === XMLNS && name !== 'xmlns' && !copy.hasAttribute(name)) copy.setAttributeNS(XMLNS, name, value);
    }
  }
  return new XMLSerializer().serializeToString(copy as unknown as Parameters<XMLSerializer['serializeToString']>[0]);
}
