import { statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { ErrorCodes } from 'vscode-jsonrpc';
import * as page from '../../../reference/host/page-protocol.js';
import type { PatientRecord } from '../../../reference/host/practice.js';
import { changedStrictTraits, patientFaults } from '../../../reference/host/server/store/patient-checks.js';
import { seedPatients } from '../../../reference/host/server/store/seed-patients.js';
import { HOST_API_VERSION } from '../../../src/api/host.js';
import { cleanUp, startPractice } from './practice-server.js';

afterEach(cleanUp);

const SUNDAY = new Date(2026, 10, 22, 8, 30).getTime();
const nathalie = (): PatientRecord => {
  const [first] = seedPatients();
  if (!first) throw new Error('no patient');
  return structuredClone(first);
};
const keyIsRight = (matricule: string): boolean =>
  97 - Number(BigInt(matricule.slice(0, 13).replace('2A', '19').replace('2B', '18')) % 97n) === Number(matricule.slice(13));

test('the seventeen patients have valid forms; their numbers have the right key, but the one whose matricule is wrong on purpose', () => {
  const patients = seedPatients();
  expect(patients.map(({ id }) => id)).toEqual(Array.from({ length: 17 }, (_, index) => `p${String(index + 1).padStart(2, '0')}`));
  for (const patient of patients) expect(patientFaults(patient), patient.id).toEqual({});
  expect(patients.filter(({ identity }) => !keyIsRight(identity.matricule)).map(({ id }) => id)).toEqual(['p12']);
  expect(patients.filter(({ identity }) => identity.insStatus !== 'qualifiée').map(({ id }) => id)).toEqual(['p07']);
  expect(patients.filter(({ identity }) => identity.insOid.endsWith('.9')).map(({ id }) => id)).toEqual(['p11']);
});

test('a child is insured by its parent', () => {
  const leo = seedPatients().find(({ id }) => id === 'p10');
  expect([leo?.beneficiary.quality, leo?.insured.givenName, leo?.insured.socialSecurityNumber]).toEqual(['Enfant', 'JEAN-MICHEL', '1 73 08 99 999 001 38']);
});

test('the first day is under way: eleven visits, three done, the fourth is the current one', async () => {
  const window = await (await startPractice({ clock: () => SUNDAY })).open();
  const { date, visits } = await window.ask(page.listVisits, {});
  expect(date).toBe('2026-11-22');
  expect(visits.map(({ time, patient, done, current }) => [time, patient.name, done, current])).toEqual([
    ['07:00', 'DESMAUX', true, false],
    ['07:30', 'INS-FAMILLE-ONZE', true, false],
    ['08:00', 'INS-FAMILLE-ONZE', true, false],
    ['08:30', 'INS-FAMILLE-UN', false, true],
    ['09:15', 'DESMAUX', false, false],
    ['10:00', 'INS-FAMILLE-DEUX', false, false],
    ['10:45', 'INS-FAMILLE-TROIS', false, false],
    ['11:15', 'INS-FAMILLE-CINQ', false, false],
    ['14:00', 'INS-FAMILLE-SIX', false, false],
    ['17:30', 'INS-FAMILLE-UN', false, false],
    ['19:00', 'DESMAUX', false, false],
  ]);
});

test('a visit done stays done, also after a restart; another day is planned from the week, nothing done', async () => {
  const practice = await startPractice({ clock: () => SUNDAY });
  const window = await practice.open();
  await window.ask(page.setVisitDone, { visitId: '2026-11-22-0830-p04', done: true });
  expect((await window.ask(page.listVisits, {})).visits.find(({ current }) => current)?.time).toBe('09:15');
  await practice.close();
  const again = await (await startPractice({ dataFolder: practice.dataFolder, clock: () => SUNDAY })).open();
  expect((await again.ask(page.listVisits, {})).visits.filter(({ done }) => done)).toHaveLength(4);
  const days = await Promise.all([again.ask(page.listVisits, { date: '2026-11-25' }), again.ask(page.listVisits, { date: '2026-11-25' })]);
  for (const { visits } of days)
    expect([visits.length, visits.some(({ done, current }) => done || current), visits.some(({ patient }) => patient.id === 'p10')]).toEqual([12, false, true]);
});

test('patients are found whatever the accents, by name, birth date or number', async () => {
  const window = await (await startPractice()).open();
  const found = async (text: string) => (await window.ask(page.searchPatients, { text })).map(({ id }) => id);
  expect(await found('')).toHaveLength(17);
  expect(await found('desm nat')).toEqual(['p01']);
  expect(await found('emile')).toEqual(['p07']);
  expect(await found('07/08/1970')).toEqual(['p02']);
  expect(await found('1701126')).toEqual([]);
  expect(await found('16711262217')).toEqual(['p05']);
});

test('a good form is kept and the other windows are told; nobody is changed by a wrong one', async () => {
  const practice = await startPractice();
  const [window, other] = [await practice.open(), await practice.open()];
  const before = nathalie();
  const record = { ...before, notes: 'Clé chez la voisine' };
  expect(await window.ask(page.savePatient, { record, before })).toEqual({ saved: record });
  await expect.poll(() => other.heard).toEqual([{ method: 'patients/changed', params: { patientId: 'p01' } }]);
  const wrong = { ...record, notes: 'x', contact: { ...record.contact, email: 'nathalie@' } };
  expect(await window.ask(page.savePatient, { record: wrong, before: record })).toEqual({
    faults: { 'contact.email': 'Cette adresse n’a pas la forme nom@domaine.fr.' },
  });
  expect(await other.ask(page.getPatient, { patientId: 'p01' })).toEqual(record);
});

test('a form that another window has changed meanwhile is not overwritten: the newer one comes back', async () => {
  const practice = await startPractice();
  const [window, other] = [await practice.open(), await practice.open()];
  const before = nathalie();
  const changed = { ...before, contact: { ...before.contact, city: 'ALLONNES' } };
  const saves = [changed, { ...before, notes: 'Clé chez la voisine' }].map((record, index) =>
    (index ? other : window).ask(page.savePatient, { record, before }),
  );
  expect(await Promise.all(saves)).toEqual([{ saved: changed }, { newer: changed }]);
  expect(await other.ask(page.getPatient, { patientId: 'p01' })).toEqual(changed);
});

test('the INS is not changed in the form', async () => {
  const window = await (await startPractice()).open();
  const record = nathalie();
  const changed = { ...record, identity: { ...record.identity, matricule: '170082622170161' } };
  const answer = await window.ask(page.savePatient, { record: changed, before: record });
  expect(answer).toEqual({ faults: { identity: expect.stringContaining('INSi') } });
});

test('each wrong field is told by its path', () => {
  const record = nathalie();
  const faults = patientFaults({
    ...record,
    beneficiary: { ...record.beneficiary, name: ' ', birthDate: '1955-02-30', socialSecurityNumber: '2 55 06 99 999 999 35', twinRank: 0 },
    insured: { ...record.insured, socialSecurityNumber: '2 55' },
    complementary: { ...record.complementary, from: '2026-02-01', to: '2026-01-01' },
    contact: { ...record.contact, postalCode: '!', email: 'a@b', phones: ['02 43 00 00 01', 'x', '', ''] },
    mileage: { plain: -1, mountain: 0, foot: 0 },
    rights: [{ label: 'AMO', from: '2026-13-01', to: '' }],
  });
  expect(Object.keys(faults).sort()).toEqual([
    'beneficiary.birthDate',
    'beneficiary.name',
    'beneficiary.socialSecurityNumber',
    'beneficiary.twinRank',
    'complementary.to',
    'contact.email',
    'contact.phones[1]',
    'contact.postalCode',
    'insured.socialSecurityNumber',
    'mileage.plain',
    'rights[0].from',
  ]);
});

test('a lunar birth date and a Corsican number are legal', () => {
  const record = nathalie();
  expect(patientFaults({ ...record, beneficiary: { ...record.beneficiary, birthDate: '1955-20-00', socialSecurityNumber: '1 01 07 2B 999 001 14' } })).toEqual(
    {},
  );
});

test('what a window sends is checked: a wrong shape is refused and changes nothing', async () => {
  const window = await (await startPractice()).open();
  const wrong = { ...nathalie(), notes: 12 } as unknown as PatientRecord;
  await expect(window.ask(page.savePatient, { record: wrong, before: nathalie() })).rejects.toMatchObject({ code: ErrorCodes.InvalidParams });
  await expect(window.ask(page.listVisits, { date: 'tomorrow' })).rejects.toMatchObject({ code: ErrorCodes.InvalidParams });
  expect(await window.ask(page.getPatient, { patientId: 'nobody' })).toBeNull();
});

test('a window knows who is signed in, and what is simulated; the user stays the same at the next start', async () => {
  const notice = { label: 'Simulateur', title: 'Rien ne part', url: 'http://127.0.0.1:1' };
  const practice = await startPractice({ notice });
  const session = await (await practice.open()).ask(page.openSession, { language: 'fr' });
  expect(session).toEqual({ user: { id: expect.any(String), displayName: 'Léa INFIRMIER0212', initials: 'LI' }, notice, apiVersion: HOST_API_VERSION });
  await practice.close();
  const again = await (await startPractice({ dataFolder: practice.dataFolder })).open();
  expect((await again.ask(page.openSession, { language: 'fr' })).user.id).toBe(session.user.id);
});

test('the data and the key of the secrets are for this user alone', async () => {
  const { dataFolder } = await startPractice();
  for (const file of ['practice.sqlite', 'secrets.key']) expect(statSync(join(dataFolder, file)).mode & 0o077, file).toBe(0);
});

test('what a qualified INS rests on does not change in the form; of a patient to be qualified it does', () => {
  const qualified = seedPatients().find(({ id }) => id === 'p10');
  const toQualify = seedPatients().find(({ id }) => id === 'p07');
  if (!qualified || !toQualify) throw new Error('not in the seed');
  const other = { name: 'AUTRE', birthDate: '2016-04-12', socialSecurityNumber: '2 55 06 99 999 999 34' };
  expect(Object.keys(changedStrictTraits(qualified, { ...qualified, beneficiary: { ...qualified.beneficiary, ...other } }))).toEqual([
    'beneficiary.name',
    'beneficiary.birthDate',
    'beneficiary.socialSecurityNumber',
  ]);
  expect(changedStrictTraits(qualified, { ...qualified, notes: 'x' })).toEqual({});
  expect(changedStrictTraits(toQualify, { ...toQualify, beneficiary: { ...toQualify.beneficiary, ...other } })).toEqual({});
});

test('a birth date no calendar and no registry knows is refused', () => {
  const record = seedPatients().find(({ id }) => id === 'p07');
  if (!record) throw new Error('not in the seed');
  const faultOf = (birthDate: string) => patientFaults({ ...record, beneficiary: { ...record.beneficiary, birthDate } })['beneficiary.birthDate'];
  for (const date of ['2020-13-32', '2020-13-01', '2020-02-30', '2020-01-32']) expect(faultOf(date)).toMatch(/n’existe pas/);
  for (const date of ['2020-02-29', '1942-00-00', '1942-20-00', '1942-03-00']) expect(faultOf(date)).toBeUndefined();
});
