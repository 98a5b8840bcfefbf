import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ContainerModule } from 'inversify';
import { describe, expect, test } from 'vitest';
import type { DmpTabState } from '../src/api/messages.js';
import { pluginModule } from '../src/container.js';
import { ProfessionalIdentity } from '../src/hardware/professional-identity.js';
import { VitaleReader } from '../src/hardware/vitale-reader.js';
import { activate, activateWith } from '../src/main.js';
import { CardAgentControl } from '../src/services/card-agent-control.js';
import { RecordGateway } from '../src/services/record-gateway.js';
import { FakeCardAgentControl } from './fakes/fake-card-agent-control.js';
import { FakeHost } from './fakes/fake-host.js';
import { FakeIdentity } from './fakes/fake-identity.js';
import { FakeRecordGateway, OPEN } from './fakes/fake-record-gateway.js';
import { FakeVitaleReader } from './fakes/fake-vitale-reader.js';
import { ALICE, BOB } from './fakes/world.js';

const NOTHING = {
  formOpened: false,
  formClosed: false,
  documents: false,
  configuration: false,
  commands: [],
  views: [],
  contextKeys: false,
  patients: [],
  patientReaders: [],
};

/** The plugin with its own store, and a card and a DMP that do as the test says. */
function setUp() {
  const [host, identity, dmp] = [new FakeHost(), new FakeIdentity(), new FakeRecordGateway()];
  const fakes = new ContainerModule(({ rebind }) => {
    rebind(ProfessionalIdentity).toConstantValue(identity);
    rebind(CardAgentControl).toConstantValue(new FakeCardAgentControl());
    rebind(RecordGateway).toConstantValue(dmp);
    rebind(VitaleReader).toConstantValue(new FakeVitaleReader());
  });
  return { host, identity, dmp, activation: activateWith(host, pluginModule, fakes) };
}

test('a plugin that was deactivated holds nothing of its host, of the card or of the DMP', async () => {
  const { host, identity, dmp, activation } = setUp();
  host.openForm(ALICE);
  host.openForm(BOB);
  const slots = [host.show('dmp.tab', ALICE), host.show('dmp.visitChip', BOB), host.showPage('dmp.about'), host.contextOf(ALICE)];
  await host.run('dmp.showStatus', { patient: ALICE });
  await dmp.answer(ALICE, OPEN);
  await expect.poll(() => dmp.pending).toEqual([BOB.id]);
  expect([host.observed.formOpened, identity.observed]).toEqual([true, true]);

  for (const slot of slots) slot.stop();
  await activation.deactivate(AbortSignal.timeout(1_000));

  expect(host.observed).toEqual(NOTHING);
  expect(identity.observed).toBe(false);
  expect(dmp.pending).toEqual([]);
});

describe('a write under way', () => {
  /** Alice has given her consent; the DMP has the request and has not answered yet. */
  async function asking() {
    const made = setUp();
    await made.host.run('dmp.acknowledgeTraces', { patient: ALICE });
    const asked = made.host.run('dmp.askAuthorisation', { patient: ALICE, consent: true });
    await expect.poll(() => made.dmp.written).toHaveLength(1);
    return { ...made, asked };
  }

  test('ends before the plugin does, and nothing is asked after it', async () => {
    const { host, dmp, asked, activation } = await asking();
    let isOver = false;
    const deactivated = activation.deactivate(AbortSignal.timeout(10_000)).then(() => {
      isOver = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect([isOver, host.observed.commands]).toEqual([false, []]);
    await dmp.done('addAuthorisation', ALICE, { alreadyThere: false });
    await deactivated;
    expect([await asked, dmp.asked, dmp.pending]).toEqual([{ alreadyThere: false }, [], []]);
    expect(host.observed).toEqual(NOTHING);
  });

  test('is left alone when the host waits no longer', async () => {
    const { host, activation } = await asking();
    await activation.deactivate(AbortSignal.timeout(50));
    expect(host.observed).toEqual(NOTHING);
  });
});

test('a process in which the plugin was used and deactivated ends by itself', async () => {
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./contributions/one-run.ts', import.meta.url))], { stdio: 'ignore' });
  const timer = setTimeout(() => child.kill('SIGKILL'), 15_000);
  const ended = await new Promise((resolve) => child.once('exit', (code, signal) => resolve(signal ?? code)));
  clearTimeout(timer);
  expect(ended).toBe(0);
});

test('a card agent that cannot be started is a state of the card, and is let go of with the rest', async () => {
  const host = new FakeHost(); // beside the sources there is no built agent
  const activation = activate(host);
  const tab = host.show<DmpTabState>('dmp.tab', ALICE);
  await expect
    .poll(() => tab.last?.status, { timeout: 10_000 })
    .toMatchObject({ kind: 'needsCard', card: { kind: 'unavailable', reason: { code: 'agent.unavailable' } } });
  tab.stop();
  await activation.deactivate(AbortSignal.timeout(1_000));
  expect(host.observed).toEqual(NOTHING);
});

test('activation opens no store and asks nothing', async () => {
  const { host, dmp, activation } = setUp();
  await new Promise((resolve) => setTimeout(resolve, 50));
  // The card agent, which has nothing to run here, may have ended by then.
  const logged = host.logged.filter(({ source }) => source !== 'AgentIdentity');
  expect([dmp.asked, logged, readdirSync(host.storage.folder)]).toEqual([[], [], []]);
  await activation.deactivate(AbortSignal.timeout(1_000));
});
