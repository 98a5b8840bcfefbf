import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { PARAMETER_FILE } from '../../../../reference/dmp-simulator/parameter-file.js';
import { startSimulator } from '../../../../reference/dmp-simulator/simulator.js';
import { ask } from '../td02-request.js';
import { type DocumentBench, INS_OID, PATIENT, registryAnswer, startDocumentBench } from './document-bench.js';
import { find, retrieve } from './registry-requests.js';
import { KINE, NURSE, PDF, writeCda } from './submission-request.js';

let bench: DocumentBench;
beforeAll(async () => {
  bench = await startDocumentBench({ withData: true, wireLogFolder: undefined });
});
afterEach(() => bench.simulator.state.reset());
afterAll(() => bench.close());

const kept = () => bench.simulator.state.documents.entriesOf({ matricule: PATIENT, insOid: INS_OID });
const search = () => ask({ ...bench.question, call: find(PATIENT) }, bench.nurse, bench.trusted);

it('keeps a document and the signature of its set, through a restart too', async () => {
  const sent = await bench.submitted();
  expect(kept().map(({ status, version }) => [status, version])).toEqual([
    ['Approved', 1],
    ['Approved', 1],
  ]);
  const restarted = await startSimulator({ pkiFolder: bench.pki.folder, dataFolder: join(bench.folder, 'data') });
  expect(restarted.state.documents.bytesOf(sent.uniqueId)?.toString()).toBe(writeCda(sent));
  expect(restarted.state.documents.entriesOf({ matricule: PATIENT, insOid: INS_OID })).toEqual(kept());
  await restarted.close();
});

it('takes what a member of the staff sends for a professional of her structure (TD2.2)', async () => {
  const sent = await bench.submitted({ author: NURSE }, 'secretary');
  expect(bench.simulator.state.documents.entryByUniqueId(sent.uniqueId)?.authors[0]?.persons[0]).toMatch(/^899900021212\^/);
});

it('refuses a set the staff sends in the name of another structure, and what a professional sends in the name of another (TD2.2)', async () => {
  const { structureId, structureName } = KINE;
  const elsewhere = bench.draft({ author: { ...NURSE, structureId, structureName } }, 'secretary');
  expect(registryAnswer((await bench.submit(elsewhere, { as: 'secretary' })).body)).toEqual({ status: 'Failure', codes: ['XDSRegistryMetadataError'] });
  expect(bench.simulator.refusals.at(-1)).toBe('staff sends for its structure');
  const ofAnother = bench.draft({ person: KINE, author: KINE });
  expect(registryAnswer((await bench.submit(ofAnother)).body)).toEqual({ status: 'Failure', codes: ['XDSRegistryMetadataError'] });
  expect(bench.simulator.refusals.at(-1)).toBe('who sends is the author');
  expect(kept()).toEqual([]);
});

it('takes a document whoever may read the record, and none in a closed one', async () => {
  const { state } = bench.simulator;
  const record = state.findRecord(PATIENT, INS_OID);
  if (!record) throw new Error('no record');
  state.putRecord({ ...record, authorisations: { '*': { status: 'INTERDIT', since: '', lastAction: '' } } });
  await bench.submitted();
  await bench.submitted({ author: NURSE }, 'secretary');
  state.putRecord({ ...record, status: 'terminated', closing: { date: '2026-01-15', reason: 'FERMETURE_DEMANDE_PATIENT' } });
  expect(registryAnswer((await bench.submit(bench.draft())).body)).toEqual({ status: 'Failure', codes: ['DMPClosed'] });
});

it('obeys the parameter file: minors, their age, and what may be hidden from both', async () => {
  const { controls } = bench.simulator.state;
  const told = async (): Promise<string> => (await fetch(bench.simulator.webBaseUrl + PARAMETER_FILE)).text();
  expect(await told()).toContain('<cumul-invisible_patient-masque_ps>false</cumul-invisible_patient-masque_ps>');
  const turned = await fetch(`${bench.simulator.webBaseUrl}/controle`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ hiddenFromBoth: true, ageOfMajority: 120 }),
  });
  expect([turned.status, controls.hiddenFromBoth]).toEqual([200, true]);
  expect(await told()).toMatch(/<age-majorite>120<.*<cumul-invisible_patient-masque_ps>true</);
  await bench.submitted({ confidentialities: ['N', 'MASQUE_PS', 'INVISIBLE_PATIENT'] });
  await bench.submitted({ confidentialities: ['N', 'INVISIBLE_REPRESENTANTS_LEGAUX'] });
  controls.minorsManaged = false;
  const refused = await bench.submit(bench.draft({ confidentialities: ['N', 'INVISIBLE_REPRESENTANTS_LEGAUX'] }));
  expect([registryAnswer(refused.body).status, await told()]).toEqual(['Failure', expect.stringContaining('<fonctions-gestion-mineurs>false<')]);
});

it.each(['FICHE', '20260105'])('refuses an age that is none: %s', async (ageOfMajority) => {
  const turned = await fetch(`${bench.simulator.webBaseUrl}/controle`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ ageOfMajority: Number(ageOfMajority) || ageOfMajority }),
  });
  expect(turned.status).toBe(400);
});

it('loses the answer, not the document: sent again, it is there already', async () => {
  const sent = bench.draft();
  const { controls } = bench.simulator.state;
  controls.fault = 'cutBeforeAnswer';
  await expect(bench.submit(sent)).rejects.toThrow(/hang up|ECONNRESET/);
  controls.fault = 'none';
  expect(kept().length).toBe(2);
  expect(registryAnswer((await bench.submit(sent)).body)).toEqual({ status: 'Failure', codes: ['XDSDuplicateUniqueIdInRegistry'] });
});

it('does nothing when the line is cut before, or the service is unavailable', async () => {
  const { controls } = bench.simulator.state;
  controls.fault = 'cutBeforeWork';
  await expect(bench.submit(bench.draft())).rejects.toThrow(/hang up|ECONNRESET/);
  controls.fault = 'unavailable';
  expect(await bench.submit(bench.draft())).toMatchObject({ status: 503, headers: { 'retry-after': '2' } });
  expect(kept()).toEqual([]);
});

it('partialSuccess: kept, with a warning · threshold: reading ends, feeding goes on · slow: whole, after a while', async () => {
  const { controls } = bench.simulator.state;
  controls.fault = 'partialSuccess';
  const partial = await bench.submit(bench.draft());
  expect([registryAnswer(partial.body).status, partial.body.includes('ErrorSeverityType:Warning'), kept().length]).toEqual(['PartialSuccess', true, 2]);
  controls.fault = 'threshold';
  await bench.submitted();
  expect(registryAnswer((await search()).body).codes).toEqual(['DMPAccessDeniedByExcededThreshold']);
  controls.fault = 'slow';
  const before = performance.now();
  expect(registryAnswer((await search()).body).status).toBe('Success');
  expect(performance.now() - before).toBeGreaterThan(1_500);
});

it('truncated: an answer in parts ends in the middle', async () => {
  const sent = await bench.submitted();
  bench.simulator.state.controls.fault = 'truncated';
  const answer = await ask({ ...bench.question, call: retrieve(sent.uniqueId) }, bench.nurse, bench.trusted);
  const [, boundary = ''] = /boundary="([^"]*)"/.exec(String(answer.headers['content-type'])) ?? [];
  expect([answer.body.includes(`--${boundary}\r\n`), answer.body.includes(`--${boundary}--`)]).toEqual([true, false]);
});

it('takes 10 MB, and says so of more than it reads', async () => {
  const large = Buffer.concat([PDF, Buffer.alloc(10 * 1024 * 1024, 'x'), PDF]);
  const sent = await bench.submitted({ body: large });
  expect(bench.simulator.state.documents.bytesOf(sent.uniqueId)?.length).toBeGreaterThan(13 * 1024 * 1024);
  const more = await bench.submit(bench.draft({ body: Buffer.concat([PDF, Buffer.alloc(13 * 1024 * 1024, 'x')]) }));
  expect([more.status, more.body]).toEqual([413, 'Requête trop volumineuse']);
}, 60_000);

it('writes exchanges in parts as they were, below their Content-Type, as .mime', async () => {
  const wire = join(bench.folder, 'wire');
  const another = await startSimulator({ pkiFolder: bench.pki.folder, wireLogFolder: wire });
  let packed: Buffer = Buffer.alloc(0);
  const keep = (bytes: Buffer): Buffer => {
    packed = bytes;
    return bytes;
  };
  const sent = bench.draft();
  await bench.submit(sent, { question: { baseUrl: another.soapBaseUrl }, breaks: { packed: keep } });
  await ask({ ...bench.question, baseUrl: another.soapBaseUrl, call: retrieve(sent.uniqueId) }, bench.nurse, bench.trusted);
  await another.close();
  expect(readdirSync(wire).sort()).toEqual(['0001-TD2.1-request.mime', '0001-TD2.1-response.xml', '0002-TD3.2-request.xml', '0002-TD3.2-response.mime']);
  const written = readFileSync(join(wire, '0001-TD2.1-request.mime'));
  const end = written.indexOf('\r\n\r\n');
  expect(written.subarray(0, end).toString()).toMatch(/^Content-Type: multipart\/related;.*; start="<[^"]+>"/);
  expect(written.subarray(end + 4).equals(packed)).toBe(true);
});
