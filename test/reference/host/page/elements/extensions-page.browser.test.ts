import { expect, test } from 'vitest';
import { ExtensionsPage } from '../../../../../reference/host/page/elements/extensions-page.js';
import { restartPlugin, setPluginEnabled } from '../../../../../reference/host/page-protocol.js';
import { byText, one, pageWorld, settled, shown, words } from '../page-harness.js';

async function setUp(pluginId = '') {
  const world = await pageWorld();
  const page = new ExtensionsPage();
  page.pluginId = pluginId;
  await shown(page, world.services);
  return world;
}
const figures = (): string[] => [...document.querySelectorAll('.figures dd')].map(words);

test('the list tells each plugin, its publisher and its state', async () => {
  await setUp();
  expect([...document.querySelectorAll('.extension-list a')].map(words)).toEqual(
    ['DMP Passerelle DMP · 1.0.0 Activée', 'Télétransmission Essai local · 0.1.0 À corriger'].map((text) => expect.stringMatching(text.replace(/ /g, ' ?'))),
  );
  expect(words(one('.page-head p'))).toBe('2 installées, 1 activée. Activer ou désactiver ne demande pas de redémarrage.');
});

test('the details tell version, publisher, activation and process', async () => {
  await setUp();
  expect(figures()).toEqual([
    '1.0.0hôte ^1.2.0, compatible',
    'Passerelle DMPdmp',
    '84 msà l’ouverture d’une fiche, 06:50',
    'En marche61 Mo, aucun redémarrage',
  ]);
});

test('a switch the server did not hear says nothing of being done', async () => {
  const { server, services } = await setUp();
  server.status$.next('lost');
  one('[role=switch]').click();
  await settled();
  expect(services.notifier.toasts$.value.map(({ title }) => title)).toEqual(['L’application ne répond pas']);
  expect([services.notifier.said$.value, one('[role=switch]').getAttribute('aria-busy')]).toEqual([expect.not.stringContaining('désactivée'), 'false']);
});

test('the switch asks the server, and follows it', async () => {
  const { server } = await setUp();
  const toggle = one('[role=switch]');
  expect([toggle.getAttribute('aria-checked'), words(toggle)]).toEqual(['true', 'Activée']);
  toggle.click();
  await settled();
  expect(server.paramsOf(setPluginEnabled)).toEqual([{ pluginId: 'dmp', enabled: false }]);
  expect([toggle.getAttribute('aria-checked'), words(toggle)]).toEqual(['false', 'Désactivée']);
});

test('a wrong manifest shows every fault with its path, and cannot be enabled', async () => {
  const { server } = await setUp('teletransmission');
  expect([...document.querySelectorAll('.faults tbody tr')].map((row) => [...row.children].map(words))).toEqual([
    ['$.engines.host', 'a range whose major version is fixed, ^1.2.0'],
    ["$.contributes.menus['patientForm/otherAction'][0]", 'has either command or reveal'],
  ]);
  one('[role=switch]').click();
  await settled();
  expect([one('[role=switch]').getAttribute('aria-disabled'), server.paramsOf(setPluginEnabled)]).toEqual(['true', []]);
});

test('a plugin that stopped can be started again from here', async () => {
  const { server } = await setUp();
  server.change('dmp', { state: 'stopped', restarts: 3 });
  await settled();
  expect(figures().at(-1)).toBe('Arrêté61 Mo, 3 redémarrages');
  byText('.section .button', 'Redémarrer').click();
  await settled();
  expect(server.paramsOf(restartPlugin)).toEqual([{ pluginId: 'dmp' }]);
});

test('the log is shown with its times', async () => {
  await setUp();
  expect(words(one('.log'))).toBe('06:50:02 activée en 84 ms (patient.open)');
});

test('a folder dropped in appears by itself', async () => {
  const { server } = await setUp();
  const [dmp] = server.plugins;
  if (!dmp) throw new Error('no plugin');
  server.plugins = [...server.plugins, { ...dmp, id: 'bonjour', title: 'Bonjour' }];
  server.change('bonjour', {});
  await settled();
  expect([...document.querySelectorAll('.extension-list b')].map(words)).toEqual(['DMP', 'Télétransmission', 'Bonjour']);
});
