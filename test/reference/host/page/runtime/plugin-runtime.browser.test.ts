import { describe, expect, onTestFinished, test } from 'vitest';
import type { PracticeApp } from '../../../../../reference/host/page/elements/practice-app.js';
import { closeSlot, openForm, openSlot, restartPlugin, savePatient } from '../../../../../reference/host/page-protocol.js';
import { PluginError } from '../../../../../src/api/plugin-error.js';
import { byText, field, one, openPatient, pageWorld, settled, shown, words } from '../page-harness.js';

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

test('what a plugin proposes is typed into the form it names, and the user still validates', async () => {
  const { server, plugin, form } = await setUp();
  const { formId } = server.paramsOf(openForm)[0] ?? { formId: '' };
  const propose = (id: string) => plugin.context?.forms.propose(id, { city: 'ALLONNES', postalCode: '72', mobilePhone: '+33611111111' });
  await expect(propose(formId)).rejects.toMatchObject({ data: { code: 'host.unavailable' } }); // it may only read
  server.change('dmp', { capabilities: { network: [], cardReader: true, documents: 'none', patient: 'propose', practice: 'none' } });
  await expect(propose('other')).rejects.toMatchObject({ data: { code: 'host.unavailable' } });
  await expect(propose(formId)).resolves.toEqual(['postalCode', 'city', 'mobilePhone']);
  await settled();
  expect([field('contact.city').value, field('contact.phones.1').value, form.hasChanges, server.paramsOf(savePatient)]).toEqual([
    'ALLONNES',
    '06 11 11 11 11',
    true,
    [],
  ]);
  expect(words(one('[id="fault-contact.postalCode"]'))).toBe('Un code postal compte 5 chiffres.');
  form.remove();
  await expect(propose(formId)).rejects.toMatchObject({ data: { code: 'host.unavailable' } });
});

describe('a plugin sends the user to the form of a patient', () => {
  const world = async () => {
    const { plugin, server, services } = await pageWorld();
    await shown(document.createElement('practice-app') as PracticeApp, services);
    await services.router.go('/pages/dmp.about');
    await settled();
    onTestFinished(() => window.history.replaceState(null, '', '/'));
    return { plugin, server, services, show: (patientId: string) => plugin.context?.forms.show(patientId, 'dmp.tab') };
  };

  test('which opens at the tab of its view, with the focus there', async () => {
    const { server, services, show } = await world();
    const formId = await show('p01');
    await settled();
    expect(services.router.route$.value).toEqual({ page: 'patient', patientId: 'p01' });
    expect(server.paramsOf(openForm).at(-1)).toEqual({ formId, patientId: 'p01' });
    expect(document.activeElement?.id).toBe('panel-dmp.tab');
    expect(await show('p01')).toBe(formId); // it is open already
  });

  test('unless he stays with what he has typed in another one', async () => {
    const { services, show } = await world();
    services.router.guard(() => false);
    await expect(show('p01')).rejects.toMatchObject({ data: { code: 'host.unavailable' } });
  });

  test('or nobody has this id, and he leaves', async () => {
    const { services, show } = await world();
    const asked = show('nobody');
    await settled();
    await services.router.go('/');
    await expect(asked).rejects.toMatchObject({ data: { code: 'host.unavailable' } });
  });
});

test('a plugin posts a file to its own main', async () => {
  const { server, plugin } = await setUp();
  const file = new File(['%PDF'], 'ordonnance.pdf');
  expect(await plugin.context?.files.post(file)).toEqual({ id: 'posted-1', name: 'ordonnance.pdf', size: 4 });
  expect(server.posted).toEqual([{ file, pluginId: 'dmp' }]);
});

test('a plugin fetches an offered file once', async () => {
  const { server, plugin } = await setUp();
  server.offered.set('f1', new Blob(['%PDF'], { type: 'application/pdf' }));
  const file = { id: 'f1', name: 'accusé.pdf', mediaType: 'application/pdf' };
  const blob = await plugin.context?.files.fetch(file);
  expect([blob?.type, await blob?.text()]).toEqual(['application/pdf', '%PDF']);
  await expect(plugin.context?.files.fetch(file)).rejects.toMatchObject({ data: { code: 'host.unavailable' } });
});

test('what a plugin says to a user who is elsewhere is a message that goes by itself', async () => {
  const { services, plugin } = await setUp();
  plugin.context?.notify({ title: 'DMP créé', text: 'DESMAUX Nathalie', family: 'ok' });
  plugin.context?.notify({ title: 'Compte internet non créé', text: 'DESMAUX Nathalie', family: 'warn' });
  expect(services.notifier.toasts$.value.map(({ family, icon, title, text, stays }) => [family, icon, title, text, stays])).toEqual([
    ['ok', 'circle-check', 'DMP créé', 'DESMAUX Nathalie', false],
    ['warn', 'triangle-alert', 'Compte internet non créé', 'DESMAUX Nathalie', false],
  ]);
});
