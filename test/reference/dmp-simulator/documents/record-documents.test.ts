import { appendFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { DmpState } from '../../../../reference/dmp-simulator/dmp-state.js';
import type { DocumentChange, DocumentEntry, EntryAuthor, SubmissionSet } from '../../../../reference/dmp-simulator/documents/document-model.js';
import { RecordDocuments } from '../../../../reference/dmp-simulator/documents/record-documents.js';

const PATIENT = { matricule: '255069999999934', insOid: '1.2.250.1.213.1.4.10' };
const OTHER = { matricule: '173089999900138', insOid: '1.2.250.1.213.1.4.10' };
const CODE = { code: '10', system: '1.2', display: 'Compte rendu' };
const AUTHOR: EntryAuthor = { persons: ['1^NOM^Prénom'], institutions: [], roles: [], specialities: [] };
const BYTES = Buffer.from('<ClinicalDocument/>');

const entry = (uniqueId: string, changes: Partial<DocumentEntry> = {}): DocumentEntry => ({
  lid: `lid ${uniqueId}`,
  entryUuid: `lid ${uniqueId}`,
  version: 1,
  status: 'Approved',
  uniqueId,
  patient: PATIENT,
  mimeType: 'text/xml',
  title: 'Fiche',
  languageCode: 'fr-FR',
  creationTime: '20260105083000',
  serviceStartTime: '20260105',
  legalAuthenticator: '1^NOM^Prénom',
  sourcePatientId: 'x',
  sourcePatientInfo: [],
  referenceIds: [],
  hash: 'x',
  size: BYTES.length,
  authors: [AUTHOR],
  classCode: CODE,
  typeCode: CODE,
  formatCode: CODE,
  facility: CODE,
  practice: CODE,
  events: [],
  confidentialities: [CODE],
  ...changes,
});
const set = (entryUuid: string): SubmissionSet => ({
  entryUuid,
  uniqueId: `unique ${entryUuid}`,
  patient: PATIENT,
  sourceId: '1.2',
  submissionTime: '20260105083000',
  contentType: CODE,
  author: AUTHOR,
});
const sent = (name: string, entries: readonly DocumentEntry[], changes: Partial<DocumentChange> = {}): DocumentChange => ({
  set: set(name),
  entries,
  associations: entries.map(({ lid }) => ({ id: `${name} ${lid}`, type: 'HasMember', source: name, target: lid })),
  bytes: new Map(entries.map(({ uniqueId }) => [uniqueId, BYTES])),
  ...changes,
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'passerelle-documents-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const places = ['in memory', 'in a folder'] as const;
const made = (place: (typeof places)[number]): RecordDocuments => new RecordDocuments(place === 'in memory' ? undefined : join(folder, 'documents'));

it.each(places)('keeps what was sent, %s', (place) => {
  const documents = made(place);
  documents.commit(sent('set', [entry('1.2.3'), entry('1.2.4')]));
  expect(documents.entriesOf(PATIENT).map(({ uniqueId }) => uniqueId)).toEqual(['1.2.3', '1.2.4']);
  expect([documents.entriesOf(OTHER), documents.setsOf(PATIENT), documents.set('set')]).toEqual([[], [set('set')], set('set')]);
  expect([documents.bytesOf('1.2.3'), documents.bytesOf('1.2.5')]).toEqual([BYTES, undefined]);
  expect(documents.associationsOf('set').map(({ target }) => target)).toEqual(['lid 1.2.3', 'lid 1.2.4']);
});

it.each(places)('knows an entry by the name its metadata have now, and by its lid for ever, %s', (place) => {
  const documents = made(place);
  documents.commit(sent('set', [entry('1.2.3')]));
  documents.commit(sent('update', [entry('1.2.3', { entryUuid: 'new', version: 2 })], { bytes: new Map() }));
  expect([documents.entryByUuid('lid 1.2.3'), documents.entryByUuid('new')?.version, documents.entry('lid 1.2.3')?.version]).toEqual([undefined, 2, 2]);
  expect([documents.entriesOf(PATIENT).length, documents.bytesOf('1.2.3')]).toEqual([1, BYTES]);
});

it.each(places)('tells the versions whose place a document took, and forgets the bytes of what was deleted, %s', (place) => {
  const documents = made(place);
  const replaces = (lid: string, former: string) => ({ id: lid, type: 'RPLC', source: lid, target: former }) as const;
  documents.commit(sent('1', [entry('1.2.1')]));
  documents.commit(sent('2', [entry('1.2.2')], { associations: [replaces('lid 1.2.2', 'lid 1.2.1')] }));
  documents.commit(sent('3', [entry('1.2.3')], { associations: [replaces('lid 1.2.3', 'lid 1.2.2')] }));
  expect(documents.formerVersionsOf(entry('1.2.3')).map(({ uniqueId }) => uniqueId)).toEqual(['1.2.2', '1.2.1']);
  documents.commit(sent('4', [entry('1.2.1', { status: 'Deleted' })], { bytes: new Map() }));
  expect([documents.entryByUniqueId('1.2.1')?.status, documents.bytesOf('1.2.1')]).toEqual(['Deleted', undefined]);
  expect(existsSync(join(folder, 'documents/1.2.1'))).toBe(false);
});

it('is there again after a restart, and what was half written when the process was killed is not', () => {
  made('in a folder').commit(sent('set', [entry('1.2.3')]));
  appendFileSync(join(folder, 'documents/changes.jsonl'), '{"set":{"entryUuid":"half"');
  const restarted = made('in a folder');
  restarted.commit(sent('next', [entry('1.2.4')]));
  const last = made('in a folder');
  expect(last.entriesOf(PATIENT)).toEqual([entry('1.2.3'), entry('1.2.4')]);
  expect([last.set('half'), last.bytesOf('1.2.4')]).toEqual([undefined, BYTES]);
});

it('belongs to its scenario, and goes with a reset', () => {
  const state = new DmpState(folder);
  state.documents.commit(sent('set', [entry('1.2.3')]));
  state.play('allAuthorised');
  expect(state.documents.entriesOf(PATIENT)).toEqual([]);
  state.documents.commit(sent('set', [entry('1.2.4')]));
  state.play('demonstration');
  expect(state.documents.entriesOf(PATIENT).length).toBe(1);
  expect(new DmpState(folder, { scenario: 'allAuthorised' }).documents.bytesOf('1.2.4')).toEqual(BYTES);
  state.reset();
  expect([state.documents.entriesOf(PATIENT), new DmpState(folder, { scenario: 'allAuthorised' }).documents.entriesOf(PATIENT)]).toEqual([[], []]);
});
