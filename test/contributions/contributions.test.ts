import { ContainerModule } from 'inversify';
import { afterEach, describe, expect, test } from 'vitest';
import manifestJson from '../../plugin.manifest.json' with { type: 'json' };
import { Manifest } from '../../src/api/manifest.js';
import type { AboutState, DmpChipState, DmpTabState, WebDmpLink } from '../../src/api/messages.js';
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
import { FakeIdentity, HOLDER, LOCKED, sealed, UNLOCKED } from '../fakes/fake-identity.js';
import { FakeJournal } from '../fakes/fake-journal.js';
import { FakePaperWriter } from '../fakes/fake-paper-writer.js';
import { CLOSED, FakeRecordGateway, OPEN } from '../fakes/fake-record-gateway.js';
import { FakeStatusCache } from '../fakes/fake-status-cache.js';
import { FakeUserMemory } from '../fakes/fake-user-memory.js';
import { FakeVitaleReader } from '../fakes/fake-vitale-reader.js';
import { ALICE, BOB, settled } from '../fakes/world.js';
import { detailsOf } from '../services/make-services.js';

const started: { deactivate(signal: AbortSignal): Promise<void> }[] = [];
afterEach(async () => {
  for (const activation of started.splice(0)) await activation.deactivate(AbortSignal.timeout(1_000));
});

/** The plugin as the host starts it, with a card and a DMP that do as the test says. */
function setUp(card = UNLOCKED) {
  const host = new FakeHost();
  host.configure({ 'dmp.webBaseUrl': 'http://127.0.0.1:4181' });
  const [identity, dmp, agent] = [new FakeIdentity(card), new FakeRecordGateway(), new FakeCardAgentControl()];
  const [memory, writer, reader] = [new FakeUserMemory(), new FakePaperWriter(), new FakeVitaleReader()];
  const fakes = new ContainerModule(({ rebind }) => {
    rebind(ProfessionalIdentity).toConstantValue(identity);
    rebind(CardAgentControl).toConstantValue(agent);
    rebind(RecordGateway).toConstantValue(dmp);
    rebind(StatusCache).toConstantValue(new FakeStatusCache());
    rebind(UserMemory).toConstantValue(memory);
    rebind(Journal).toConstantValue(new FakeJournal());
    rebind(PaperWriter).toConstantValue(writer);
    rebind(VitaleReader).toConstantValue(reader);
  });
  host.keepDetails(detailsOf(BOB));
  void memory.noteTracesAcknowledged(HOLDER.id, Date.now());
  started.push(activateWith(host, pluginModule, fakes));
  return { host, identity, dmp, agent, memory, writer, reader };
}

test('every command of main and every view the manifest names is there, and no other', () => {
  const { contributes } = Manifest.parse(manifestJson);
  const { observed } = setUp().host;
  const commands = contributes.commands.filter((command) => command.in === 'main').map(({ id }) => id);
  const views = Object.values(contributes.views).flatMap((list) => list.map(({ id }) => id));
  expect([...observed.commands].sort()).toEqual(commands.sort());
  // The count of a page goes by the name of the page.
  expect([...new Set(observed.views)].sort()).toEqual(views.sort());
  expect([...observed.patientReaders].sort()).toEqual(contributes.patientReaders.map(({ id }) => id).sort());
  expect(observed.contextKeys).toBe(true);
});

describe('the tab', () => {
  test('is answered by the time it is shown, when its form opened on an unlocked card', async () => {
    const { host, dmp } = setUp();
    host.openForm(ALICE);
    await dmp.answer(ALICE, OPEN);
    const tab = host.show<DmpTabState>('dmp.tab', ALICE);
    expect(tab.all).toHaveLength(1);
    expect(tab.last?.status).toMatchObject({ patientId: ALICE.id, kind: 'known', ...OPEN });
  });

  test('a closed form lets go of its question; the same patient in another window keeps it', async () => {
    const { host, dmp } = setUp();
    host.openForm(ALICE, 'form-1');
    host.openForm(ALICE, 'form-2');
    await settled();
    host.closeForm('form-1');
    expect(dmp.pending).toEqual([ALICE.id]);
    host.closeForm('form-2');
    expect([dmp.pending, dmp.givenUp]).toEqual([[], [ALICE.id]]);
  });

  test('a form that goes on with another patient lets go of the one before', async () => {
    const { host, dmp } = setUp();
    host.openForm(ALICE, 'form-1');
    await settled();
    host.openForm(BOB, 'form-1');
    await settled();
    expect(dmp.pending).toEqual([BOB.id]);
  });

  test('its commands lead from the code to the answer', async () => {
    const { host, dmp } = setUp(LOCKED);
    host.openForm(ALICE);
    const tab = host.show<DmpTabState>('dmp.tab', ALICE);
    await host.run('dmp.showStatus', { patient: ALICE });
    await host.run('dmp.unlockCard', { patient: ALICE, encryptedPin: sealed('1234') });
    await dmp.answer(ALICE, CLOSED);
    expect(tab.last?.status).toMatchObject({ kind: 'known', record: 'closed' });
    const refreshed = host.run('dmp.refreshStatus', { patient: ALICE });
    await host.run('dmp.cancelRefresh', { patient: ALICE });
    await refreshed;
    expect(tab.last?.status).toMatchObject({ kind: 'known', record: 'closed' });
  });

  test('the choices and the restart reach the card', async () => {
    const { host, identity, agent } = setUp(LOCKED);
    await host.run('dmp.chooseReader', { patient: ALICE, reader: 'Lecteur virtuel 1' });
    await host.run('dmp.chooseSituation', { patient: ALICE, id: '10B0127189' });
    await host.run('dmp.restartCardAgent', { patient: ALICE });
    expect([identity.chosenReaders, identity.chosenSituations, agent.restarts]).toEqual([['Lecteur virtuel 1'], ['10B0127189'], 1]);
  });

  test.each([
    ['dmp.unlockCard', {}],
    ['dmp.unlockCard', { encryptedPin: 1234 }],
    ['dmp.unlockCard', { encryptedPin: '12 34' }],
    ['dmp.chooseReader', { reader: '' }],
    ['dmp.chooseSituation', { id: ['a'] }],
    ['dmp.webDmpLink', { page: 'Creation' }],
    ['dmp.webDmpLink', {}],
  ])('what the page may not say is refused: %s %j', async (command, args) => {
    const { host, identity } = setUp(LOCKED);
    await expect(host.run(command, { patient: ALICE, ...args })).rejects.toThrow();
    expect([identity.unlocks, identity.chosenReaders, identity.chosenSituations]).toEqual([[], [], []]);
  });
});

test('the chips of band and visits follow the status', async () => {
  const { host, dmp } = setUp();
  const [band, visit] = [host.show<DmpChipState>('dmp.bandChip', ALICE), host.show<DmpChipState>('dmp.visitChip', ALICE)];
  host.openForm(ALICE);
  await dmp.answer(ALICE, OPEN);
  expect([band.last?.chip.kind, visit.last?.chip.kind]).toEqual(['known', 'known']);
  expect(dmp.asked).toEqual([ALICE.id]);
});

describe('the menu', () => {
  test('its conditions know the record, of each patient his own', async () => {
    const { host, dmp } = setUp();
    const [alice, bob] = [host.contextOf(ALICE), host.contextOf(BOB)];
    await settled();
    expect([alice.last, bob.last]).toEqual([
      { 'dmp.record': 'unknown', 'dmp.hasVideo': true },
      { 'dmp.record': 'unknown', 'dmp.hasVideo': true },
    ]);
    host.openForm(ALICE);
    await dmp.answer(ALICE, CLOSED);
    expect([alice.last, bob.last]).toEqual([
      { 'dmp.record': 'closed', 'dmp.hasVideo': true },
      { 'dmp.record': 'unknown', 'dmp.hasVideo': true },
    ]);
  });

  test('an entry gets its link; the notice goes when the user says so, and comes back with the setting', async () => {
    const { host } = setUp();
    const link = async () => (await host.run('dmp.webDmpLink', { patient: ALICE, page: 'Documents' })) as WebDmpLink;
    expect(await link()).toMatchObject({ patientId: ALICE.id, opens: 'Documents', showNotice: true });
    await host.run('dmp.hideWebDmpNotice', { patient: ALICE });
    expect((await link()).showNotice).toBe(false);
    host.configure({ 'dmp.showWebDmpNotice': false });
    host.configure({ 'dmp.showWebDmpNotice': true });
    expect((await link()).showNotice).toBe(true);
  });
});

describe('the videos', () => {
  test('are offered while there is an address', async () => {
    const { host } = setUp();
    const values = host.contextOf(ALICE);
    await settled();
    expect([values.last?.['dmp.hasVideo'], await host.run('dmp.videoLink', { patient: ALICE })]).toEqual([true, 'https://www.dmp.fr']);
    host.configure({ 'dmp.videoUrl': '' });
    expect(values.last?.['dmp.hasVideo']).toBe(false);
  });
});

test('the page about the product is there', () => {
  expect(setUp().host.showPage<AboutState>('dmp.about').last?.lpsName).toBe('Passerelle DMP');
});

test('a changed setting reaches the card agent', async () => {
  const { host, agent } = setUp();
  host.configure({ 'dmp.environment': 'dev1' });
  await settled();
  expect(agent.configurations).toBe(1);
});
