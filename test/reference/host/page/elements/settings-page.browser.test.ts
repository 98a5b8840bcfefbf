import { expect, test } from 'vitest';
import { userEvent } from 'vitest/browser';
import { SettingsPage } from '../../../../../reference/host/page/elements/settings-page.js';
import { changeSetting } from '../../../../../reference/host/page-protocol.js';
import { byText, one, pageWorld, settled, shown, words } from '../page-harness.js';

async function setUp() {
  const world = await pageWorld();
  await shown(new SettingsPage(), world.services);
  return world;
}
const setting = (key: string): HTMLInputElement => one<HTMLInputElement>(`[id="setting-${key}"]`);
async function enter(key: string, text: string): Promise<void> {
  await userEvent.fill(setting(key), text);
  setting(key).blur();
  await settled();
}

test('a plugin’s form follows its manifest, without what is hidden', async () => {
  await setUp();
  expect([...document.querySelectorAll('plugin-settings :is(input, select)')].map(({ id }) => id)).toEqual([
    'setting-dmp.environment',
    'setting-dmp.statusMaxAgeMinutes',
    'setting-dmp.showWebDmpNotice',
    'setting-dmp.baseUrl',
  ]);
  expect([...document.querySelectorAll('[id="setting-dmp.environment"] option')].map(words)).toEqual(['Simulateur', 'Production']);
});

test('a value given on the command line is shown and says why it stays', async () => {
  await setUp();
  const fixed = setting('dmp.environment');
  expect([fixed.disabled, words(document.getElementById(fixed.getAttribute('aria-describedby') ?? ''))]).toEqual([
    true,
    'Fixé au démarrage de l’application, en ligne de commande.',
  ]);
});

test('a value is stored when its field is left', async () => {
  const { server } = await setUp();
  await enter('dmp.statusMaxAgeMinutes', '12');
  setting('dmp.showWebDmpNotice').click();
  await settled();
  expect(server.paramsOf(changeSetting)).toEqual([
    { pluginId: 'dmp', key: 'dmp.statusMaxAgeMinutes', value: 12 },
    { pluginId: 'dmp', key: 'dmp.showWebDmpNotice', value: false },
  ]);
});

test('a value out of bounds is not sent, and what was typed stays', async () => {
  const { server } = await setUp();
  await enter('dmp.statusMaxAgeMinutes', '0');
  expect([words(one('.fault')), setting('dmp.statusMaxAgeMinutes').value, server.paramsOf(changeSetting)]).toEqual([
    'La plus petite valeur possible est 1.',
    '0',
    [],
  ]);
});

test('a refusal of the server is told in the field', async () => {
  const { server } = await setUp();
  server.settingRefusals.set('dmp.baseUrl', 'Cette adresse n’est pas en https.');
  await enter('dmp.baseUrl', 'http://dmp');
  expect([words(one('.fault')), setting('dmp.baseUrl').getAttribute('aria-invalid')]).toEqual(['Cette adresse n’est pas en https.', 'true']);
});

test('the theme is the user’s, and is remembered', async () => {
  const { services } = await setUp();
  byText('.choice button', 'Sombre').click();
  await settled();
  expect([document.documentElement.dataset['theme'], services.preferences.values.theme, localStorage.getItem('practice.preferences')]).toEqual([
    'dark',
    'dark',
    expect.stringContaining('"theme":"dark"'),
  ]);
  byText('.choice button', 'Comme le système').click();
  await settled();
  expect(document.documentElement.dataset['theme']).toBeUndefined();
});
