import type { Call } from '../td02-request.js';
import { INS_OID } from './document-bench.js';
import { association, newOid, type Person, slot, writeSet } from './submission-request.js';

/** Searches, retrievals and updates, written by hand. */

export const QUERIES = {
  findDocuments: '14d4debf-8f97-4251-9a74-a90016b0af0d',
  findByReference: '12941a89-e02e-4be5-967c-ce4bfc8fe492',
  findSets: 'f26abbcb-ac74-4422-8a30-edb644bbc1a9',
  getDocuments: '5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4',
  getAssociations: 'a7ae438b-4bc2-4642-93e9-be891f7bb155',
  getDocumentsAndAssociations: 'bab9529a-4a10-40b3-a01f-f68a615d247a',
  getSets: '51224314-5390-4169-9b91-b1980040715a',
  getSetAndContents: 'e8e3cb2c-e39c-46b9-99e4-c12f57260b83',
} as const;
export const STATUS = {
  Approved: 'urn:oasis:names:tc:ebxml-regrep:StatusType:Approved',
  Deprecated: 'urn:oasis:names:tc:ebxml-regrep:StatusType:Deprecated',
  Archived: 'urn:asip:ci-sis:2010:StatusType:Archived',
  Deleted: 'urn:asip:ci-sis:2010:StatusType:Deleted',
} as const;

export const cx = (matricule: string): string => `'${matricule}^^^&amp;${INS_OID}&amp;ISO^NH'`;
export const list = (...values: readonly string[]): string => `(${values.map((value) => `'${value}'`).join(',')})`;

export const query = (name: keyof typeof QUERIES, parameters: Readonly<Record<string, string>>, returnType = 'LeafClass'): Call => ({
  action: 'urn:ihe:iti:2007:RegistryStoredQuery',
  path: '/registry',
  body: [
    '<query:AdhocQueryRequest xmlns:query="urn:oasis:names:tc:ebxml-regrep:xsd:query:3.0" xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0">',
    `<query:ResponseOption returnComposedObjects="true" returnType="${returnType}"/><AdhocQuery id="urn:uuid:${QUERIES[name]}">`,
    ...Object.entries(parameters).map(([parameter, value]) => slot(parameter, value)),
    '</AdhocQuery></query:AdhocQueryRequest>',
  ].join(''),
});
export const find = (matricule: string, more: Readonly<Record<string, string>> = {}, returnType?: string): Call =>
  query('findDocuments', { $XDSDocumentEntryPatientId: cx(matricule), $XDSDocumentEntryStatus: list(STATUS.Approved), ...more }, returnType);

export const retrieve = (...uniqueIds: readonly string[]): Call => ({
  action: 'urn:ihe:iti:2007:RetrieveDocumentSet',
  path: '/repository',
  body: `<RetrieveDocumentSetRequest xmlns="urn:ihe:iti:xds-b:2007">${uniqueIds
    .map(
      (id) => `<DocumentRequest><RepositoryUniqueId>1.2.250.1.213.4.1.1.1.2</RepositoryUniqueId><DocumentUniqueId>${id}</DocumentUniqueId></DocumentRequest>`,
    )
    .join('')}</RetrieveDocumentSetRequest>`,
});

const update = (objects: string): Call => ({
  action: 'urn:ihe:iti:2010:UpdateDocumentSet',
  path: '/registry',
  body: `<lcm:SubmitObjectsRequest xmlns:lcm="urn:oasis:names:tc:ebxml-regrep:xsd:lcm:3.0" xmlns="urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0"><RegistryObjectList>${objects}</RegistryObjectList></lcm:SubmitObjectsRequest>`,
});

interface Sender {
  readonly matricule: string;
  readonly person: Person;
  /** Of the submission set. */
  readonly setId?: string;
}
const set = ({ matricule, person, setId = newOid() }: Sender): string => writeSet({ matricule, person, setId });

export const changeStatus = (sender: Sender, entryUuid: string, from: keyof typeof STATUS, to: keyof typeof STATUS): Call =>
  update(
    set(sender) +
      association(
        'as1',
        'ihe:iti:2010:AssociationType:UpdateAvailabilityStatus',
        'SubmissionSet01',
        entryUuid,
        slot('OriginalStatus', STATUS[from]),
        slot('NewStatus', STATUS[to]),
      ),
  );

/** `entry`: the object as a search gave it, with the confidentialities it is to have. */
export function changeEntry(sender: Sender, entry: string, version: string): Call {
  const [, id = '', lid] = /<ExtrinsicObject id="([^"]*)" lid="([^"]*)"/.exec(entry) ?? [];
  const own = entry.replaceAll(`"${id}"`, '"Document01"').replace(/lid="[^"]*"/, `lid="${lid}"`);
  const member = association(
    'as1',
    'oasis:names:tc:ebxml-regrep:AssociationType:HasMember',
    'SubmissionSet01',
    'Document01',
    slot('SubmissionSetStatus', 'Original'),
    slot('PreviousVersion', version),
  );
  return update(set(sender) + own + member);
}

/** The entries of an answer, as they are written. */
export const entriesIn = (body: string): readonly string[] => body.match(/<ExtrinsicObject .*?<\/ExtrinsicObject>/g) ?? [];
export const uniqueIdsIn = (body: string): readonly string[] =>
  entriesIn(body).map((entry) => /urn:uuid:2e82c1f6-a085-4c72-9da3-8640a32e42ab" value="([^"]*)"/.exec(entry)?.[1] ?? '');
export const referencesIn = (body: string): readonly string[] => [...body.matchAll(/<ObjectRef id="([^"]*)"/g)].map(([, id]) => id ?? '');

/** A document is hidden so, in place of what it was. */
export const hiddenAs =
  (...codes: readonly string[]) =>
  (entry: string): string => {
    const [first = ''] = entry.match(/<Classification [^>]*f4f85eac.*?<\/Classification>/) ?? [];
    const others = entry.replace(/<Classification [^>]*f4f85eac.*?<\/Classification>/g, '');
    const written = codes.map((code, index) =>
      first
        .replace(/ id="[^"]*"/, ` id="conf${index}"`)
        .replace(/nodeRepresentation="[^"]*"/, `nodeRepresentation="${code}"`)
        .replace(/(<Value>)[^<]*/, `$1${code === 'N' ? '2.16.840.1.113883.5.25' : '1.2.250.1.213.1.1.4.13'}`),
    );
    return others.replace(/(<\/VersionInfo>|<VersionInfo [^>]*\/>)/, `$1${written.join('')}`);
  };
