import { expect, test } from 'vitest';
import type { QualifiedPatient } from '../../src/api/patient.js';
import { PluginError } from '../../src/api/plugin-error.js';
import type { OpenRecord } from '../../src/services/record-access.js';
import { HOLDER, SITUATION } from '../fakes/fake-identity.js';
import { readPaper } from '../fakes/fake-paper-writer.js';
import { BOB } from '../fakes/world.js';
import { detailsOf, makeServices } from './make-services.js';

const RECORD: OpenRecord = { patient: BOB as QualifiedPatient, holder: HOLDER, situation: SITUATION, environment: 'simulator' };
const CONTENT = { about: 'creation', address: detailsOf(BOB).address, accountFailed: false } as const;

test.each([
  ['creation', 'accuse-creation-dmp.pdf'],
  ['creationAndAccount', 'accuse-creation-dmp.pdf'],
  ['account', 'compte-internet-dmp.pdf'],
  ['renewal', 'compte-internet-dmp.pdf'],
] as const)('a receipt about %s is called %s: no patient in it', async (about, name) => {
  const { papers, host } = makeServices();
  const receipt = await papers.receipt(RECORD, { ...CONTENT, about });
  expect(receipt.file).toMatchObject({ name, mediaType: 'application/pdf' });
  expect(readPaper(host.takeFile(receipt.file?.id ?? '')?.bytes ?? Buffer.from('{}'))).toMatchObject({ about, patient: BOB });
});

test('the leaflet names no patient', async () => {
  const { papers, host } = makeServices();
  const file = await papers.leaflet(RECORD);
  const paper = JSON.stringify(readPaper(host.takeFile(file.id)?.bytes ?? Buffer.from('{}')));
  expect(file).toMatchObject({ name: 'notice-mon-espace-sante.pdf', mediaType: 'application/pdf' });
  expect(paper).toContain(SITUATION.structureName);
  expect(paper).not.toContain(BOB.identity.birthName);
});

test('a leaflet that cannot be written is a failure', async () => {
  const { papers, writer } = makeServices();
  writer.isBroken = true;
  await expect(papers.leaflet(RECORD)).rejects.toMatchObject({ code: 'document.notWritten' });
});

test('a leaflet the host does not take is a failure, too', async () => {
  const { papers, host } = makeServices();
  host.files.offer = async () => {
    throw new Error('pipe closed');
  };
  await expect(papers.leaflet(RECORD)).rejects.toEqual(new PluginError('document.notWritten'));
  expect((await papers.receipt(RECORD, CONTENT)).file).toBeUndefined();
});

test.each([
  ['simulator', true],
  ['dev1', true],
  ['formation', true],
  ['production', false],
] as const)('a paper of %s says that it is worth nothing: %s', async (environment, isSimulated) => {
  const { papers, host } = makeServices();
  const file = await papers.leaflet({ ...RECORD, environment });
  expect(readPaper(host.takeFile(file.id)?.bytes ?? Buffer.from('{}')).isSimulated).toBe(isSimulated);
});

test('the line to call is that of the configuration', async () => {
  const { papers, host } = makeServices();
  host.configure({ 'dmp.patientPhone': '34 22', 'dmp.patientPhoneCost': 'appel gratuit' });
  const file = await papers.leaflet(RECORD);
  expect(readPaper(host.takeFile(file.id)?.bytes ?? Buffer.from('{}'))).toMatchObject({ phone: '34 22', phoneCost: 'appel gratuit' });
});
