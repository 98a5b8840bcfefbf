import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { elementsOf, standalone } from './dom.js';
import type { SchemaLibrary } from './schema-library.js';
import { type CarriedDocument, documentsIn } from './wire-documents.js';
import { readMessage } from './wire-message.js';
import { verifyAssertion, verifySubmission } from './wire-signatures.js';

const SOAP = 'http://www.w3.org/2003/05/soap-envelope';
const DSIG = 'http://www.w3.org/2000/09/xmldsig#';

/** What is said of one file of the log. */
export interface WireVerdict {
  readonly file: string;
  readonly body: string;
  readonly schema: string;
  readonly signatures: readonly string[];
  readonly problems: readonly string[];
}

export async function judge(path: string, library: SchemaLibrary, work: string): Promise<WireVerdict> {
  const file = basename(path);
  const { body, envelope, problems, root } = readMessage(readFileSync(path), file.endsWith('.mime'));
  const assertion = /-request\.\w+$/.test(file) ? await verifyAssertion(envelope, root, work) : { word: '—', problems: [] };
  if (!body)
    return { file, body: '—', schema: '—', signatures: [assertion.word], problems: [...problems, 'pas une enveloppe SOAP 1.2', ...assertion.problems] };
  const found = body.localName === 'Fault' && body.namespaceURI === SOAP ? faultOf(body) : await new Judge(library, work).message(body);
  return {
    file,
    body: body.localName,
    schema: found.schemas.join(', '),
    signatures: [assertion.word, ...found.signatures],
    problems: [...problems, ...found.problems, ...assertion.problems],
  };
}

interface Validation {
  readonly schemas: readonly string[];
  readonly signatures: readonly string[];
  readonly problems: readonly string[];
}

/** A fault has no schema of the DMP: it must have a code and a reason. */
function faultOf(fault: Element): Validation {
  const names = elementsOf(fault).map(({ localName }) => localName);
  return { schemas: ['faute SOAP'], signatures: [], problems: ['Code', 'Reason'].filter((name) => !names.includes(name)).map((name) => `faute sans ${name}`) };
}

class Judge {
  constructor(
    private readonly library: SchemaLibrary,
    private readonly work: string,
  ) {}

  /** A wrapper nobody has a schema for is judged by what it holds; the documents a message carries are judged too. */
  async message(element: Element): Promise<Validation> {
    const schema = this.library.find(element);
    if (!schema) {
      const children = elementsOf(element);
      if (!children.some((child) => this.library.find(child))) return unknown(element);
      return together(await Promise.all(children.map((child) => this.message(child))));
    }
    const documents = documentsIn(element);
    const judged = await Promise.all(documents.map((document) => this.#document(document, documents)));
    return together([this.#validate(schema, element, standalone(element)), ...judged]);
  }

  /** The very bytes that were sent. */
  async #document({ bytes, id, problems, root }: CarriedDocument, all: readonly CarriedDocument[]): Promise<Validation> {
    if (!root) return { schemas: [], signatures: [], problems: [...problems, `${id || 'le document'} : ${bytes.length > 0 ? 'pas du XML' : 'aucun octet'}`] };
    const own = { schemas: [], signatures: [], problems };
    if (root.localName === 'Signature' && root.namespaceURI === DSIG) return together([own, await this.#signature({ bytes, root }, all)]);
    const schema = this.library.find(root);
    return together([own, schema ? this.#validate(schema, root, bytes) : unknown(root)]);
  }

  async #signature(signature: { readonly bytes: Buffer; readonly root: Element }, all: readonly CarriedDocument[]): Promise<Validation> {
    const signed = all.flatMap(({ bytes, root, uniqueId }) => (uniqueId && root !== signature.root ? [{ uniqueId, bytes }] : []));
    const { problems, word } = await verifySubmission(signature, signed, this.work);
    return { schemas: [], signatures: [word], problems };
  }

  #validate(schema: string, { localName }: Element, text: string | Buffer): Validation {
    const file = join(this.work, 'body.xml');
    writeFileSync(file, text);
    const { status, stderr } = spawnSync('xmllint', ['--nonet', '--huge', '--noout', '--schema', schema, file], { encoding: 'utf8' });
    const errors = stderr.split('\n').filter((line) => line.includes(' error :'));
    const problems = errors.length > 0 ? errors.map((line) => line.replace(file, localName)) : [stderr.trim()];
    return { schemas: [this.library.nameOf(schema)], signatures: [], problems: status === 0 ? [] : problems };
  }
}

const unknown = ({ localName }: Element): Validation => ({ schemas: ['—'], signatures: [], problems: [`aucun schéma pour ${localName}`] });

const together = (parts: readonly Validation[]): Validation => ({
  schemas: parts.flatMap(({ schemas }) => schemas),
  signatures: parts.flatMap(({ signatures }) => signatures),
  problems: parts.flatMap(({ problems }) => problems),
});
