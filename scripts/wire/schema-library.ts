import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, sep } from 'node:path';
import { elementsOf, parse, standalone } from './dom.js';

const XSD = 'http://www.w3.org/2001/XMLSchema';

interface SchemaFile {
  readonly path: string;
  readonly text: string;
  /** For people. */
  readonly name: string;
}

/** The schema files below a folder, and the schemas inside its WSDL files, by the root elements they declare. */
export class SchemaLibrary {
  private readonly files: readonly SchemaFile[];
  readonly isEmpty: boolean;
  private readonly known = new Map<string, string | undefined>();

  constructor(folder: string, work: string) {
    const found = readdirSync(folder, { recursive: true, encoding: 'utf8' }).sort();
    const files = found
      .filter((name) => name.endsWith('.xsd'))
      .map((name) => ({ name, path: join(folder, name), text: readFileSync(join(folder, name), 'utf8') }))
      .sort((one, other) => rank(one.path) - rank(other.path));
    const described = found.filter((name) => name.endsWith('.wsdl')).flatMap((name) => schemasIn(readFileSync(join(folder, name), 'utf8'), name, work));
    this.files = [...files, ...described];
    this.isEmpty = files.length === 0;
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
