import { keyOf } from '../kept-record.js';
import type { World } from '../rule.js';
import { type Association, type Coded, type DocumentEntry, type EntryAuthor, STATUSES, type SubmissionSet } from './document-model.js';
import type { RecordDocuments } from './record-documents.js';
import type { StoredQuery } from './stored-query.js';

/** What a query finds, before it is asked who may see it. */
export interface Found {
  readonly entries?: readonly DocumentEntry[];
  readonly sets?: readonly SubmissionSet[];
  readonly associations?: readonly Association[];
}

export interface QueryKind {
  readonly name: string;
  readonly required: readonly string[];
  /** One of them, and no other. */
  readonly oneOf?: readonly string[];
  readonly optional?: readonly string[];
  find(query: StoredQuery, documents: RecordDocuments, world: World): Found;
}

const ENTRY = '$XDSDocumentEntry';
const SET = '$XDSSubmissionSet';
const CODES: Readonly<Record<string, (entry: DocumentEntry) => readonly Coded[]>> = {
  [`${ENTRY}ClassCode`]: ({ classCode }) => [classCode],
  [`${ENTRY}TypeCode`]: ({ typeCode }) => [typeCode],
  [`${ENTRY}FormatCode`]: ({ formatCode }) => [formatCode],
  [`${ENTRY}PracticeSettingCode`]: ({ practice }) => [practice],
  [`${ENTRY}HealthcareFacilityTypeCode`]: ({ facility }) => [facility],
  [`${ENTRY}EventCodeList`]: ({ events }) => events,
  [`${ENTRY}ConfidentialityCode`]: ({ confidentialities }) => confidentialities,
};
const TIMES: Readonly<Record<string, (entry: DocumentEntry) => string | undefined>> = {
  [`${ENTRY}CreationTime`]: ({ creationTime }) => creationTime,
  [`${ENTRY}ServiceStartTime`]: ({ serviceStartTime }) => serviceStartTime,
  [`${ENTRY}ServiceStopTime`]: ({ serviceStopTime }) => serviceStopTime,
};
const ends = (name: string): readonly string[] => [`${name}From`, `${name}To`];
const DOCUMENT_FILTERS = [...Object.keys(CODES), ...Object.keys(TIMES).flatMap(ends), `${ENTRY}AuthorPerson`];
const BY_ENTRY = [`${ENTRY}EntryUUID`, `${ENTRY}UniqueId`];

/** The stored queries of §12 of the protocol, by their ids. */
export const STORED_QUERIES: Readonly<Record<string, QueryKind>> = {
  'urn:uuid:14d4debf-8f97-4251-9a74-a90016b0af0d': {
    name: 'FindDocuments',
    required: [`${ENTRY}PatientId`, `${ENTRY}Status`],
    optional: DOCUMENT_FILTERS,
    find: (query, documents) => ({ entries: foundIn(query, documents) }),
  },
  'urn:uuid:12941a89-e02e-4be5-967c-ce4bfc8fe492': {
    name: 'FindDocumentsByReferenceId',
    required: [`${ENTRY}PatientId`, `${ENTRY}Status`, `${ENTRY}ReferenceIdList`],
    optional: DOCUMENT_FILTERS,
    find: (query, documents) => ({
      entries: foundIn(query, documents).filter(({ referenceIds }) =>
        query.lists(`${ENTRY}ReferenceIdList`).every((list) => list.some((pattern) => referenceIds.some((id) => isLike(id, pattern)))),
      ),
    }),
  },
  'urn:uuid:f26abbcb-ac74-4422-8a30-edb644bbc1a9': {
    name: 'FindSubmissionSets',
    required: [`${SET}PatientId`, `${SET}Status`],
    optional: [...ends(`${SET}SubmissionTime`), `${SET}ContentType`, `${SET}AuthorPerson`, `${SET}SourceId`],
    find: (query, documents) => ({ sets: setsIn(query, documents) }),
  },
  'urn:uuid:5c4f972b-d56b-40ac-a5fc-c8ca9b40b9d4': {
    name: 'GetDocuments',
    required: [],
    oneOf: BY_ENTRY,
    find: (query, documents) => ({ entries: namedIn(query, documents) }),
  },
  'urn:uuid:a7ae438b-4bc2-4642-93e9-be891f7bb155': {
    name: 'GetAssociations',
    required: ['$uuid'],
    find: (query, documents) => ({
      associations: unique(query.values('$uuid').flatMap((uuid) => documents.associationsOf(documents.entryByUuid(uuid)?.lid ?? uuid))),
    }),
  },
  'urn:uuid:bab9529a-4a10-40b3-a01f-f68a615d247a': {
    name: 'GetDocumentsAndAssociations',
    required: [],
    oneOf: BY_ENTRY,
    find(query, documents) {
      const entries = namedIn(query, documents);
      return { entries, associations: unique(entries.flatMap(({ lid }) => documents.associationsOf(lid))) };
    },
  },
  'urn:uuid:51224314-5390-4169-9b91-b1980040715a': {
    name: 'GetSubmissionSets',
    required: ['$uuid'],
    find(query, documents) {
      const lids = query.values('$uuid').flatMap((uuid) => documents.entryByUuid(uuid)?.lid ?? []);
      const associations = unique(lids.flatMap((lid) => documents.associationsOf(lid)).filter(({ type }) => type === 'HasMember'));
      return { associations, sets: unique(associations.flatMap(({ source }) => documents.set(source) ?? [])) };
    },
  },
  'urn:uuid:e8e3cb2c-e39c-46b9-99e4-c12f57260b83': {
    name: 'GetSubmissionSetAndContents',
    required: [],
    oneOf: [`${SET}EntryUUID`, `${SET}UniqueId`],
    find(query, documents) {
      const byUuid = query.values(`${SET}EntryUUID`).flatMap((uuid) => documents.set(uuid) ?? []);
      const sets = [...byUuid, ...query.values(`${SET}UniqueId`).flatMap((id) => documents.setByUniqueId(id) ?? [])];
      const associations = unique(sets.flatMap(({ entryUuid }) => documents.associationsOf(entryUuid)));
      return { sets, associations, entries: unique(associations.flatMap(({ target }) => documents.entry(target) ?? [])) };
    },
  },
};

function foundIn(query: StoredQuery, documents: RecordDocuments): readonly DocumentEntry[] {
  const { resource } = query.vihf;
  const statuses = query.values(`${ENTRY}Status`);
  const keeps = (entry: DocumentEntry): boolean =>
    statuses.includes(STATUSES[entry.status]) &&
    Object.entries(CODES).every(([name, codesOf]) =>
      query.lists(name).every((list) => list.some((asked) => codesOf(entry).some((code) => asked === `${code.code}^^${code.system}`))),
    ) &&
    Object.entries(TIMES).every(([name, timeOf]) => isBetween(timeOf(entry), query, name)) &&
    isByOneOf(entry.authors, query.lists(`${ENTRY}AuthorPerson`));
  return resource ? documents.entriesOf(resource).filter(keeps) : [];
}

function setsIn(query: StoredQuery, documents: RecordDocuments): readonly SubmissionSet[] {
  const { resource } = query.vihf;
  const codes = query.lists(`${SET}ContentType`);
  const sources = query.values(`${SET}SourceId`);
  const keeps = (set: SubmissionSet): boolean =>
    query.values(`${SET}Status`).includes(STATUSES.Approved) &&
    codes.every((list) => list.includes(`${set.contentType.code}^^${set.contentType.system}`)) &&
    (sources.length === 0 || sources.includes(set.sourceId)) &&
    isBetween(set.submissionTime, query, `${SET}SubmissionTime`) &&
    isByOneOf([set.author], query.lists(`${SET}AuthorPerson`));
  return resource ? documents.setsOf(resource).filter(keeps) : [];
}

/** Of the patient of the VIHF alone: of another nobody is told. */
function namedIn(query: StoredQuery, documents: RecordDocuments): readonly DocumentEntry[] {
  const { resource } = query.vihf;
  const entries = [
    ...query.values(`${ENTRY}EntryUUID`).flatMap((uuid) => documents.entryByUuid(uuid) ?? []),
    ...query.values(`${ENTRY}UniqueId`).flatMap((id) => documents.entryByUniqueId(id) ?? []),
  ];
  return unique(entries.filter(({ patient }) => resource && keyOf(patient) === keyOf(resource)));
}

/** From on, and before to (IHE ITI TF-2a 3.18.4.1.2.3.7.1). */
function isBetween(time: string | undefined, query: StoredQuery, name: string): boolean {
  const [from, to] = ends(name).map((end) => query.values(end)[0]?.padEnd(14, '0'));
  const at = time?.padEnd(14, '0');
  return (from === undefined || (at !== undefined && at >= from)) && (to === undefined || (at !== undefined && at < to));
}

const isByOneOf = (authors: readonly EntryAuthor[], lists: readonly (readonly string[])[]): boolean =>
  lists.every((list) => list.some((pattern) => authors.some(({ persons }) => persons.some((person) => isLike(person, pattern)))));

/** `%` stands for anything, `_` for one character. */
function isLike(value: string, pattern: string): boolean {
  const written = pattern
    .replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')
    .replaceAll('%', '.*')
    .replaceAll('_', '.');
  return new RegExp(`^${written}$`, 'su').test(value);
}

const unique = <T>(values: readonly T[]): readonly T[] => [...new Set(values)];
