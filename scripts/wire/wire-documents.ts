import { createHash } from 'node:crypto';
import { elementsOf, parse } from './dom.js';

const XDSB = 'urn:ihe:iti:xds-b:2007';
const RIM = 'urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0';
const UNIQUE_ID = 'urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab';

/** A document that travels inside a message: beside its metadata in a submission, by itself in an answer. */
export interface CarriedDocument {
  readonly id: string;
  readonly bytes: Buffer;
  /** Undefined: not XML. */
  readonly root: Element | undefined;
  readonly uniqueId?: string | undefined;
  /** What its metadata say and its bytes do not. */
  readonly problems: readonly string[];
}

/** What a message carries in base64. The metadata of an XDS submission are held against it. */
export function documentsIn(element: Element): readonly CarriedDocument[] {
  const entries = Array.from(element.getElementsByTagNameNS(RIM, 'ExtrinsicObject'));
  const isSubmission = element.localName === 'ProvideAndRegisterDocumentSetRequest';
  const documents = Array.from(element.getElementsByTagNameNS(XDSB, 'Document')).map((carrier): CarriedDocument => {
    const id = carrier.getAttribute('id') ?? '';
    const bytes = Buffer.from(carrier.textContent ?? '', 'base64');
    const root = parse(bytes.toString('utf8'))?.documentElement;
    if (!isSubmission) return { id, bytes, root, problems: [] };
    const entry = entries.find((candidate) => candidate.getAttribute('id') === id);
    return entry
      ? { id, bytes, root, uniqueId: uniqueIdOf(entry), problems: disagreements(entry, id, bytes) }
      : { id, bytes, root, problems: [`${id} : aucune métadonnée`] };
  });
  const orphans = entries.filter((entry) => isSubmission && !documents.some(({ id }) => id === entry.getAttribute('id')));
  return [...documents, ...orphans.map((entry) => ({ id: entry.getAttribute('id') ?? '', bytes: Buffer.alloc(0), root: undefined, problems: [] }))];
}

function disagreements(entry: Element, id: string, bytes: Buffer): readonly string[] {
  const said = { hash: createHash('sha1').update(bytes).digest('hex'), size: String(bytes.length) };
  return Object.entries(said)
    .filter(([name, value]) => slotOf(entry, name) !== value)
    .map(([name]) => `${id} : ${name} n’est pas celui de ses octets`);
}

function slotOf(entry: Element, name: string): string | undefined {
  const slot = elementsOf(entry).find((child) => child.localName === 'Slot' && child.getAttribute('name') === name);
  return slot?.textContent?.trim();
}

const uniqueIdOf = (entry: Element): string | undefined =>
  elementsOf(entry)
    .find((child) => child.getAttribute('identificationScheme') === UNIQUE_ID)
    ?.getAttribute('value') ?? undefined;
