import type { MimePart } from '../mime-package.js';
import type { Asked } from '../operation.js';
import { decoded } from '../received.js';
import type { Asker, Vihf } from '../vihf.js';
import { attribute, children, elements, is, only, parse } from '../xml-reading.js';
import { ClinicalDocument } from './clinical-document.js';
import { SIGNATURE_CLASS } from './document-model.js';
import { RegistryObject } from './registry-object.js';
import { ASSOCIATIONS, ENTRY_SCHEMES, SET_SCHEMES } from './schemes.js';

/** One document of a submission: its entry, and its bytes as they came. */
export class SubmittedDocument {
  /** Of the bytes; undefined: not well-formed, or more than markup should be (a DOCTYPE). */
  readonly xml: Document | undefined;
  readonly cda: ClinicalDocument | undefined;
  readonly text: string;

  constructor(
    readonly entry: RegistryObject,
    readonly bytes: Buffer | undefined,
  ) {
    this.text = (bytes && decoded(bytes)) ?? '';
    this.xml = /<!DOCTYPE/i.test(this.text) ? undefined : parse(this.text);
    const root = this.xml?.documentElement;
    this.cda = root && is(root, 'hl7', 'ClinicalDocument') ? new ClinicalDocument(root) : undefined;
  }

  get uniqueId(): string {
    return this.entry.identifier('XDSDocumentEntry.uniqueId') ?? '';
  }
}

/** What is sent at once: of ITI-41 with documents, of ITI-57 without. Everything may be missing. */
export class Submission {
  readonly root: Element | undefined;
  readonly list: Element | undefined;
  /** Undefined unless there is one. */
  readonly set: RegistryObject | undefined;
  readonly entries: readonly RegistryObject[];
  readonly associations: readonly RegistryObject[];
  /** Of the request, by `id`, with the bytes of the part that each includes. */
  readonly contents: readonly { readonly id: string; readonly bytes: Buffer | undefined }[];
  /** Without the signature. */
  readonly documents: readonly SubmittedDocument[];
  readonly signatures: readonly SubmittedDocument[];

  /** @param sent the VIHF it came with; absent: it was not sent, but made on the Web-PS site. */
  constructor(
    payload: Element | undefined,
    readonly vihf: Asker,
    private readonly parts: readonly Pick<MimePart, 'contentId' | 'body'>[],
    readonly sent?: Vihf,
  ) {
    this.root = payload;
    const order = is(payload, 'lcm', 'SubmitObjectsRequest') ? payload : only(payload, 'lcm', 'SubmitObjectsRequest');
    this.list = only(order, 'rim', 'RegistryObjectList');
    const objects = (name: string): readonly RegistryObject[] => children(this.list, 'rim', name).map((element) => new RegistryObject(element));
    const [set, ...others] = objects('RegistryPackage');
    this.set = others.length ? undefined : set;
    this.entries = objects('ExtrinsicObject');
    this.associations = objects('Association');
    this.contents = children(payload, 'xdsb', 'Document').map((element) => ({ id: attribute(element, 'id') ?? '', bytes: this.#bytesOf(element) }));
    const all = this.entries.map((entry) => new SubmittedDocument(entry, this.contents.find(({ id }) => id === entry.id)?.bytes));
    this.documents = all.filter(({ entry }) => !isSignatureEntry(entry));
    this.signatures = all.filter(({ entry }) => isSignatureEntry(entry));
  }

  static of({ payload, vihf }: Asked): Submission {
    return new Submission(payload, vihf, vihf.message.received.package?.parts ?? [], vihf);
  }

  get setId(): string {
    return this.set?.identifier('XDSSubmissionSet.uniqueId') ?? '';
  }

  /** Author of the set. */
  get setAuthor() {
    const [author, ...others] = this.set?.authors(SET_SCHEMES.author) ?? [];
    return others.length ? undefined : author;
  }

  associationsOf(type: keyof typeof ASSOCIATIONS): readonly RegistryObject[] {
    return this.associations.filter((association) => association.attribute('associationType') === ASSOCIATIONS[type]);
  }

  /** `cid:` is written as a URL, Content-ID as it is. */
  #bytesOf(document: Element): Buffer | undefined {
    const [include, ...others] = elements(document);
    const [, cid] = /^cid:(.+)$/.exec(attribute(include, 'href') ?? '') ?? [];
    if (others.length || !is(include, 'xop', 'Include') || !cid) return undefined;
    return this.parts.find(({ contentId }) => contentId === decodedUrl(cid))?.body;
  }
}

export const isSignatureEntry = (entry: RegistryObject): boolean => entry.codes(ENTRY_SCHEMES.class).some(({ code }) => code === SIGNATURE_CLASS);

function decodedUrl(written: string): string {
  try {
    return decodeURIComponent(written);
  } catch {
    return '';
  }
}
