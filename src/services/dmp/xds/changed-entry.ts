import type { Visibility } from '../../../api/documents.js';
import { confidentiality } from '../coded.js';
import { element, type Xml } from '../xml.js';
import type { XmlNode } from '../xml-node.js';
import { ENTRY_SCHEMES } from './document-entry.js';
import { ObjectParts } from './registry-object.js';

const SCHEME = `urn:uuid:${ENTRY_SCHEMES.confidentiality}`;

/** A whole entry as the DMP has it, with another visibility (§14.2): what is left out would be gone. `node`: its `ExtrinsicObject`; `id`: symbolic. */
export function changedEntry(id: string, node: XmlNode, visibility: readonly Visibility[]): Xml {
  const parts = new ObjectParts(id);
  const isConfidentiality = (child: XmlNode) => child.attr('classificationScheme') === SCHEME;
  const before = node.children.filter(({ name }) => name !== 'ExternalIdentifier').filter((child) => !isConfidentiality(child));
  const identifiers = node.all('ExternalIdentifier');
  const lid = node.attr('lid') ?? node.attr('id') ?? '';
  let count = 0;
  const copies = (children: readonly XmlNode[]) =>
    children.map((child) => {
      count += 1;
      return copied(child, { owner: id, id: `${id}-o${count}` });
    });
  const stated = ['N', ...visibility].map((code) => parts.classification(ENTRY_SCHEMES.confidentiality, confidentiality(code)));
  return element('ExtrinsicObject', { ...node.attributes, id, lid }, [...copies(before), ...stated, ...copies(identifiers)]);
}

/** `owner`: what classifications and identifiers of the copy belong to. They take an `id` of this message, where no other part has it. */
function copied(node: XmlNode, { id, owner }: { readonly id: string; readonly owner: string }): Xml {
  const { lang, ...attributes } = node.attributes;
  const owned = {
    ...('id' in attributes && { id }),
    ...('classifiedObject' in attributes && { classifiedObject: owner }),
    ...('registryObject' in attributes && { registryObject: owner }),
  };
  const { children } = node;
  return element(
    node.name,
    { ...attributes, ...owned, ...(lang !== undefined && { 'xml:lang': lang }) },
    children.length > 0 ? children.map((child, index) => copied(child, { owner, id: `${id}-${index}` })) : node.text,
  );
}
