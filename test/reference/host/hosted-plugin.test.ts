import { cpSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, expect, test, vi } from 'vitest';
import { CancellationTokenSource } from 'vscode-jsonrpc/node';
import * as page from '../../../reference/host/page-protocol.js';
import { PatientStore } from '../../../reference/host/server/store/patient-store.js';
import { type Answer, atEnd, cleanUp, isAlive, MAIN, manifestOf, refusalIn, startPractice, temporaryFolder, writePlugin } from './practice-server.js';

afterEach(cleanUp);
vi.setConfig({ testTimeout: 60_000 });
const PATIENCE = { timeout: 30_000, interval: 25 };
const soon = (check: () => unknown) => vi.waitFor(check, PATIENCE);

const RXJS = JSON.stringify(import.meta.resolve('rxjs'));
/** Tells which forms and places on screen it knows of. */
const WATCHED = `
import { Observable } from ${RXJS};
export function activate(host) {
  const forms = new Set(), watched = [];
  host.events.formOpened$.subscribe(({ formId }) => forms.add(formId));
  host.events.formClosed$.subscribe(({ formId }) => forms.delete(formId));
  host.views.publish('probe.tab', ({ id }) => new Observable(() => { watched.push(id); return () => watched.splice(watched.indexOf(id), 1); }));
  host.commands.registerForPage('probe.ask', async () => ({ forms: [...forms], watched }));
  return { async deactivate() {} };
}`;
const FLOOD = `
import { interval, map, range, take } from ${RXJS};
export function activate(host) {
  host.views.publish('probe.tab', () => range(1, 100_000).pipe(map((count) => ({ count }))));
  host.views.publishPage('probe.page', () => interval(2).pipe(take(400), map((count) => ({ count: count + 1, ballast: 'x'.repeat(200_000) }))));
  return { async deactivate() {} };
}`;
const HUGE = `
import { of } from ${RXJS};
export function activate(host) {
  host.views.publishPage('probe.page', () => of('x'.repeat(2_000_000), 'small'));
  host.commands.registerForPage('probe.ask', async () => 'x'.repeat(2_000_000));
  return { async deactivate() {} };
}`;

async function setUp(main?: string, more: Parameters<typeof startPractice>[0] = {}) {
  const folder = writePlugin(join(temporaryFolder(), 'probe'), main === undefined ? {} : { main });
  const practice = await startPractice({ pluginFolders: [folder], ...more });
  return { practice, folder, window: await practice.open() };
}

test('nothing runs before the first patient is opened; then once, timed, with its trigger', async () => {
  const { window } = await setUp();
  expect(window.plugin()).toMatchObject({ state: 'waiting', enabled: true, restarts: 0 });
  await window.openForm('p01');
  await window.openForm('p02');
  await soon(() => expect(window.plugin()).toMatchObject({ state: 'running', activation: { event: 'patient.open', milliseconds: expect.any(Number) } }));
  expect((await window.log()).filter((line) => line.startsWith('activated event=patient.open'))).toHaveLength(1);
  await soon(() => expect(window.plugin()?.memoryMegabytes).toBeGreaterThan(10));
});

test('from its sources, the process of a plugin runs with the loader of the server', async () => {
  const { window } = await setUp(undefined, { pluginProcess: fileURLToPath(new URL('../../../reference/host/server/plugin-process.ts', import.meta.url)) });
  expect(await window.run('probe.do', 'p01', { colour: 'blue' })).toEqual({ colour: 'blue' });
});

test('a command starts the plugin it belongs to, and waits for it', async () => {
  const { window } = await setUp();
  expect(await window.run('probe.do', 'p01', { colour: 'blue' })).toEqual({ colour: 'blue' });
  expect(window.plugin()?.activation?.event).toBe('command:probe.do');
});

test('two windows on two patients, and two on one, each get their own states', async () => {
  const { practice, window } = await setUp();
  const other = await practice.open();
  const nathalie = await window.show('probe.tab', 'p01');
  const paul = await other.show('probe.tab', 'p02');
  const nathalieAgain = await other.show('probe.tab', 'p01');
  await window.run('probe.do', 'p01');
  await soon(() => expect([nathalie.at(-1)?.runs, nathalieAgain.at(-1)?.runs]).toEqual([1, 1]));
  expect(nathalie.every(({ patientId, name }) => patientId === 'p01' && name === 'DESMAUX')).toBe(true);
  expect(paul.every(({ patientId, runs }) => patientId === 'p02' && runs === 0)).toBe(true);
});

test('a page has a state without a patient', async () => {
  const { window } = await setUp();
  const states = await window.show<{ patients: number }>('probe.page');
  await window.run('probe.do', 'p01');
  await soon(() => expect(states.at(-1)).toEqual({ patients: 1 }));
});

test('forms that open and close are told, also those of a window that goes away', async () => {
  const { practice, window } = await setUp();
  const other = await practice.open();
  await window.openForm('p01');
  await other.openForm('p02');
  const told = async () => (await window.run<Answer>('probe.ask')).forms;
  await vi.waitFor(async () => expect(await told()).toEqual(['+form-p01', '+form-p02']), PATIENCE);
  window.tell(page.closeForm, { formId: 'form-p01' });
  await other.close();
  await vi.waitFor(async () => expect(await told()).toEqual(['+form-p01', '+form-p02', '-form-p01', '-form-p02']), PATIENCE);
});

test('after kill -9 the plugin comes back, what is on screen goes on, and it is told of the open forms again', async () => {
  const { window } = await setUp();
  await window.openForm('p01');
  const states = await window.show('probe.tab', 'p01');
  await soon(() => expect(states.length).toBeGreaterThan(0));
  const { pid = 0 } = states.at(-1) ?? {};
  process.kill(pid, 'SIGKILL');
  await soon(() => expect(states.at(-1)?.pid).not.toBe(pid));
  expect(window.plugin()).toMatchObject({ state: 'running', restarts: 1, activation: { event: 'restart' } });
  expect((await window.run<Answer>('probe.ask')).forms).toEqual(['+form-p01']);
  expect((await window.log()).some((line) => line.startsWith('process.ended signal=SIGKILL'))).toBe(true);
});

test('a command under way when the process dies is refused, and the window stays usable', async () => {
  const { window } = await setUp();
  const { pid } = await window.run<Answer>('probe.ask');
  const hanging = refusalIn(window.run('probe.ask', undefined, { hang: true }));
  await new Promise((resolve) => setTimeout(resolve, 300));
  process.kill(pid, 'SIGKILL');
  expect((await hanging).data).toEqual({ code: 'host.unavailable' });
  expect(await window.ask(page.getPatient, { patientId: 'p01' })).toMatchObject({ id: 'p01' });
});

test('a declared command nobody registered is a fault of the plugin, known to its log', async () => {
  const { window } = await setUp('export const activate = () => ({ deactivate: async () => {} });');
  const { data } = await refusalIn(window.run('probe.do', 'p01'));
  expect(data?.code).toBe('plugin.unexpected');
  expect(await window.log()).toContain(`command.notRegistered command=probe.do reference=${data?.reference}`);
});

test('a plugin that no longer answers is ended and started again', async () => {
  const { window } = await setUp(undefined, { timings: { pingDeadline: 1_000, restartDelays: [50, 100] } });
  const { pid } = await window.run<Answer>('probe.ask');
  const hanging = refusalIn(window.run('probe.ask', undefined, { hang: true }));
  expect((await hanging).data).toEqual({ code: 'host.unavailable' });
  await soon(() => expect(window.plugin()).toMatchObject({ state: 'running', restarts: 1 }));
  expect(isAlive(pid)).toBe(false);
  expect((await window.log()).includes('unresponsive')).toBe(true);
});

test('a plugin that dies again and again is left to the user, who starts it once more', async () => {
  const { window } = await setUp();
  for (let death = 0; death < 3; death += 1) {
    const { pid } = await vi.waitFor(() => window.run<Answer>('probe.ask'), PATIENCE);
    process.kill(pid, 'SIGKILL');
    await soon(() => expect(['restarting', 'starting', 'stopped', 'running'].includes(window.plugin()?.state ?? '') && !isAlive(pid)).toBe(true));
  }
  await soon(() => expect(window.plugin()?.state).toBe('stopped'));
  expect((await refusalIn(window.run('probe.ask'))).data).toEqual({ code: 'host.unavailable' });
  await window.ask(page.restartPlugin, { pluginId: 'probe' });
  await soon(() => expect(window.plugin()).toMatchObject({ state: 'running' }));
});

test('a plugin that cannot be activated ends up stopped, and its log says where it failed, not what it said', async () => {
  const { window } = await setUp(`export const activate = () => { throw new TypeError('DESMAUX'); };`);
  await window.openForm('p01');
  await soon(() => expect(window.plugin()?.state).toBe('stopped'));
  const failed = (await window.log()).filter((line) => line.startsWith('activation.failed'));
  expect(failed[0]).toMatch(/reference=[\da-f]{8} error=TypeError at=main\.js:1:\d+/);
  expect((await window.log()).join()).not.toContain('DESMAUX');
});

test('a storage folder that cannot be made stops the plugin, not the server; put right, the user starts it', async () => {
  const dataFolder = temporaryFolder();
  mkdirSync(join(dataFolder, 'storage'));
  writeFileSync(join(dataFolder, 'storage/probe'), '');
  const { window } = await setUp(undefined, { dataFolder });
  expect((await refusalIn(window.run('probe.ask'))).data).toEqual({ code: 'host.unavailable' });
  await soon(() => expect(window.plugin()?.state).toBe('stopped'));
  expect(await window.log()).toContain('start.failed event=command:probe.ask code=EEXIST');
  rmSync(join(dataFolder, 'storage/probe'));
  await window.ask(page.restartPlugin, { pluginId: 'probe' });
  expect(await window.run<Answer>('probe.ask')).toMatchObject({ limit: 3 });
});

test('what a window opens and closes in one breath, or leaves behind, stays open nowhere', async () => {
  const { ref } = PatientStore.prototype;
  atEnd(() => Object.assign(PatientStore.prototype, { ref }));
  Object.assign(PatientStore.prototype, {
    async ref(this: PatientStore, id: string) {
      await new Promise((resolve) => setTimeout(resolve, 150));
      return ref.call(this, id);
    },
  });
  const { practice, window } = await setUp(WATCHED);
  const leaving = await practice.open();
  const opening = [window.openForm('p01'), window.ask(page.openSlot, { slotId: 'brief', viewId: 'probe.tab', patientId: 'p01' })];
  window.tell(page.closeForm, { formId: 'form-p01' });
  window.tell(page.closeSlot, { slotId: 'brief' });
  leaving.openForm('p02').catch(() => {});
  leaving.show('probe.tab', 'p02').catch(() => {});
  await leaving.close();
  await Promise.all(opening);
  await new Promise((resolve) => setTimeout(resolve, 300));
  await window.show('probe.tab', 'p03');
  expect(await vi.waitFor(() => window.run('probe.ask'), PATIENCE)).toEqual({ forms: [], watched: ['p03'] });
});

test('what a window asked just before it went opens nothing, and the server goes on', async () => {
  const { practice, window } = await setUp(WATCHED);
  for (let turn = 0; turn < 20; turn += 1) await (await practice.open()).askAndLeave('probe.tab', 'p02');
  await window.show('probe.tab', 'p03');
  expect(await window.run('probe.ask')).toEqual({ forms: [], watched: ['p03'] });
});

test('of a flood of states the newest arrives; a window that is busy gets what it can take', async () => {
  const { window } = await setUp(FLOOD);
  const burst = await window.show<{ count: number }>('probe.tab', 'p01');
  await soon(() => expect(burst.at(-1)?.count).toBe(100_000));
  expect(burst.length).toBeLessThan(10_000);
  window.pause();
  const large = window.show<{ count: number }>('probe.page');
  await new Promise((resolve) => setTimeout(resolve, 2_500));
  window.resume();
  const states = await large;
  await soon(() => expect(states.at(-1)?.count).toBe(400));
  expect(states.length).toBeLessThan(200);
});

test('a state or an answer that is too large is the failure of its plugin, and goes no further', async () => {
  const { window } = await setUp(HUGE);
  const states = await window.show<string>('probe.page');
  expect((await refusalIn(window.run('probe.ask'))).data).toMatchObject({ code: 'plugin.unexpected' });
  await soon(() => expect(states).toEqual(['small']));
  expect((await window.log()).some((line) => line.startsWith('view.failed') && line.includes('error=RangeError'))).toBe(true);
});

test('disabled while a form is open, its contributions are gone at once; deactivation is awaited; enabled again, it is there again', async () => {
  const { window } = await setUp();
  await window.openForm('p01');
  const states = await window.show('probe.tab', 'p01');
  await soon(() => expect(states).toHaveLength(1));
  const { pid = 0 } = states[0] ?? {};
  const disabling = window.ask(page.setPluginEnabled, { pluginId: 'probe', enabled: false });
  await soon(() => expect(window.plugin()).toMatchObject({ state: 'disabled', enabled: false }));
  expect((await refusalIn(window.run('probe.do', 'p01'))).message).toContain('désactivée');
  await disabling;
  expect(isAlive(pid)).toBe(false);
  const log = await window.log();
  expect(log.indexOf('gone')).toBeGreaterThan(log.indexOf('going'));
  expect(log).toContain('deactivated');
  await window.ask(page.setPluginEnabled, { pluginId: 'probe', enabled: true });
  await soon(() => expect(states.at(-1)?.pid).not.toBe(pid));
  expect((await window.run<Answer>('probe.ask')).forms).toEqual(['+form-p01']);
});

test('switched off and on again in one breath, there is one process', async () => {
  const { window } = await setUp();
  await window.openForm('p01');
  const { pid } = await window.run<Answer>('probe.ask');
  await Promise.all([false, true, false, true].map((enabled) => window.ask(page.setPluginEnabled, { pluginId: 'probe', enabled })));
  await soon(() => expect(window.plugin()?.state).toBe('running'));
  expect((await window.run<Answer>('probe.ask')).pid).not.toBe(pid);
  expect(isAlive(pid)).toBe(false);
  expect((await window.log()).filter((line) => line.startsWith('activated'))).toHaveLength(2);
});

test('giving up a command stops the wait, not the command', async () => {
  const { window } = await setUp(MAIN().replace('return args;', 'await new Promise((resolve) => setTimeout(resolve, 500)); console.log("done"); return args;'));
  const waiting = new CancellationTokenSource();
  const given = refusalIn(window.ask(page.runCommand, { commandId: 'probe.do', patientId: 'p01', args: {} }, waiting.token));
  const states = await window.show('probe.tab', 'p01');
  await soon(() => expect(states.at(-1)?.runs).toBe(1));
  waiting.cancel();
  expect((await given).data).toEqual({ code: 'host.unavailable' });
  expect(await window.log()).not.toContain('done');
  await vi.waitFor(async () => expect(await window.log()).toContain('done'), PATIENCE);
});

test('a plugin that will not go is ended after its deadline', async () => {
  const { window } = await setUp(MAIN().replace("console.log('going');", 'await new Promise(() => {});'), { timings: { deactivation: 500 } });
  const { pid } = await window.run<Answer>('probe.ask');
  await window.ask(page.setPluginEnabled, { pluginId: 'probe', enabled: false });
  expect(isAlive(pid)).toBe(false);
  expect((await window.log()).includes('deactivation.gaveUp')).toBe(true);
});

test('what the user switched off stays off at the next start', async () => {
  const { practice, folder, window } = await setUp();
  await window.ask(page.setPluginEnabled, { pluginId: 'probe', enabled: false });
  await practice.close();
  const again = await (await startPractice({ dataFolder: practice.dataFolder, pluginFolders: [folder] })).open();
  expect(again.plugin()).toMatchObject({ state: 'disabled', enabled: false });
});

test('an unknown patient is refused before the plugin hears of it', async () => {
  const { window } = await setUp();
  for (const refused of [window.run('probe.do', 'nobody'), window.openForm('nobody'), window.show('probe.tab', 'nobody')])
    expect(await refusalIn(refused)).toEqual({ message: 'Ce patient n’est pas connu du cabinet.', data: { code: 'host.unavailable' } });
  expect(window.plugin()?.state).toBe('waiting');
});

test('the plugin refuses with its own code; anything else it throws is unexpected, with a reference the log knows', async () => {
  const { window } = await setUp();
  expect((await refusalIn(window.run('probe.ask', undefined, { refuse: 'card.absent' }))).data).toEqual({ code: 'card.absent' });
  const { message, data } = await refusalIn(window.run('probe.ask', undefined, { fail: true }));
  expect(data).toEqual({ code: 'plugin.unexpected', reference: expect.any(String) });
  expect(message).not.toContain('DESMAUX');
  expect((await window.log()).find((line) => line.startsWith('command.failed'))).toContain(`reference=${data?.reference} error=Error`);
});

test('the log holds events, never the arguments of a command nor what an error said; what the plugin prints is there', async () => {
  const { practice, window } = await setUp();
  await window.run('probe.do', 'p01', { encryptedPin: 'SEALED' });
  await refusalIn(window.run('probe.ask', undefined, { fail: true }));
  await window.run('probe.ask', undefined, { print: 'une ligne' });
  await vi.waitFor(async () => expect(await window.log()).toContain('une ligne'), PATIENCE);
  for (const text of [(await window.log()).join('\n'), readFileSync(join(practice.dataFolder, 'logs/probe.log'), 'utf8')]) {
    expect(text).toContain('activated');
    expect(text).not.toMatch(/SEALED|DESMAUX|255069999999934/);
  }
});

test('a command that is not in the manifest cannot be registered', async () => {
  const { window } = await setUp();
  expect((await refusalIn(window.run('probe.ask', undefined, { undeclared: true }))).data?.code).toBe('plugin.unexpected');
});

test('a plugin that did not ask for patient data gets the id alone', async () => {
  const folder = writePlugin(join(temporaryFolder(), 'probe'), { manifest: manifestOf('probe', { capabilities: {} }) });
  const window = await (await startPractice({ pluginFolders: [folder] })).open();
  const states = await window.show('probe.tab', 'p01');
  await soon(() => expect(states.at(-1)).toMatchObject({ patientId: 'p01', name: '' }));
  expect((await window.log()).includes('capability.withheld capability=patient')).toBe(true);
});

test('a plugin is told who practises here only where it asked for that', async () => {
  const body = `host.commands.registerForPage('probe.team', async () => (await host.practice.professionals()).map(({ id }) => id));`;
  const withCapabilities = async (capabilities: object) => {
    const manifest = manifestOf('probe', { engines: { host: '^1.5.0' }, capabilities });
    (manifest['contributes'] as { commands: unknown[] }).commands.push({ id: 'probe.team', title: 'team' });
    const folder = writePlugin(join(temporaryFolder(), 'probe'), { manifest, main: MAIN('probe', body) });
    return (await startPractice({ pluginFolders: [folder] })).open();
  };
  expect(await (await withCapabilities({ practice: 'read' })).run('probe.team')).toEqual(['899900021212', '899900008880']);
  const window = await withCapabilities({});
  expect((await refusalIn(window.run('probe.team'))).data?.code).toBe('host.unavailable');
  expect(await window.log()).toContain('practice.refused capability=practice');
});

test('a process gets no credentials of the environment, and a storage folder of its own', async () => {
  vi.stubEnv('PASSERELLE_SECRET', 'x');
  const { practice, window } = await setUp();
  const { env, folder } = await window.run<Answer>('probe.ask');
  vi.unstubAllEnvs();
  expect(env).not.toContain('PASSERELLE_SECRET');
  expect(folder).toBe(join(practice.dataFolder, 'storage/probe'));
  expect(existsSync(folder)).toBe(true);
});

test('a changed setting is checked, told to the plugin and to every window, and kept', async () => {
  const { practice, folder, window } = await setUp();
  const other = await practice.open();
  expect((await window.run<Answer>('probe.ask')).limit).toBe(3);
  expect(await window.ask(page.changeSetting, { pluginId: 'probe', key: 'probe.limit', value: 12 })).toBe('La plus grande valeur possible est 9.');
  expect(await window.ask(page.changeSetting, { pluginId: 'probe', key: 'probe.limit', value: 5 })).toBeNull();
  await vi.waitFor(async () => expect(await window.run<Answer>('probe.ask')).toMatchObject({ limit: 5, settings: ['probe.limit=5'] }), PATIENCE);
  await soon(() => expect(other.heard).toEqual([{ method: 'settings/changed', params: [{ pluginId: 'probe', key: 'probe.limit', value: 5, fixed: false }] }]));
  await practice.close();
  const again = await (await startPractice({ dataFolder: practice.dataFolder, pluginFolders: [folder], configuration: {} })).open();
  expect(await again.ask(page.listSettings, undefined)).toMatchObject([{ value: 5 }]);
});

test('a value given at the start is fixed; one the manifest does not allow prevents the start', async () => {
  const { folder, window } = await setUp(undefined, { configuration: { 'probe.limit': '7' } });
  expect(await window.ask(page.listSettings, undefined)).toEqual([{ pluginId: 'probe', key: 'probe.limit', value: 7, fixed: true }]);
  expect(await window.ask(page.changeSetting, { pluginId: 'probe', key: 'probe.limit', value: 5 })).toContain('fixée au démarrage');
  await expect(startPractice({ pluginFolders: [folder], configuration: { 'probe.limit': 'many' } })).rejects.toThrow('--set probe.limit=many');
});

test('a secret is its plugin’s own, and lies sealed', async () => {
  const folders = ['probe', 'spy'].map((id) => writePlugin(join(temporaryFolder(), id), { manifest: manifestOf(id) }));
  const practice = await startPractice({ pluginFolders: folders });
  const window = await practice.open();
  expect((await window.run<Answer>('probe.ask', undefined, { write: 'sesame' })).secret).toBe('sesame');
  expect((await window.run<Answer>('spy.ask')).secret).toBeUndefined();
  await practice.close();
  for (const file of ['practice.sqlite', 'practice.sqlite-wal'])
    if (existsSync(join(practice.dataFolder, file))) expect(readFileSync(join(practice.dataFolder, file))).not.toContain('sesame');
});

test('a folder that is dropped in appears and works; taken away, it is gone: the sample plugin', async () => {
  const practice = await startPractice({ timings: { folderWatch: 500 } });
  const window = await practice.open();
  const dropped = join(practice.dataFolder, 'plugins/hello');
  await window.openForm('p01');
  cpSync(new URL('../../../reference/host/samples/hello', import.meta.url), dropped, { recursive: true });
  await vi.waitFor(() => expect(window.plugin('hello')).toMatchObject({ title: 'Bonjour' }), { timeout: 2_000 });
  const states = await window.show('hello.tab', 'p01');
  await soon(() => expect(states.at(-1)).toEqual({ patientId: 'p01', count: 0 }));
  expect(await window.run('hello.greet', 'p01')).toBe(1);
  await soon(() => expect(states.at(-1)).toEqual({ patientId: 'p01', count: 1 }));
  rmSync(dropped, { recursive: true });
  await vi.waitFor(() => expect(window.plugins).toEqual([]), { timeout: 2_000 });
});

test('a manifest that is corrected is read again', async () => {
  const practice = await startPractice();
  const window = await practice.open();
  const folder = join(practice.dataFolder, 'plugins/probe');
  writePlugin(folder, { manifest: manifestOf('probe', { version: 'one' }) });
  await soon(() => expect(window.plugins).toMatchObject([{ id: 'probe', state: 'invalid', enabled: false, faults: [{ path: '$.version' }] }]));
  expect((await refusalIn(window.ask(page.setPluginEnabled, { pluginId: 'probe', enabled: true }))).message).toContain('manifeste');
  writePlugin(folder);
  await soon(() => expect(window.plugins).toMatchObject([{ id: 'probe', state: 'waiting', faults: [] }]));
});

test('a second plugin with the same id is refused, naming both; it takes the place when the first goes', async () => {
  const practice = await startPractice();
  const window = await practice.open();
  const [first, second] = ['a-first', 'b-second'].map((name) => join(practice.dataFolder, 'plugins', name));
  writePlugin(first ?? '');
  writePlugin(second ?? '');
  await soon(() =>
    expect(window.plugins.map(({ folderName, state }) => [folderName, state])).toEqual([
      ['a-first', 'waiting'],
      ['b-second', 'invalid'],
    ]),
  );
  expect(window.plugins[1]?.faults).toEqual([{ path: '$.id', message: expect.stringMatching(/a-first.*b-second/) }]);
  rmSync(first ?? '', { recursive: true });
  await soon(() => expect(window.plugins).toMatchObject([{ id: 'probe', folderName: 'b-second', state: 'waiting' }]));
});

test('a new build of a running plugin takes its place', async () => {
  const { window, folder } = await setUp();
  await window.openForm('p01');
  const states = await window.show('probe.tab', 'p01');
  await soon(() => expect(states).toHaveLength(1));
  const { pid = 0 } = states[0] ?? {};
  writePlugin(folder, { main: MAIN('probe', '// a new build') });
  await soon(() => expect(states.at(-1)?.pid).not.toBe(pid));
  expect(isAlive(pid)).toBe(false);
});
