import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { insertCard, removeCard, unplugReader } from '../../reference/cards/reader.js';
import type { CardState } from '../../src/api/messages.js';
import { PluginError } from '../../src/api/plugin-error.js';
import { SoftwareCardIdentity } from '../../src/hardware/agent/software-card-identity.js';
import { SoftwareVitaleReader } from '../../src/hardware/agent/software-vitale-reader.js';
import { AgentIdentity } from '../../src/hardware/agent-identity.js';
import type { AgentFile } from '../../src/hardware/agent-process.js';
import type { AgentTimes } from '../../src/hardware/agent-times.js';
import { AgentVitaleReader } from '../../src/hardware/agent-vitale-reader.js';
import { type VitaleWorld, vitaleReaderContract } from '../contract/vitale-reader.contract.js';
import { FAMILY_CARD, FakeVitaleReader } from '../fakes/fake-vitale-reader.js';
import { buildAgent } from './built-agent.js';
import { becomes, CardDesk, enter, optionsFor, until } from './card-desk.js';
import { QUICK } from './quick-times.js';
import { RecordingLogger } from './recording-logger.js';

let desk: CardDesk;
let agent: AgentFile;
beforeAll(async () => {
  desk = await CardDesk.open();
  agent = await buildAgent(desk.newFolder());
});
afterAll(() => desk.close());

const ends: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end();
});

vitaleReaderContract('FakeVitaleReader', async () => {
  const reader = new FakeVitaleReader();
  return {
    reader,
    remove: () => reader.become(new PluginError('vitale.absent')),
    unplug: () => reader.become(new PluginError('vitale.noReader')),
    spoil: () => reader.become(new PluginError('vitale.unreadable')),
    hold: () => reader.hold(),
    release: () => reader.release(),
    dispose: async () => {},
  };
});

vitaleReaderContract('AgentVitaleReader', async () => {
  const { folder, log, reader, end } = await setUp();
  const tell = (signal: 'SIGSTOP' | 'SIGCONT') => process.kill(pidOf(log), signal);
  return { reader, ...handsAt(folder), hold: () => tell('SIGSTOP'), release: () => tell('SIGCONT'), dispose: end };
});

function handsAt(folder: string): Pick<VitaleWorld, 'remove' | 'unplug' | 'spoil'> {
  return {
    remove: () => void removeCard(folder, { card: 'vitale' }),
    unplug: () => unplugReader(folder),
    spoil: () => change(folder, ({ beneficiaries: [paul] }) => ({ beneficiaries: [{ ...paul, birthDate: '7 août 1970' }] })),
  };
}

/** Changes fields of the card `vitale` where it lies. */
function change(folder: string, fields: (card: { readonly beneficiaries: readonly object[] }) => object): void {
  const path = join(folder, 'cards/vitale/card.json');
  const card = JSON.parse(readFileSync(path, 'utf8'));
  writeFileSync(path, JSON.stringify({ ...card, ...fields(card) }));
}

/** The agent over a folder whose « Lecteur virtuel 1 » is empty, once it has spoken. */
async function setUp({ times = {} }: { readonly times?: Partial<AgentTimes> } = {}) {
  const folder = desk.newReader();
  removeCard(folder);
  const log = new RecordingLogger();
  const identity = new AgentIdentity(agent, optionsFor(desk, folder), log, { ...QUICK, ...times });
  const seen: CardState['kind'][] = [];
  identity.state$.subscribe(({ kind }) => seen.push(kind));
  await becomes(identity, 'absent');
  await until(() => log.count('agent.started') === 1);
  return { folder, log, identity, seen, reader: new AgentVitaleReader(identity), end: () => identity.dispose() };
}
const pidOf = (log: RecordingLogger): number => {
  const pid = log.lines.findLast(({ event }) => event === 'agent.started')?.facts?.['pid'];
  if (typeof pid !== 'number') throw new Error('no agent was started');
  return pid;
};
const patience = (): AbortSignal => AbortSignal.timeout(30_000);

/** Without a process between. */
async function inProcess() {
  const folder = desk.newReader();
  const identity = await SoftwareCardIdentity.start(optionsFor(desk, folder));
  ends.push(() => identity.dispose());
  return { folder, identity, reader: new SoftwareVitaleReader(identity.reader) };
}

test('an agent that hangs is replaced, the reading is told, and the next one answers', async () => {
  const { log, reader, seen, end } = await setUp();
  ends.push(end);
  process.kill(pidOf(log), 'SIGSTOP');
  await expect(reader.read(patience())).rejects.toMatchObject({ code: 'agent.unavailable' });
  await until(() => seen.slice(-2).join() === 'unavailable,absent');
  expect(await reader.read(patience())).toEqual(FAMILY_CARD);
});

test('a reading alone finds out that the agent hangs', async () => {
  const { log, reader, end } = await setUp({ times: { callMilliseconds: 300, pingEveryMilliseconds: 60_000 } });
  ends.push(end);
  process.kill(pidOf(log), 'SIGSTOP');
  await expect(reader.read(patience())).rejects.toMatchObject({ code: 'agent.unavailable' });
  expect(log.lines.find(({ event }) => event === 'agent.killed')?.facts).toEqual({ reason: 'vitale/read' });
});

test('a reading that is given up costs nobody the agent', async () => {
  const { log, reader, end } = await setUp({ times: { callMilliseconds: 300, pingEveryMilliseconds: 60_000 } });
  ends.push(end);
  process.kill(pidOf(log), 'SIGSTOP');
  await expect(reader.read(AbortSignal.timeout(100))).rejects.toMatchObject({ name: 'TimeoutError' });
  await new Promise((resolve) => setTimeout(resolve, 600));
  process.kill(pidOf(log), 'SIGCONT');
  expect(await reader.read(patience())).toEqual(FAMILY_CARD);
  expect([log.count('agent.killed'), log.count('agent.started')]).toEqual([0, 1]);
});

test('an agent that is on its way is waited for, one that is gone is said', async () => {
  const { identity, end } = await setUp();
  const late = new AgentVitaleReader(new Promise((resolve) => setTimeout(() => resolve(identity), 50)));
  expect(await late.read(patience())).toEqual(FAMILY_CARD);
  await end();
  await expect(late.read(patience())).rejects.toMatchObject({ code: 'agent.unavailable' });
});

test('a card asked for while the agent is still starting is read', async () => {
  const folder = desk.newReader();
  const identity = new AgentIdentity(agent, optionsFor(desk, folder), new RecordingLogger(), QUICK);
  ends.push(() => identity.dispose());
  expect(await new AgentVitaleReader(identity).read(patience())).toEqual(FAMILY_CARD);
});

test('nothing of the card is in the logs', async () => {
  const { folder, log, reader, end } = await setUp();
  await reader.read(patience());
  handsAt(folder).spoil();
  await expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
  await end();
  expect(log.lines.length).toBeGreaterThan(0);
  expect(JSON.stringify(log.lines)).not.toMatch(/ONZE|PAUL|CORSE|17008|10107|GAMBETTA/);
});

test('the card is read while a session is open, and the session stays', async () => {
  const { folder, identity, reader } = await inProcess();
  await enter(identity, '1234');
  expect(await reader.read(patience())).toEqual(FAMILY_CARD);
  insertCard(folder, 'vitale-un');
  expect(await reader.read(patience())).toMatchObject({ beneficiaries: [{ givenName: 'JEAN-MICHEL' }, { givenName: 'LÉO', quality: '6' }] });
  await becomes(identity, 'unlocked');
});

test('of two cards, the one put in last is read, and where it was', async () => {
  const { folder, reader } = await inProcess();
  insertCard(folder, 'vitale-desmaux', 'Lecteur virtuel 1');
  expect(await reader.read(patience())).toMatchObject({ reader: 'Lecteur virtuel 1', beneficiaries: [{ givenName: 'NATHALIE' }] });
  insertCard(folder, 'vitale-un', 'Lecteur virtuel 2');
  expect(await reader.read(patience())).toMatchObject({ reader: 'Lecteur virtuel 2', beneficiaries: [{ givenName: 'JEAN-MICHEL' }, {}] });
});

test('a demonstration card says that it is one', async () => {
  const { folder, reader } = await inProcess();
  insertCard(folder, 'vitale-figatellix');
  expect(await reader.read(patience())).toMatchObject({ cardKind: 'demonstration', beneficiaries: [{ birthName: 'CORSE', nir: '188102B17295165' }] });
});

test.each([
  ['a lunar date', { birthDate: '19700000' }],
  ['a second twin', { birthRank: 2 }],
  ['a used name', { usedName: "D'ANGÉLO-MÉTAYER" }],
  ['no number of his own', { nir: '', certificationDate: '' }],
  ['no address', { address: [] }],
])('%s is on cards', async (_, fields) => {
  const { folder, reader } = await inProcess();
  change(folder, ({ beneficiaries: [paul] }) => ({ beneficiaries: [{ ...paul, ...fields }] }));
  expect(await reader.read(patience())).toMatchObject({ beneficiaries: [fields] });
});

test.each([
  ['nobody', { beneficiaries: [] }],
  ['an unknown kind', { cardKind: 'borrowed' }],
  ['a number too short', one({ nir: '17008262217016' })],
  ['no insured', one({ insuredNir: '' })],
  ['no name', one({ birthName: '' })],
  ['no birth rank', one({ birthRank: undefined })],
  ['a rank of zero', one({ birthRank: 0 })],
  ['a name without end', one({ birthName: 'A'.repeat(81) })],
])('a card with %s is unreadable', async (_, fields) => {
  const { folder, reader } = await inProcess();
  change(folder, () => fields);
  await expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
});

test('a card that says nothing is unreadable, disturbs no session, and is read once it speaks', async () => {
  const { folder, identity, reader } = await inProcess();
  await enter(identity, '1234');
  const path = join(folder, 'cards/vitale-un/card.json');
  const good = readFileSync(path);
  writeFileSync(path, '{"kind":');
  insertCard(folder, 'vitale-un');
  await expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
  await becomes(identity, 'unlocked');
  writeFileSync(path, good);
  expect(await reader.read(patience())).toMatchObject({ beneficiaries: [{ givenName: 'JEAN-MICHEL' }, {}] });
  await becomes(identity, 'unlocked');
});

test('readers that cannot be read are no answer', async () => {
  const { folder, reader } = await inProcess();
  writeFileSync(join(folder, 'reader.json'), '{');
  await expect(reader.read(patience())).rejects.toMatchObject({ code: 'vitale.unreadable' });
});

function one(fields: object): object {
  return { beneficiaries: [{ ...FAMILY_CARD.beneficiaries[0], ...fields }] };
}
