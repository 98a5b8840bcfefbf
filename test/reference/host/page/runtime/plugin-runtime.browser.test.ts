import { expect, test } from 'vitest';
import { closeSlot, openSlot, restartPlugin } from '../../../../../reference/host/page-protocol.js';
import { PluginError } from '../../../../../src/api/plugin-error.js';
import { byText, one, openPatient, pageWorld, settled, words } from '../page-harness.js';

async function setUp() {
  const world = await pageWorld();
  const form = await openPatient(world);
  return { ...world, form };
}
async function showTab(): Promise<void> {
  byText('[role=tab]', 'DMP').click();
  await settled();
}
const panel = (): HTMLElement => one('[id="panel-dmp.tab"]');

test('a plugin is loaded once, with the first of its views, and a tab is mounted when it is first shown', async () => {
  const { plugin } = await setUp();
  expect([plugin.imported, plugin.shown]).toEqual([['/plugins/dmp/browser.js?1'], ['dmp.bandChip p01']]);
  await showTab();
  byText('[role=tab]', 'Droits').click();
  await showTab();
  expect([plugin.imported.length, plugin.shown]).toEqual([1, ['dmp.bandChip p01', 'dmp.tab p01']]);
});

test('a view gets the state of its slot, and the last one that came before it', async () => {
  const { server } = await setUp();
  await showTab();
  server.publish('dmp.tab', 'ouvert');
  expect(words(one('.fake-view', panel()))).toBe('ouvert');
  server.publish('dmp.bandChip', 'autre');
  expect(words(one('.fake-view', panel()))).toBe('ouvert');
});

test('a view that fails leaves a calm word in its place, and the form usable', async () => {
  const { plugin } = await setUp();
  plugin.failsOn = 'dmp.tab';
  await showTab();
  expect(words(one('[role=alert]', panel()))).toBe('L’extension DMP n’a pas pu s’afficher');
  expect(one<HTMLInputElement>('[id="field-contact.city"]').disabled).toBe(false);
  plugin.failsOn = undefined;
  byText('[id="panel-dmp.tab"] .button', 'Réessayer').click();
  await settled();
  expect([panel().querySelector('[role=alert]'), plugin.shown.at(-1)]).toEqual([null, 'dmp.tab p01']);
});

test('a plugin that stopped says so in its tab, with the button that starts it again', async () => {
  const { server, plugin } = await setUp();
  await showTab();
  server.publish('dmp.tab', 'ouvert');
  server.change('dmp', { state: 'stopped' });
  await settled();
  expect([words(one('[role=alert]', panel())), panel().querySelector('.fake-view'), plugin.disposed]).toEqual([
    'L’extension DMP s’est arrêtée',
    null,
    ['dmp.bandChip', 'dmp.tab', 'plugin'],
  ]);
  byText('[id="panel-dmp.tab"] .button', 'Redémarrer').click();
  await settled();
  expect(server.paramsOf(restartPlugin)).toEqual([{ pluginId: 'dmp' }]);
  expect([panel().querySelector('[role=alert]'), plugin.imported.length, plugin.shown.filter((view) => view === 'dmp.tab p01').length]).toEqual([null, 2, 2]);
});

test('a new build of the page half takes the place of the old one', async () => {
  const { server, plugin } = await setUp();
  server.change('dmp', { browserModule: '/plugins/dmp/browser.js?2' });
  await settled();
  expect([plugin.imported, plugin.disposed.sort()]).toEqual([
    ['/plugins/dmp/browser.js?1', '/plugins/dmp/browser.js?2'],
    ['dmp.bandChip', 'plugin'],
  ]);
});

test('the first activation of a waiting plugin mounts nothing twice', async () => {
  const world = await pageWorld((server) => {
    server.plugins = server.plugins.map(({ activation: _none, ...plugin }) => (plugin.id === 'dmp' ? { ...plugin, state: 'waiting' as const } : plugin));
  });
  await openPatient(world);
  world.server.change('dmp', { state: 'starting' });
  world.server.change('dmp', { state: 'running', activation: { milliseconds: 80, event: 'patient.open', at: 1 } });
  await settled();
  expect(world.plugin.shown).toEqual(['dmp.bandChip p01']);
});

test('while a plugin starts, its tab says so', async () => {
  const { server } = await setUp();
  await showTab();
  server.change('dmp', { state: 'starting' });
  await settled();
  expect(words(one('.tab-panel .starting'))).toBe('L’extension DMP démarre…');
  server.change('dmp', { state: 'running' });
  await settled();
  expect(document.querySelector('.starting')).toBeNull();
});

test('a place that goes is unmounted and its slot closed', async () => {
  const { server, plugin, form } = await setUp();
  await showTab();
  const opened = server.paramsOf(openSlot).map(({ slotId }) => slotId);
  form.remove();
  await settled();
  expect([
    plugin.disposed.sort(),
    server
      .paramsOf(closeSlot)
      .map(({ slotId }) => slotId)
      .sort(),
  ]).toEqual([['dmp.bandChip', 'dmp.tab'], opened.sort()]);
});

test('commands name their patient and reject with the plugin’s own refusal', async () => {
  const { server, plugin } = await setUp();
  await expect(plugin.context?.commands.run('dmp.showStatus', { patientId: 'p01', force: true })).resolves.toBe('dmp.showStatus');
  expect(server.calls.at(-1)).toEqual({ method: 'commands/run', params: { commandId: 'dmp.showStatus', patientId: 'p01', args: { force: true } } });
  server.commandError = new PluginError('dmp.unreachable', { reference: '2b1c-77e0' });
  await expect(plugin.context?.commands.run('dmp.showStatus', { patientId: 'p01' })).rejects.toMatchObject({
    data: { code: 'dmp.unreachable', reference: '2b1c-77e0' },
  });
});

test('a dialog of a plugin gives the focus back, and goes with its plugin', async () => {
  const { server, plugin } = await setUp();
  const city = one('[id="field-contact.city"]');
  city.focus();
  const dialog = document.createElement('button');
  const opened = plugin.context?.dialogs.open(dialog);
  dialog.focus();
  opened?.dispose();
  expect([dialog.isConnected, document.activeElement]).toEqual([false, city]);
  plugin.context?.dialogs.open(dialog);
  server.change('dmp', { enabled: false, state: 'disabled' });
  await settled();
  expect(dialog.isConnected).toBe(false);
});
