import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { DOMParser, XMLSerializer } from '@xmldom/xmldom';

/**
 * `npm run check:wire -- --schemas DIR [LOGDIR]`: what the simulator's `--wire-log` has written, judged by tools that are not ours. Every SOAP
 * body, and what is inside it, is validated by `xmllint` against the schema found below DIR for its root element (HL7 v3, ebXML, XDS.b, CDA,
 * in any layout; of the HL7 editions NE2009 goes before NE2008; a service of the DMP's own by the types inside its WSDL); the signature of
 * every assertion is verified by `xmlsec1`.
 */
const USAGE = 'npm run check:wire -- --schemas DOSSIER_DES_SCHEMAS [DOSSIER_DU_JOURNAL]';
const DEFAULT_LOG = '.data/wire-log';

const SOAP = 'http://www.w3.org/2003/05/soap-envelope';
const SAML = 'urn:oasis:names:tc:SAML:2.0:assertion';
const XSD = 'http://www.w3.org/2001/XMLSchema';
const XMLNS = 'http://www.w3.org/2000/xmlns/';
/** `0001-TD0.2-request.xml` */
const EXCHANGE = /^\d{4,}-[\w.]+-(request|response)\.xml$/;

/** Ends the program with a sentence for whoever started it. */
class UserError extends Error {}

interface Verdict {
  readonly file: string;
  readonly body: string;
  readonly schema: string;
  readonly signature: string;
  readonly problems: readonly string[];
}

function main(): number {
  const { schemas, log } = readArguments();
  for (const [tool, source] of [
    ['xmllint', 'libxml2-utils'],
    ['xmlsec1', 'xmlsec1'],
  ] as const) {
    if (spawnSync(tool, ['--version']).error) throw new UserError(`Il manque l’outil ${tool}. Sous Debian : apt-get install ${source}`);
  }
  const files = readdirSync(log)
    .filter((name) => EXCHANGE.test(name))
    .sort();
  if (files.length === 0) throw new UserError(`Aucun échange dans ${log}. Pour en écrire : npm start -- --wire-log ${log}`);
  const work = mkdtempSync(join(tmpdir(), 'check-wire-'));
  try {
    const library = new SchemaLibrary(schemas, work);
    const verdicts = files.map((file) => judge(join(log, file), file, library, work));
    print(verdicts);
    return verdicts.some(({ problems }) => problems.length > 0) ? 1 : 0;
  } finally {
    rmSync(work, { recursive: true });
  }
}

function readArguments(): { readonly schemas: string; readonly log: string } {
  const { values, positionals } = parsed();
  if (!values.schemas || positionals.length > 1) throw new UserError(`Usage : ${USAGE}`);
  const schemas = resolve(values.schemas);
  const log = resolve(positionals[0] ?? DEFAULT_LOG);
  if (!isFolder(schemas)) throw new UserError(`Le dossier des schémas n’existe pas : ${schemas}`);
  if (!isFolder(log)) throw new UserError(`Le dossier du journal n’existe pas : ${log}. Pour en écrire un : npm start -- --wire-log ${log}`);
  return { schemas, log };
}

function parsed() {
  try {
    return parseArgs({ allowPositionals: true, options: { schemas: { type: 'string' } } });
  } catch {
    throw new UserError(`Usage : ${USAGE}`);
  }
}
const isFolder = (path: string): boolean => existsSync(path) && statSync(path).isDirectory();

interface SchemaFile {
  readonly path: string;
  readonly text: string;
  /** For people. */
  readonly name: string;
}

/** The schema files below a folder, and the schemas inside its WSDL files, by the root elements they declare. */
class SchemaLibrary {
  private readonly files: readonly SchemaFile[];
  private readonly known = new Map<string, string | undefined>();

  constructor(folder: string, work: string) {
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    const files = found
      .filter((name) => name.endsWith('.xsd'))
      .map((name) => ({ name, path: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }))
      .sort((one, other) => rank(one.path) - rank(other.path));
    if (files.length === 0) throw new UserError(`Aucun schéma (.xsd) sous ${folder}`);
    const described = found.filter((name) => name.endsWith('.wsdl')).flatMap((name) => schemasIn(readFileSync(join(folder, name), 'utf8'), name, work));
    this.files = [...files, ...described];
  }

  /** A schema's name for people. */
  nameOf(schema: string): string {
    return this.files.find(({ path }) => path === schema)?.name ?? schema;
  }

  /** The file that declares this element at its top, in this namespace. */
  find({ localName, namespaceURI }: Element): string | undefined {
    const key = `{${namespaceURI}}${localName}`;
    if (!this.known.has(key))
      this.known.set(key, this.files.find(({ text }) => text.includes(`name="${localName}"`) && declares(text, localName, namespaceURI))?.path);
    return this.known.get(key);
  }
}

/** The schemas a WSDL holds, as files. One that leans on others is left out: those are files already. */
function schemasIn(wsdl: string, name: string, work: string): readonly SchemaFile[] {
  const schemas = Array.from(parse(wsdl)?.getElementsByTagNameNS(XSD, 'schema') ?? []);
  return schemas
    .filter((schema) => !elementsOf(schema).some(({ localName }) => localName === 'include' || localName === 'import'))
    .map((schema, index) => {
      const path = join(work, `${basename(name)}-${index}.xsd`);
      const text = withRetired(standalone(schema), schema.getAttribute('targetNamespace'));
      writeFileSync(path, text);
      return { name, path, text };
    });
}

/**
 * TD1.5 is no more among the operations of its service, though most of its types still are. Its elements are put back as they were, over the
 * types that are left: a schema that has them, or none of the types, stays as it is.
 */
function withRetired(schema: string, namespace: string | null): string {
  const isTheirs =
    namespace === 'urn:si-dmp-patients' &&
    ['PatientAccessResponse', 'WebServiceResponse', 'otpChannelTypeEnum', 'actionTypeEnum'].every((type) => schema.includes(`name="${type}"`));
  if (!isTheirs || schema.includes('name="createPatientAccess"')) return schema;
  const end = schema.lastIndexOf('</');
  return `${schema.slice(0, end)}${RETIRED}${schema.slice(end)}`;
}
const parts = (...elements: readonly (readonly [name: string, type: string])[]): string =>
  elements.map(([name, type]) => `<x:element form="qualified" minOccurs="0" name="${name}" type="${type}"/>`).join('');
const operation = (name: string, request: string, answer: string): string => `
  <x:element xmlns:x="${XSD}" xmlns:d="urn:si-dmp-patients" name="${name}"><x:complexType><x:sequence>${request}</x:sequence></x:complexType></x:element>
  <x:element xmlns:x="${XSD}" xmlns:d="urn:si-dmp-patients" name="${name}Response"><x:complexType><x:sequence>${parts(['output', answer])}</x:sequence></x:complexType></x:element>`;
const CHANNEL = [
  ['type', 'd:otpChannelTypeEnum'],
  ['canal', 'x:string'],
] as const;
const RETIRED = [
  operation('createPatientAccess', parts(...CHANNEL), 'd:PatientAccessResponse'),
  operation('patientOTPUpdate', parts(...CHANNEL, ['action', 'd:actionTypeEnum']), 'd:WebServiceResponse'),
  operation('updatePatientAccess', '', 'd:PatientAccessResponse'),
].join('');

/** Newer edition first; the variant for attachments sent apart last. */
const rank = (path: string): number => (path.includes(`${sep}NE2008${sep}`) ? 1 : 0) + (path.includes('MTOM') ? 2 : 0);

function declares(schema: string, name: string, namespace: string | null): boolean {
  const root = parse(schema)?.documentElement;
  if (root?.namespaceURI !== XSD || (root.getAttribute('targetNamespace') || null) !== namespace) return false;
  return elementsOf(root).some((child) => child.localName === 'element' && child.namespaceURI === XSD && child.getAttribute('name') === name);
}

function judge(path: string, file: string, library: SchemaLibrary, work: string): Verdict {
  const text = readFileSync(path, 'utf8');
  const root = parse(text)?.documentElement;
  const content = root?.localName === 'Envelope' && root.namespaceURI === SOAP ? elementsOf(root).find(({ localName }) => localName === 'Body') : undefined;
  const [body] = content ? elementsOf(content) : [];
  const signature = file.endsWith('-request.xml') ? verifyAssertion(path, root) : { word: '—', problems: [] };
  if (!body) return { file, body: '—', schema: '—', signature: signature.word, problems: ['pas une enveloppe SOAP 1.2', ...signature.problems] };
  const { schemas, problems } = body.localName === 'Fault' && body.namespaceURI === SOAP ? faultOf(body) : validate(body, library, work);
  return { file, body: body.localName, schema: schemas.join(', '), signature: signature.word, problems: [...problems, ...signature.problems] };
}

interface Validation {
  readonly schemas: readonly string[];
  readonly problems: readonly string[];
}

/** A fault has no schema of the DMP: it must have a code and a reason. */
function faultOf(fault: Element): Validation {
  const names = elementsOf(fault).map(({ localName }) => localName);
  return { schemas: ['faute SOAP'], problems: ['Code', 'Reason'].filter((name) => !names.includes(name)).map((name) => `faute sans ${name}`) };
}

/** A wrapper nobody has a schema for is judged by what it holds; a document carried in base64 is judged too. */
function validate(element: Element, library: SchemaLibrary, work: string): Validation {
  const schema = library.find(element);
  if (!schema) {
    const children = elementsOf(element);
    if (!children.some((child) => library.find(child))) return { schemas: ['—'], problems: [`aucun schéma pour ${element.localName}`] };
    return together(children.map((child) => validate(child, library, work)));
  }
  const file = join(work, 'body.xml');
  writeFileSync(file, standalone(element));
  const { status, stderr } = spawnSync('xmllint', ['--nonet', '--noout', '--schema', schema, file], { encoding: 'utf8' });
  const errors = stderr.split('\n').filter((line) => line.includes(' error :'));
  const problems = errors.length > 0 ? errors.map((line) => line.replace(file, element.localName)) : [stderr.trim()];
  const own = { schemas: [library.nameOf(schema)], problems: status === 0 ? [] : problems };
  return together([own, ...documentsIn(element).map((document) => validate(document, library, work))]);
}

const together = (parts: readonly Validation[]): Validation => ({
  schemas: parts.flatMap(({ schemas }) => schemas),
  problems: parts.flatMap(({ problems }) => problems),
});

/** XML documents that travel in base64 inside a submission. */
function documentsIn(element: Element): readonly Element[] {
  return Array.from(element.getElementsByTagNameNS('urn:ihe:iti:xds-b:2007', 'Document')).flatMap((carrier) => {
    const text = Buffer.from(carrier.textContent ?? '', 'base64').toString('utf8');
    const root = text.trimStart().startsWith('<') ? parse(text)?.documentElement : undefined;
    return root ? [root] : [];
  });
}

/** The element alone, with the prefixes its ancestors have declared: values such as `xsi:type` need them too. */
function standalone(element: Element): string {
  const copy = element.cloneNode(true) as Element;
  for (let ancestor = element.parentNode as Element | null; ancestor?.attributes; ancestor = ancestor.parentNode as Element | null) {
    for (const { name, namespaceURI, value } of Array.from(ancestor.attributes)) {
      if (namespaceURI === XMLNS && name !== 'xmlns' && !copy.hasAttribute(name)) copy.setAttributeNS(XMLNS, name, value);
    }
  }
  return new XMLSerializer().serializeToString(copy);
}

/** The file as it is: its bytes are what was signed. The test authorities are nobody's: the certificate is not judged. */
function verifyAssertion(path: string, root: Element | undefined): { readonly word: string; readonly problems: readonly string[] } {
  if (!root?.getElementsByTagNameNS(SAML, 'Assertion').length) return { word: 'absente', problems: ['aucune assertion'] };
  const { status } = spawnSync('xmlsec1', ['--verify', '--insecure', '--id-attr:ID', `${SAML}:Assertion`, path]);
  return status === 0 ? { word: 'vérifiée', problems: [] } : { word: 'fausse', problems: ['la signature de l’assertion ne se vérifie pas'] };
}

function print(verdicts: readonly Verdict[]): void {
  const rows = verdicts.map(({ file, body, schema, signature, problems }) => [file, body, schema, signature, problems.length > 0 ? 'invalide' : 'valide']);
  const table = [['Fichier', 'Corps', 'Schéma', 'Signature', 'Verdict'], ...rows];
  const widths = (table[0] ?? []).map((_, column) => Math.max(...table.map((row) => row[column]?.length ?? 0)));
  for (const row of table)
    console.log(
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join('  ')
        .trimEnd(),
    );
  for (const { file, problems } of verdicts) for (const problem of problems) console.log(`${file} : ${problem}`);
  const invalid = verdicts.filter(({ problems }) => problems.length > 0).length;
  console.log(`${plural(verdicts.length - invalid, 'valide')}, ${plural(invalid, 'invalide')}`);
}
const plural = (count: number, word: string): string => `${count} ${word}${count > 1 ? 's' : ''}`;

/** `undefined` when it is not XML. */
function parse(text: string): Document | undefined {
  let isWrong = false;
  const note = () => {
    isWrong = true;
  };
  try {
    const document = new DOMParser({ errorHandler: { warning: () => {}, error: note, fatalError: note } }).parseFromString(text, 'text/xml');
    return isWrong || !document?.documentElement ? undefined : document;
  } catch {
    return undefined;
  }
}

const elementsOf = (node: Element): Element[] => Array.from(node.childNodes).filter((child): child is Element => child.nodeType === 1);

try {
  process.exitCode = main();
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  console.error(error.message);
  process.exitCode = 2;
}
