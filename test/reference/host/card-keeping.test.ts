import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'libsql';
import { afterEach, expect, test } from 'vitest';
import * as page from '../../../reference/host/page-protocol.js';
import type { PatientRecord } from '../../../reference/host/practice.js';
import type { PatientDetails } from '../../../src/api/patient.js';
import type { VitaleBeneficiary } from '../../../src/api/vitale.js';
import { cleanUp, MAIN, manifestOf, type PracticeClient, refusalIn, startPractice, temporaryFolder, writePlugin } from './practice-server.js';

afterEach(cleanUp);

const NOW = new Date(2026, 10, 23, 7, 34).getTime();
const PAUL: VitaleBeneficiary = {
  birthName: 'INS-FAMILLE-ONZE',
  usedName: '',
  givenName: 'PAUL',
  birthDate: '19700807',
  birthRank: 1,
  nir: '170082622170161',
  certificationDate: '20260102',
  insuredNir: '170082622170161',
  quality: '0',
  address: ['18 RUE GAMBETTA', '72000 LE MANS'],
};
const ZOE: VitaleBeneficiary = { ...PAUL, givenName: 'ZOE', birthDate: '20160503', nir: '', quality: '6' };

const READER = `
const card = ${JSON.stringify({ cardKind: 'test', reader: 'Lecteur', beneficiaries: [PAUL, ZOE] })};
let next = card;
const details = [];
let givenUp = 0;
host.patientReaders.provide('probe.card', async (signal) => {
  if (next.wait) await new Promise((resolve) => signal.addEventListener('abort', resolve)).then(() => (givenUp += 1));
  if (next.refuse) throw Object.assign(new Error(next.refuse), { name: 'PluginError', code: next.refuse, about: {} });
  return next;
});
host.commands.registerForPage('probe.next', async ({ card: other }) => {
  if (other) next = other;
  return givenUp;
});
host.commands.registerForPage('probe.details', async ({ follow }) => {
  if (follow) host.patients.details$(follow).subscribe({ next: (one) => details.push(one), error: (error) => details.push(error.code) });
  return details;
});`;

async function setUp({ patient = 'read', dataFolder }: { readonly patient?: string; readonly dataFolder?: string } = {}) {
  const manifest = manifestOf('probe', { capabilities: { patient }, l10n: './l10n' });
  const contributes = manifest['contributes'] as Record<string, unknown[]>;
  contributes['patientReaders'] = [{ id: 'probe.card', title: 'Carte' }];
  contributes['commands']?.push({ id: 'probe.next', title: 'next' }, { id: 'probe.details', title: 'details' });
  const folder = writePlugin(join(temporaryFolder(), 'probe'), { manifest, main: MAIN('probe', READER) });
  mkdirSync(join(folder, 'l10n'));
  writeFileSync(join(folder, 'l10n/fr.json'), JSON.stringify({ 'error.vitale.absent.title': 'Aucune carte', 'error.vitale.absent.advice': 'Insérez-la.' }));
  const practice = await startPractice({ pluginFolders: [folder], clock: () => NOW, ...(dataFolder && { dataFolder }) });
  return { practice, window: await practice.open() };
}
const read = (window: PracticeClient) => window.ask(page.readPatientCard, { readerId: 'probe.card' });
const keep = (window: PracticeClient, patientId: string, beneficiary: VitaleBeneficiary) => window.ask(page.keepPatientCard, { patientId, beneficiary });
const stored = (window: PracticeClient, patientId: string) => window.ask(page.getPatient, { patientId });

test('a reading is kept with its patient, with its hour, and the other windows and the plugins are told', async () => {
  const { practice, window } = await setUp();
  const other = await practice.open();
  await window.run('probe.details', undefined, { follow: 'p02' });
  await read(window);
  const kept = await keep(window, 'p02', PAUL);
  expect(kept?.vitale).toEqual({ readAt: NOW, beneficiary: PAUL });
  expect(await stored(window, 'p02')).toEqual(kept);
  await expect.poll(() => other.heard).toEqual([{ method: 'patients/changed', params: { patientId: 'p02' } }]);
  await expect.poll(async () => (await window.run<PatientDetails[]>('probe.details')).map(({ vitale }) => vitale?.readAt)).toEqual([undefined, NOW]);
});

test('a child without a number of its own is kept with its own form', async () => {
  const { window } = await setUp();
  await read(window);
  expect((await keep(window, 'p17', ZOE))?.vitale?.beneficiary.givenName).toBe('ZOE');
});

test('the server keeps nobody with another patient, whatever a page says', async () => {
  const { window } = await setUp();
  await read(window);
  for (const [patientId, person] of [
    ['p01', PAUL],
    ['p03', PAUL],
    ['p03', ZOE],
    ['p02', ZOE],
    ['p17', PAUL],
  ] as const) {
    const before = await stored(window, patientId);
    expect(await keep(window, patientId, person), `${person.givenName} with ${patientId}`).toBeNull();
    expect(await stored(window, patientId)).toEqual(before);
  }
  expect((await refusalIn(keep(window, 'p99', PAUL))).message).toMatch(/n’est pas connu/);
});

test('only who is on the card that was read last in this window is kept', async () => {
  const { practice, window } = await setUp();
  const again = /Lisez la carte à nouveau/;
  expect((await refusalIn(keep(window, 'p02', PAUL))).message).toMatch(again);
  await read(window);
  expect((await refusalIn(keep(await practice.open(), 'p02', PAUL))).message).toMatch(again);
  expect((await refusalIn(keep(window, 'p02', { ...PAUL, givenName: 'JEAN' }))).message).toMatch(again);
  await window.run('probe.next', undefined, { card: { refuse: 'vitale.absent' } });
  await refusalIn(read(window));
  expect((await refusalIn(keep(window, 'p02', PAUL))).message).toMatch(again);
  expect((await stored(window, 'p02'))?.vitale).toBeUndefined();
});

test('a refusal of the reader brings its own words; one it has no words for brings its code', async () => {
  const { window } = await setUp();
  await window.run('probe.next', undefined, { card: { refuse: 'vitale.absent' } });
  expect((await refusalIn(read(window))).data).toEqual({ code: 'vitale.absent', words: { title: 'Aucune carte', advice: 'Insérez-la.' } });
  await window.run('probe.next', undefined, { card: { refuse: 'vitale.unreadable' } });
  expect((await refusalIn(read(window))).data).toEqual({ code: 'vitale.unreadable' });
});

test('what is no reading is refused, and says nothing of what it held', async () => {
  const { window } = await setUp();
  for (const card of [{}, { cardKind: 'real', reader: 'x', beneficiaries: [] }, { cardKind: 'real', reader: 'x', beneficiaries: [{ ...PAUL, nir: 12 }] }]) {
    await window.run('probe.next', undefined, { card });
    const { message, data } = await refusalIn(read(window));
    expect([message, data]).toEqual(['plugin.unexpected', { code: 'plugin.unexpected', reference: expect.any(String) }]);
  }
});

test('a window that goes while its card is read gives the reading up', async () => {
  const { practice, window } = await setUp();
  const other = await practice.open();
  await window.run('probe.next', undefined, { card: { wait: true } });
  const reading = read(window);
  reading.catch(() => {});
  await other.run('probe.next'); // the reading is under way
  await window.close();
  await expect.poll(() => other.run('probe.next')).toBe(1);
});

test('a reader nobody offers, or whose extension is switched off, says so', async () => {
  const { window } = await setUp();
  const refusal = async (readerId: string) => (await refusalIn(window.ask(page.readPatientCard, { readerId }))).message;
  expect(await refusal('probe.other')).toMatch(/n’est plus proposée/);
  await window.ask(page.setPluginEnabled, { pluginId: 'probe', enabled: false });
  expect(await refusal('probe.card')).toMatch(/n’est plus proposée/);
});

test('without the capability a plugin learns no details, and the log says what it asked for', async () => {
  const { window } = await setUp({ patient: 'none' });
  await window.run('probe.details', undefined, { follow: 'p02' });
  await expect.poll(() => window.run('probe.details')).toEqual(['host.unavailable']);
  expect((await window.log()).some((line) => line.includes('patient.refused'))).toBe(true);
});

test('a form that is stored neither invents nor drops a reading', async () => {
  const { window } = await setUp();
  const before = (await stored(window, 'p01')) as PatientRecord;
  const { vitale, ...unread } = before;
  expect(vitale).toBeDefined();
  for (const record of [unread, { ...before, vitale: { readAt: NOW, beneficiary: PAUL } }])
    expect(await window.ask(page.savePatient, { record, before })).toEqual({ faults: { vitale: expect.stringMatching(/Carte Vitale/) } });
  const record = { ...before, notes: 'Clé chez la voisine' };
  expect(await window.ask(page.savePatient, { record, before })).toEqual({ saved: record });
});

test('the patients of an earlier version are read as they are, and none is added', async () => {
  const { practice } = await setUp();
  await practice.close();
  const database = new Database(join(practice.dataFolder, 'practice.sqlite'));
  database.exec(`delete from patients where id = 'p17'; update patients set record = json_remove(record, '$.vitale');`);
  database.close();
  const { window } = await setUp({ dataFolder: practice.dataFolder });
  expect(await window.ask(page.searchPatients, { text: '' })).toHaveLength(16);
  const nathalie = (await stored(window, 'p01')) as PatientRecord;
  expect(nathalie.vitale).toBeUndefined();
  await read(window);
  expect((await keep(window, 'p02', PAUL))?.vitale?.readAt).toBe(NOW);
});
