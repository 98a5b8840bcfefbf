import { ContainerModule } from 'inversify';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { CreationOutcome, DmpTabState } from '../../src/api/messages.js';
import { pluginModule } from '../../src/container.js';
import { ProfessionalIdentity } from '../../src/hardware/professional-identity.js';
import { VitaleReader } from '../../src/hardware/vitale-reader.js';
import { activateWith } from '../../src/main.js';
import { CardAgentControl } from '../../src/services/card-agent-control.js';
import { Journal } from '../../src/services/journal.js';
import { PaperWriter } from '../../src/services/paper-writer.js';
import { RecordGateway } from '../../src/services/record-gateway.js';
import { StatusCache } from '../../src/services/status-cache.js';
import { UserMemory } from '../../src/services/user-memory.js';
import { FakeCardAgentControl } from '../fakes/fake-card-agent-control.js';
import { FakeHost } from '../fakes/fake-host.js';
import { FakeIdentity } from '../fakes/fake-identity.js';
import { FakeJournal } from '../fakes/fake-journal.js';
import { FakePaperWriter } from '../fakes/fake-paper-writer.js';
import { ADMINISTRATIVE, FakeRecordGateway, MISSING, OPEN, PHYSICIAN, SECRETS } from '../fakes/fake-record-gateway.js';
import { FakeStatusCache } from '../fakes/fake-status-cache.js';
import { FakeUserMemory } from '../fakes/fake-user-memory.js';
import { FAMILY_CARD, FakeVitaleReader } from '../fakes/fake-vitale-reader.js';
import { BOB, settled } from '../fakes/world.js';
import { detailsOf } from '../services/make-services.js';

const NOW = Date.parse('2026-11-23T08:00:00Z');
const FORM = { consent: true, refusesBreakGlass: false, refusesEmergency: false, address: detailsOf(BOB).address };
const ACCOUNT = { email: 'p@exemple.fr', emailConfirmation: 'p@exemple.fr', mobile: '', mobileConfirmation: '', channel: 'EMAIL' };
const CHANGE = { action: 'AJOUT', type: 'SMS', value: '06 22 22 22 22', confirmation: '06 22 22 22 22' };

const started: { deactivate(signal: AbortSignal): Promise<void> }[] = [];
beforeEach(() => void vi.useFakeTimers({ now: NOW, toFake: ['Date'] }));
afterEach(async () => {
  vi.useRealTimers();
  for (const activation of started.splice(0)) await activation.deactivate(AbortSignal.abort());
});

/** The plugin as the host starts it, on a card whose holder has read the notice on traces. */
async function setUp() {
  const [host, dmp, reader, journal] = [new FakeHost(), new FakeRecordGateway(), new FakeVitaleReader(), new FakeJournal()];
  const fakes = new ContainerModule(({ rebind }) => {
    rebind(ProfessionalIdentity).toConstantValue(new FakeIdentity());
    rebind(CardAgentControl).toConstantValue(new FakeCardAgentControl());
    rebind(RecordGateway).toConstantValue(dmp);
    rebind(StatusCache).toConstantValue(new FakeStatusCache());
    rebind(UserMemory).toConstantValue(new FakeUserMemory());
    rebind(Journal).toConstantValue(journal);
    rebind(PaperWriter).toConstantValue(new FakePaperWriter());
    rebind(VitaleReader).toConstantValue(reader);
  });
  host.keepDetails(detailsOf(BOB));
  started.push(activateWith(host, pluginModule, fakes));
  await host.run('dmp.acknowledgeTraces', { patient: BOB });
  const run = (id: string, args: object = {}) => host.run(id, { patient: BOB, ...args });
  return { host, dmp, reader, journal, run };
}

test('the notice on traces comes before everything else', async () => {
  const { host, dmp, run } = await setUp();
  const tab = host.show<DmpTabState>('dmp.tab', BOB);
  await dmp.answer(BOB, OPEN);
  expect(tab.last?.tracesNoticeDue).toBe(false);
  vi.setSystemTime(NOW + 180 * 86_400_000);
  await expect(run('dmp.askAuthorisation', { consent: true })).rejects.toMatchObject({ code: 'traces.notAcknowledged' });
  await run('dmp.acknowledgeTraces');
  void run('dmp.askAuthorisation', { consent: true });
  await settled();
  expect(dmp.written).toHaveLength(1);
});

describe('without the tick of the user', () => {
  test.each([
    ['dmp.askAuthorisation', {}],
    ['dmp.askAuthorisation', { consent: false }],
    ['dmp.askAuthorisation', { consent: 'true' }],
    ['dmp.askAuthorisation', { confirmed: true }],
    ['dmp.removeAuthorisation', {}],
    ['dmp.removeAuthorisation', { confirmed: 1 }],
    ['dmp.renewSecrets', {}],
    ['dmp.changeAdministrativeData', { change: { refusesBreakGlass: false, refusesEmergency: false } }],
  ])('nothing is sent: %s %j', async (command, args) => {
    const { dmp, run } = await setUp();
    await expect(run(command, args)).rejects.toMatchObject({ code: 'consent.missing' });
    expect(dmp.calls).toBe(0);
  });

  test('no record is created', async () => {
    const { dmp, run } = await setUp();
    expect(await run('dmp.createRecord', { form: { ...FORM, consent: false } })).toEqual({ kind: 'invalid', faults: { consent: 'consent' } });
    expect(dmp.calls).toBe(0);
  });
});

test.each([
  ['dmp.createRecord', {}],
  ['dmp.createRecord', { form: { ...FORM, consent: 'yes' } }],
  ['dmp.createRecord', { form: { ...FORM, address: { line: 'A' } } }],
  ['dmp.createRecord', { form: { ...FORM, account: { ...ACCOUNT, channel: 'FAX' } } }],
  ['dmp.createRecord', { form: { ...FORM, legalRepresentative: { relation: 'UNCLE', familyName: 'A', givenName: 'B' } } }],
  ['dmp.createRecord', { form: { ...FORM, address: { ...FORM.address, line: 'A'.repeat(10_001) } } }],
  ['dmp.checkCreation', { form: null }],
  ['dmp.checkAccount', { account: { ...ACCOUNT, email: 5 } }],
  ['dmp.createAccount', {}],
  ['dmp.changeChannel', { change: { ...CHANGE, action: 'EFFACEMENT' } }],
  ['dmp.changeAdministrativeData', { confirmed: true, change: { refusesBreakGlass: 'non' } }],
])('what the page may not say is refused: %s %j', async (command, args) => {
  const { dmp, run } = await setUp();
  await expect(run(command, args)).rejects.toThrow();
  expect(dmp.calls).toBe(0);
});

test.each([
  ['dmp.askAuthorisation', { consent: true }],
  ['dmp.removeAuthorisation', { confirmed: true }],
  ['dmp.createRecord', { form: { ...FORM, consent: true } }],
  ['dmp.createAccount', { account: ACCOUNT }],
  ['dmp.changeChannel', { change: CHANGE }],
  ['dmp.renewSecrets', { confirmed: true }],
  ['dmp.changeAdministrativeData', { confirmed: true, change: { refusesBreakGlass: false, refusesEmergency: false } }],
])('what was agreed with another professional is not sent in the name of this one: %s', async (command, args) => {
  const { dmp, run } = await setUp();
  await expect(run(command, { ...args, professionalId: '899900003100' })).rejects.toMatchObject({ code: 'card.changed' });
  expect(dmp.calls).toBe(0);
});

test('an authorisation is asked for and taken back', async () => {
  const { dmp, run } = await setUp();
  const asked = run('dmp.askAuthorisation', { consent: true });
  await dmp.done('addAuthorisation', BOB, { alreadyThere: true });
  expect(await asked).toEqual({ alreadyThere: true });
  const removed = run('dmp.removeAuthorisation', { confirmed: true });
  await dmp.done('removeAuthorisation', BOB, undefined);
  expect(await removed).toBeUndefined();
});

test('a record is created from its draft, and how it ended is told until it is dismissed', async () => {
  const { host, dmp, run } = await setUp();
  const tab = host.show<DmpTabState>('dmp.tab', BOB);
  await dmp.answer(BOB, MISSING);
  const draft = (await run('dmp.creationDraft')) as { form: object };
  expect(await run('dmp.checkCreation', draft)).toEqual({ consent: 'consent' });
  const created = run('dmp.createRecord', { form: { ...draft.form, consent: true, account: ACCOUNT } });
  await dmp.done('createRecord', BOB, undefined);
  await dmp.done('createAccount', BOB, SECRETS);
  expect((await created) as CreationOutcome).toMatchObject({ kind: 'created', receipt: { patientId: BOB.id, about: 'creationAndAccount' } });
  expect(tab.last?.work).toMatchObject({ kind: 'done', act: 'createRecord' });
  await run('dmp.dismissWork');
  expect(tab.last?.work).toBeUndefined();
});

test('an account is created, changed and renewed', async () => {
  const { dmp, run } = await setUp();
  expect(await run('dmp.accountDraft')).toMatchObject({ patientId: BOB.id, hasAccount: false });
  expect(await run('dmp.checkAccount', { account: { ...ACCOUNT, email: '' } })).toEqual({
    'account.email': 'channelWithoutEmail',
    'account.emailConfirmation': 'emailsDiffer',
  });
  const created = run('dmp.createAccount', { account: ACCOUNT });
  await dmp.done('createAccount', BOB, SECRETS);
  expect(await created).toMatchObject({ kind: 'done', receipt: { about: 'account' } });
  const changed = run('dmp.changeChannel', { change: CHANGE });
  await dmp.done('changeChannel', BOB, undefined);
  expect(await changed).toEqual({ kind: 'done' });
  const renewed = run('dmp.renewSecrets', { confirmed: true });
  await dmp.done('renewSecrets', BOB, SECRETS);
  expect(await renewed).toMatchObject({ kind: 'done', receipt: { about: 'renewal' } });
});

test('administrative data are compared and changed', async () => {
  const { dmp, run } = await setUp();
  const compared = run('dmp.administrativeData');
  await dmp.done('readAdministrativeData', BOB, ADMINISTRATIVE);
  expect(await compared).toMatchObject({ patientId: BOB.id, dmp: ADMINISTRATIVE, identityDiffers: ['birthName', 'birthGivenNames', 'birthDate'] });
  const changed = run('dmp.changeAdministrativeData', { confirmed: true, change: { refusesBreakGlass: true, refusesEmergency: false } });
  await dmp.done('readAdministrativeData', BOB, ADMINISTRATIVE);
  await dmp.done('changeAdministrativeData', BOB, undefined);
  expect(await changed).toBeUndefined();
});

test('the authorised professionals are listed', async () => {
  const { dmp, run } = await setUp();
  const listed = run('dmp.authorisedProfessionals');
  await dmp.done('listAuthorisations', BOB, [PHYSICIAN]);
  expect(await listed).toMatchObject({ patientId: BOB.id, professionals: [PHYSICIAN] });
});

test('the leaflet is a file to be fetched', async () => {
  const { host, run } = await setUp();
  const { id } = (await run('dmp.leaflet')) as { id: string };
  expect(host.takeFile(id)).toBeDefined();
});

test('Lire la Carte Vitale reads the card, and refuses one of test in production', async () => {
  const { host, reader } = await setUp();
  expect(await host.readCard('dmp.vitale')).toEqual(FAMILY_CARD);
  host.configure({ 'dmp.environment': 'production' });
  await expect(host.readCard('dmp.vitale')).rejects.toMatchObject({ code: 'vitale.testCard' });
  reader.become({ ...FAMILY_CARD, cardKind: 'real' });
  expect((await host.readCard('dmp.vitale')).cardKind).toBe('real');
});
