import { createHash } from 'node:crypto';
import { C14nCanonicalizationWithComments } from 'xml-crypto';

export const C14N_WITH_COMMENTS = 'http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments';

/** SHA-256 (base64) of a whole document in canonical form. Undefined: it holds a processing instruction, which the library does not write. */
export function canonicalDigest(document: Document): string | undefined {
  const nodes = Array.from(document.childNodes).filter(({ nodeName, nodeType }) => nodeType === 8 || nodeType === 1 || (nodeType === 7 && nodeName !== 'xml'));
  if (nodes.some(({ nodeType }) => nodeType === 7) || holdsInstruction(document.documentElement)) return undefined;
  const canonical = nodes.map((node) => new C14nCanonicalizationWithComments().process(node, {})).join('');
  return createHash('sha256').update(canonical).digest('base64');
}

function holdsInstruction(element: Element): boolean {
  for (let node = element.firstChild; node; node = node.nextSibling)
    if (node.nodeType === 7 || (node.nodeType === 1 && holdsInstruction(node as Element))) return true;
  return false;
}
