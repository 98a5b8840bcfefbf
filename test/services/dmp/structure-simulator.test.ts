import { randomUUID } from 'node:crypto';
import { firstValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { PluginError } from '../../../src/api/plugin-error.js';
import { newOid } from '../../../src/services/oid.js';
import { submissionOf } from '../../contract/document-gateway.contract.js';
import { PATIENTS } from '../../contract/record-gateway.contract.js';
import { LEA, SECRETARY } from './samples.js';
import { SimulatedDmp, type SimulatedGateway } from './simulated-dmp.js';

// Keys take their time on a busy machine.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

/** The certificates of a structure (mode INDIRECTE), before the simulated DMP. */
let dmp: SimulatedDmp;
let structure: SimulatedGateway;
beforeAll(async () => {
  dmp = await SimulatedDmp.start();
  structure = await dmp.structureGateway();
});
afterEach(() => dmp.simulator.state.reset());
afterAll(() => dmp.close());

const patient = PATIENTS.open;
const submitted = async () => {
  const submission = submissionOf(patient, LEA);
  await structure.documents.submit(patient, submission, LEA.id);
  return submission.document;
};

test('they ask for a status, and read administrative data', async () => {
  expect(await firstValueFrom(structure.gateway.findRecord(patient))).toMatchObject({ record: 'open' });
  expect(await firstValueFrom(structure.gateway.readAdministrativeData(patient))).toMatchObject({ birthName: patient.identity.birthName });
});

test('they feed, find the reference of what they fed, replace it and delete it', async () => {
  const first = await submitted();
  const entryUuid = await firstValueFrom(structure.documents.findOwn(patient, first.uniqueId));
  expect(entryUuid).toMatch(/^urn:uuid:/);
  const second = submissionOf(patient, LEA, { setId: first.setId, replaces: first.uniqueId, version: 2 });
  await structure.documents.submit(patient, { ...second, replaces: entryUuid ?? '' }, LEA.id);
  await structure.documents.changeStatus(patient, second.document.uniqueId, { from: 'approved', to: 'deleted' });
  expect(dmp.simulator.state.documents.entryByUniqueId(second.document.uniqueId)?.status).toBe('Deleted');
});

test('they speak for the staff, too, which feeds for a professional of the structure and deletes it again', async () => {
  const { documents } = await dmp.structureGateway(undefined, SECRETARY);
  const submission = submissionOf(patient, LEA);
  await documents.submit(patient, submission, SECRETARY.id);
  const { uniqueId } = submission.document;
  expect(JSON.stringify(dmp.simulator.state.documents.entryByUniqueId(uniqueId)?.authors)).toContain(LEA.id.slice(1));
  await documents.changeStatus(patient, uniqueId, { from: 'approved', to: 'deleted' });
  expect(dmp.simulator.state.documents.entryByUniqueId(uniqueId)?.status).toBe('Deleted');
});

test.each([
  ['authorise', () => structure.gateway.addAuthorisation(patient)],
  ['take an authorisation back', () => structure.gateway.removeAuthorisation(patient)],
  ['name who is authorised', () => firstValueFrom(structure.gateway.listAuthorisations(patient))],
  ['search', () => firstValueFrom(structure.documents.search(patient, { statuses: ['approved'] }))],
  [
    'read a document',
    () => firstValueFrom(structure.documents.retrieve(patient, { uniqueId: newOid(randomUUID()), repositoryId: '1.2.3', hash: '', size: 0 })),
  ],
  ['archive', async () => structure.documents.changeStatus(patient, (await submitted()).uniqueId, { from: 'approved', to: 'archived' })],
  ['hide', async () => structure.documents.changeVisibility(patient, (await submitted()).uniqueId, ['MASQUE_PS'])],
])('they may not %s: the DMP says that they have no such right', async (_, act) => {
  await expect(act()).rejects.toMatchObject({ code: 'dmp.rightsRefused' });
});

test('those of another structure than the one they name are refused', async () => {
  const other = await dmp.structureGateway({ id: '10B0127189', name: 'MAISON DE SANTE DES JACOBINS' });
  await expect(firstValueFrom(other.gateway.findRecord(patient))).rejects.toBeInstanceOf(PluginError);
  expect(dmp.simulator.refusals.at(-1)).toBe('structure of the certificate');
});
