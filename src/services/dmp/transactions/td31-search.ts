import type { QualifiedPatient } from '../../../api/patient.js';
import { PluginError } from '../../../api/plugin-error.js';
import type { DocumentQuery, EntryStatus } from '../../document-gateway.js';
import { documentClass } from '../coded.js';
import type { Transaction, TransactionRequest } from '../transaction.js';
import { cx } from '../xds/hl7-strings.js';
import { slot } from '../xds/registry-object.js';
import { needSuccess } from '../xds/registry-response.js';
import { STATUSES } from '../xds/stored-entry.js';
import { RIM } from '../xds/submission.js';
import { type Xml, xml } from '../xml.js';
import type { XmlNode } from '../xml-node.js';

const REGISTRY = { action: 'urn:ihe:iti:2007:RegistryStoredQuery', path: '/registry', kind: 'read' } as const;
const FIND_DOCUMENTS = '14d4debf-8f97-4251-9a74-a90016b0af0d';
const GET_DOCUMENTS = '5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4';

/** TD3.1: the entries (`ExtrinsicObject`) of a record, FindDocuments. */
export const td31Search: Transaction<{ readonly patient: QualifiedPatient; readonly query: DocumentQuery }, readonly XmlNode[]> = {
  ...REGISTRY,
  td: 'TD3.1',
  build: ({ patient, query: { classCodes, statuses = ['approved'] } }) =>
    storedQuery(FIND_DOCUMENTS, 'LeafClass', [
      slot('$XDSDocumentEntryPatientId', `'${cx(patient.identity)}'`),
      slot('$XDSDocumentEntryStatus', listed(statuses.map((status: EntryStatus) => STATUSES[status]))),
      ...(classCodes ? [slot('$XDSDocumentEntryClassCode', listed(classCodes.map((code) => `${code}^^${documentClass(code).system}`)))] : []),
    ]),
  parse: (answer) => objects(answer, 'ExtrinsicObject'),
};

/** TD3.1, the whole entry of one document; none: the record does not show it. */
export const td31Entry: Transaction<OneDocument, XmlNode | undefined> = {
  ...REGISTRY,
  td: 'TD3.1',
  build: ({ uniqueId }) => storedQuery(GET_DOCUMENTS, 'LeafClass', [slot('$XDSDocumentEntryUniqueId', listed([uniqueId]))]),
  parse: (answer) => single(objects(answer, 'ExtrinsicObject')),
};

/** TD3.1b: the `entryUUID` of one's own document. */
export const td31Own: Transaction<OneDocument, string | undefined> = {
  ...REGISTRY,
  td: 'TD3.1b',
  build: ({ uniqueId }) => storedQuery(GET_DOCUMENTS, 'ObjectRef', [slot('$XDSDocumentEntryUniqueId', listed([uniqueId]))]),
  parse: (answer) => single(objects(answer, 'ObjectRef'))?.attr('id'),
};

interface OneDocument extends TransactionRequest {
  readonly patient: QualifiedPatient;
  readonly uniqueId: string;
}

const storedQuery = (id: string, returns: 'LeafClass' | 'ObjectRef', slots: readonly Xml[]): Xml => xml`
  <query:AdhocQueryRequest xmlns="${RIM}" xmlns:query="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0">
    <query:ResponseOption returnComposedObjects="true" returnType="${returns}"/>
    <AdhocQuery id="urn:uuid:${id}">${slots}</AdhocQuery>
  </query:AdhocQueryRequest>`;

const listed = (values: readonly string[]): string => `(${values.map((value) => `'${value}'`).join(',')})`;

const objects = (answer: XmlNode, name: string): readonly XmlNode[] => needSuccess(answer, 'AdhocQueryResponse').all(`RegistryObjectList/${name}`);

/** Several for one uniqueId would be several versions of its metadata: which one is meant nobody can say. @throws PluginError `dmp.unreadable` */
function single(nodes: readonly XmlNode[]): XmlNode | undefined {
  if (nodes.length > 1) throw new PluginError('dmp.unreadable');
  return nodes[0];
}
