import { createHash } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { readPackage } from '../../../../reference/dmp-simulator/mime-package.js';
import type { Asker } from '../simulator-bench.js';
import { ask, type Breaks, type Call, type HttpAnswer } from '../td02-request.js';
import { type DocumentBench, INS_OID, PATIENT, registryAnswer, startDocumentBench } from './document-bench.js';
import { changeEntry, changeStatus, cx, entriesIn, find, hiddenAs, list, query, referencesIn, retrieve, STATUS, uniqueIdsIn } from './registry-requests.js';
import { type Draft, NURSE, writeCda } from './submission-request.js';

let bench: DocumentBench;
beforeAll(async () => {
  bench = await startDocumentBench();
});
afterEach(() => bench.simulator.state.reset());
afterAll(() => bench.close());

function call(asked: Call, as: Asker = 'nurse', breaks: Breaks = {}): Promise<HttpAnswer> {
  const { card, question } = bench.asker(as);
  return ask({ ...question, call: asked }, card, bench.trusted, breaks);
}
const search = async (more: Readonly<Record<string, string>> = {}, as?: Asker): Promise<readonly string[]> =>
  uniqueIdsIn((await call(find(PATIENT, more), as)).body);
const entry = (uniqueId: string) => bench.simulator.state.documents.entryByUniqueId(uniqueId);
const byUniqueId = (uniqueId: string): Readonly<Record<string, string>> => ({ $XDSDocumentEntryUniqueId: list(uniqueId) });
const authorise = (status: 'VALIDE' | 'NON_EXISTE'): void => {
  const { state } = bench.simulator;
  const record = state.findRecord(PATIENT, INS_OID);
  if (record) state.putRecord({ ...record, authorisations: { '*': { status, since: '', lastAction: '' } } });
};
const nextVersion = (sent: Draft): Partial<Draft> => ({
  version: 2,
  versionsId: sent.versionsId,
  replaces: { uniqueId: sent.uniqueId, entryUuid: entry(sent.uniqueId)?.entryUuid ?? '' },
});
const sender = { matricule: PATIENT, person: NURSE };

describe('a search', () => {
  it('tells everything that was said of a document, and what the server adds', async () => {
    const sent = await bench.submitted();
    const { body } = await call(find(PATIENT));
    const [told] = entriesIn(body).filter((written) => written.includes(sent.uniqueId));
    expect(registryAnswer(body).status).toBe('Success');
    for (const part of [
      `lid="${entry(sent.uniqueId)?.lid}"`,
      `status="${STATUS.Approved}"`,
      '<VersionInfo versionName="1"/>',
      '<Slot name="repositoryUniqueId"><ValueList><Value>1.2.250.1.213.4.1.1.1.2</Value>',
      '<Slot name="creationTime"><ValueList><Value>20260105083000</Value>',
      'value="Fiche de suivi"',
      'nodeRepresentation="11506-3"',
      '<Value>899900021212^INFIRMIER0212^Léa^^^^^^&amp;1.2.250.1.71.4.2.1&amp;ISO^D^^^IDNPS</Value>',
    ])
      expect(told).toContain(part);
  });

  it('finds by class, type, author and time, each filter narrowing what the one before has left', async () => {
    const note = await bench.submitted();
    const report = await bench.submitted({ type: ['11488-4', '2.16.840.1.113883.6.1', 'CR de consultation'] }, 'physician');
    const documents = { $XDSDocumentEntryClassCode: list('10^^1.2.250.1.213.1.1.4.1') };
    const none: readonly string[] = [];
    expect(await search(documents)).toEqual([note.uniqueId, report.uniqueId]);
    expect(await search({ ...documents, $XDSDocumentEntryTypeCode: list('11488-4^^2.16.840.1.113883.6.1') })).toEqual([report.uniqueId]);
    expect(await search({ ...documents, $XDSDocumentEntryTypeCode: list('11488-4^^1.2.3') })).toEqual(none);
    expect(await search({ ...documents, $XDSDocumentEntryAuthorPerson: list('899900021212%') })).toEqual([note.uniqueId]);
    expect(await search({ ...documents, $XDSDocumentEntryCreationTimeFrom: '20260105083000', $XDSDocumentEntryCreationTimeTo: '2027' })).toHaveLength(2);
    expect(await search({ ...documents, $XDSDocumentEntryCreationTimeTo: '20260105083000' })).toEqual(none);
    expect(await search({ ...documents, $XDSDocumentEntryServiceStartTimeFrom: '20260105080001' })).toEqual(none);
  });

  it('shows what is masked to its author and to the treating physician alone', async () => {
    const masked = await bench.submitted({ confidentialities: ['N', 'MASQUE_PS'] });
    expect(await search({}, 'kine')).not.toContain(masked.uniqueId);
    expect(await search({}, 'nurse')).toContain(masked.uniqueId);
    expect(await search({}, 'physician')).not.toContain(masked.uniqueId);
    const record = bench.simulator.state.findRecord(PATIENT, INS_OID);
    if (record) bench.simulator.state.putRecord({ ...record, treatingPhysicians: ['899900001230'] });
    expect(await search({}, 'physician')).toContain(masked.uniqueId);
  });

  it('finds a set, what it holds and what ties them', async () => {
    const sent = await bench.submitted();
    const { entryUuid = '' } = entry(sent.uniqueId) ?? {};
    const sets = await call(query('findSets', { $XDSSubmissionSetPatientId: cx(PATIENT), $XDSSubmissionSetStatus: list(STATUS.Approved) }));
    expect(sets.body).toContain(sent.setId);
    const contents = await call(query('getSetAndContents', { $XDSSubmissionSetUniqueId: list(sent.setId) }));
    expect([uniqueIdsIn(contents.body).length, contents.body.match(/<Association /g)?.length]).toEqual([2, 3]);
    const associations = await call(query('getAssociations', { $uuid: list(entryUuid) }));
    expect(associations.body).toMatch(new RegExp(`AssociationType:HasMember" sourceObject="urn:uuid:[^"]*" targetObject="${entryUuid}"`));
    const both = await call(query('getDocumentsAndAssociations', byUniqueId(sent.uniqueId)));
    expect([uniqueIdsIn(both.body), both.body.includes('<Association ')]).toEqual([[sent.uniqueId], true]);
    expect((await call(query('getSets', { $uuid: list(entryUuid) }))).body).toContain(sent.setId);
    expect(
      registryAnswer(
        (
          await call(
            query('findByReference', {
              $XDSDocumentEntryPatientId: cx(PATIENT),
              $XDSDocumentEntryStatus: list(STATUS.Approved),
              $XDSDocumentEntryReferenceIdList: list('x'),
            }),
          )
        ).body,
      ).status,
    ).toBe('Success');
  });

  it('gives the reference of a document to who has written it, whether he may read the record or not', async () => {
    const sent = await bench.submitted();
    authorise('NON_EXISTE');
    const asked = query('getDocuments', byUniqueId(sent.uniqueId), 'ObjectRef');
    expect(referencesIn((await call(asked)).body)).toEqual([entry(sent.uniqueId)?.entryUuid]);
    expect(referencesIn((await call(asked, 'kine')).body)).toEqual([]);
    // The staff, of what its structure has written.
    expect(referencesIn((await call(asked, 'secretary')).body)).toEqual([entry(sent.uniqueId)?.entryUuid]);
    expect(registryAnswer((await call(find(PATIENT))).body)).toEqual({ status: 'Failure', codes: ['DMPAccessForbidden'] });
  });
});

describe('a retrieval', () => {
  it('brings documents byte for byte, in parts that are named by URL', async () => {
    const sent = await bench.submitted();
    const answer = await call(retrieve(sent.uniqueId, '1.2.3'));
    const parts = readPackage(String(answer.headers['content-type']), answer.bytes);
    const root = parts?.root?.body.toString() ?? '';
    expect(registryAnswer(root)).toEqual({ status: 'PartialSuccess', codes: ['XDSDocumentUniqueIdError'] });
    const [, cid = ''] = /href="cid:([^"]*)"/.exec(root) ?? [];
    expect(cid).toMatch(/@urn%3Aihe%3Aiti%3Axds-b%3A2007$/);
    const bytes = parts?.parts.find(({ contentId }) => contentId === decodeURIComponent(cid))?.body;
    expect(bytes?.toString()).toBe(writeCda(sent));
    expect(
      createHash('sha1')
        .update(bytes ?? '')
        .digest('hex'),
    ).toBe(entry(sent.uniqueId)?.hash);
  });

  it('is in parts also when there is nothing to bring', async () => {
    const answer = await call(retrieve('1.2.3'));
    const root = readPackage(String(answer.headers['content-type']), answer.bytes)?.root?.body.toString() ?? '';
    expect(registryAnswer(root)).toEqual({ status: 'Failure', codes: ['XDSDocumentUniqueIdError'] });
  });
});

describe('an update', () => {
  it('replaces a document: the former version is deprecated, and named no more by a search', async () => {
    const first = await bench.submitted();
    const second = await bench.submitted(nextVersion(first));
    expect([entry(first.uniqueId)?.status, entry(second.uniqueId)?.status]).toEqual(['Deprecated', 'Approved']);
    expect(await search()).not.toContain(first.uniqueId);
    expect(await search({ $XDSDocumentEntryStatus: list(STATUS.Deprecated) })).toEqual([first.uniqueId]);
    const { body } = await call(query('getAssociations', { $uuid: list(entry(first.uniqueId)?.entryUuid ?? '') }));
    expect(body).toContain(`AssociationType:RPLC" sourceObject="${entry(second.uniqueId)?.entryUuid}" targetObject="${entry(first.uniqueId)?.entryUuid}"`);
  });

  it('masks a document: its metadata have a new name and a new version, and the same lid', async () => {
    const sent = await bench.submitted({}, 'physician');
    const before = entry(sent.uniqueId);
    const written = entriesIn((await call(find(PATIENT))).body).find((one) => one.includes(sent.uniqueId)) ?? '';
    const { body } = await call(changeEntry(sender, hiddenAs('N', 'MASQUE_PS')(written), '1'));
    expect(registryAnswer(body), body).toEqual({ status: 'Success', codes: [] });
    const after = entry(sent.uniqueId);
    expect([after?.lid, after?.version, after?.confidentialities.map(({ code }) => code)]).toEqual([before?.lid, 2, ['N', 'MASQUE_PS']]);
    expect(after?.entryUuid).not.toBe(before?.entryUuid);
  });

  it('archives, takes back and deletes a document, and the versions it has replaced with it', async () => {
    const first = await bench.submitted();
    const second = await bench.submitted(nextVersion(first));
    const uuid = entry(second.uniqueId)?.entryUuid ?? '';
    for (const [from, to] of [
      ['Approved', 'Archived'],
      ['Archived', 'Approved'],
      ['Approved', 'Deleted'],
    ] as const) {
      const { body } = await call(changeStatus(sender, uuid, from, to));
      expect(registryAnswer(body), body).toEqual({ status: 'Success', codes: [] });
      expect(entry(second.uniqueId)?.status).toBe(to);
    }
    expect([entry(first.uniqueId)?.status, bench.simulator.state.documents.bytesOf(first.uniqueId)]).toEqual(['Deleted', undefined]);
    expect(await search()).toEqual(expect.not.arrayContaining([first.uniqueId, second.uniqueId]));
  });

  it('deletes what one has written without an authorisation to read, as the staff what its structure has', async () => {
    const [mine, ours] = [await bench.submitted(), await bench.submitted()];
    authorise('NON_EXISTE');
    const deleted = async (sent: Draft, as: Asker): Promise<string | undefined> =>
      registryAnswer((await call(changeStatus(sender, entry(sent.uniqueId)?.entryUuid ?? '', 'Approved', 'Deleted'), as)).body).status;
    expect([await deleted(mine, 'nurse'), await deleted(ours, 'secretary')]).toEqual(['Success', 'Success']);
  });
});

it('every access is in the history, the refused ones for rights too', async () => {
  const sent = await bench.submitted();
  await call(find(PATIENT));
  await call(retrieve(sent.uniqueId));
  authorise('NON_EXISTE');
  await call(find(PATIENT));
  expect(bench.simulator.state.traces.map(({ granted, what }) => [what, granted])).toEqual([
    ["Ajout d'un document", true],
    ['Recherche de documents', true],
    ["Consultation d'un document", true],
    ['Recherche de documents', false],
  ]);
});
