import { firstValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { submissionOf } from '../../contract/document-gateway.contract.js';
import { PATIENTS } from '../../contract/record-gateway.contract.js';
import { ALONSO, LEA, LOCUM, SECRETARY } from './samples.js';
import { SimulatedDmp } from './simulated-dmp.js';

/** TD2.2: the card is the secretary's, the document a professional's. */
let dmp: SimulatedDmp;
beforeAll(async () => {
  dmp = await SimulatedDmp.start({ holder: SECRETARY });
});
afterEach(() => dmp.simulator.state.reset());
afterAll(() => dmp.close());

const patient = PATIENTS.open;
const kept = () => dmp.simulator.state.documents;

test('the professional is the author of the document, the staff that of the set and of its signature', async () => {
  const { documents } = dmp.gateway();
  const submission = submissionOf(patient, LOCUM);
  await documents.submit(patient, submission, SECRETARY.id);
  const key = { matricule: patient.identity.matricule, insOid: patient.identity.insOid };
  const document = kept().entryByUniqueId(submission.document.uniqueId);
  const signature = kept()
    .entriesOf(key)
    .find(({ uniqueId }) => uniqueId !== submission.document.uniqueId);
  const [set] = kept().setsOf(key);
  expect(document?.authors.flatMap(({ persons }) => persons)).toEqual([expect.stringMatching(/^899900008880\^REMPLACANT0888\^Hugo\^.*\^IDNPS$/)]);
  expect(document?.legalAuthenticator).toMatch(/^899900008880\^/);
  for (const one of [signature, set]) expect(JSON.stringify(one)).toMatch(/699900021212001\/0001\^SECRETAIRE0212\^Sylvie\^.*\^EI/);
  expect(kept().bytesOf(submission.document.uniqueId)?.toString()).toMatch(/<assignedAuthor><id extension="899900008880"/);
});

test('the staff finds what it has sent, replaces it and deletes it', async () => {
  const { documents } = dmp.gateway();
  const first = submissionOf(patient, LEA);
  await documents.submit(patient, first, SECRETARY.id);
  const { setId, uniqueId } = first.document;
  const replaces = await firstValueFrom(documents.findOwn(patient, uniqueId));
  const second = submissionOf(patient, LEA, { setId, version: 2, replaces: uniqueId });
  await documents.submit(patient, { ...second, ...(replaces && { replaces }) }, SECRETARY.id);
  expect(kept().entryByUniqueId(uniqueId)?.status).toBe('Deprecated');
  await documents.changeStatus(patient, second.document.uniqueId, { from: 'approved', to: 'deleted' });
  expect(kept().entryByUniqueId(second.document.uniqueId)?.status).toBe('Deleted');
});

test('the log of the DMP calls it TD2.2, also what replaces', async () => {
  const { documents } = dmp.gateway();
  const first = submissionOf(patient, LEA);
  expect(await dmp.loggedBy(() => documents.submit(patient, first, SECRETARY.id))).toEqual(['TD2.2']);
  const { setId, uniqueId } = first.document;
  const replaces = await firstValueFrom(documents.findOwn(patient, uniqueId));
  if (!replaces) throw new Error('not kept');
  const second = { ...submissionOf(patient, LEA, { setId, version: 2, replaces: uniqueId }), replaces };
  expect(await dmp.loggedBy(() => documents.submit(patient, second, SECRETARY.id))).toEqual(['TD2.2']);
});

test('nothing leaves in the name of the staff; a professional of another structure is refused by the DMP', async () => {
  const { asked, documents } = dmp.gateway();
  await expect(documents.submit(patient, submissionOf(patient, SECRETARY), SECRETARY.id)).rejects.toMatchObject({ code: 'dmp.rightsRefused' });
  expect(asked()).toBe(0);
  await expect(documents.submit(patient, submissionOf(patient, ALONSO), SECRETARY.id)).rejects.toMatchObject({ code: 'dmp.documentRefused' });
  expect(dmp.simulator.refusals.at(-1)).toBe('staff sends for its structure');
});
