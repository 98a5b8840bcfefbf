import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { readPluginFolder } from '../../../reference/host/server/plugins/plugin-folder.js';
import { cleanUp, manifestOf, temporaryFolder, writePlugin } from './practice-server.js';

afterEach(cleanUp);

const faultsOf = (folder: string) => {
  const read = readPluginFolder(folder);
  return 'faults' in read ? read.faults : [];
};
const paths = (folder: string) => faultsOf(folder).map(({ path }) => path);

test('a good folder has a manifest, and its page half a hash that changes with its content', () => {
  const folder = writePlugin(join(temporaryFolder(), 'probe'));
  const first = readPluginFolder(folder);
  writeFileSync(join(folder, 'browser.js'), 'export const activate = () => {};');
  const second = readPluginFolder(folder);
  expect(first).toMatchObject({ folderName: 'probe', manifest: { id: 'probe' }, browserHash: expect.stringMatching(/^[\da-f]{16}$/) });
  expect('browserHash' in second && second.browserHash).not.toBe('browserHash' in first && first.browserHash);
});

test('every fault of a manifest is told at once, with its path', () => {
  const manifest = manifestOf('probe', {
    version: '1',
    colour: 'red',
    capabilities: { camera: true },
    contributes: { commands: [{ id: 'probe.do' }], menu: {} },
  });
  expect(paths(writePlugin(temporaryFolder(), { manifest })).sort()).toEqual([
    '$',
    '$.capabilities',
    '$.contributes',
    '$.contributes.commands[0].title',
    '$.version',
  ]);
});

test('a condition on an unknown key, a foreign id and a menu entry without command are faults too', () => {
  const manifest = manifestOf('probe', {
    contributes: {
      views: { patientForm: [{ id: 'other.tab', title: 'T', when: 'patient.asleep' }] },
      menus: { 'patientForm/otherAction': [{ command: 'probe.absent' }] },
    },
  });
  expect(paths(writePlugin(temporaryFolder(), { manifest }))).toEqual(
    expect.arrayContaining([
      '$.contributes.views.patientForm[0].id',
      '$.contributes.views.patientForm[0].when',
      "$.contributes.menus['patientForm/otherAction'][0].command",
    ]),
  );
});

test('a host of another major version refuses, and says which side to update', () => {
  const folder = writePlugin(temporaryFolder(), { manifest: manifestOf('probe', { engines: { host: '^2.0.0' } }) });
  expect(faultsOf(folder)).toEqual([{ path: '$.engines.host', message: expect.stringContaining("mettez à jour l'hôte") }]);
});

test('text that is no JSON, and no manifest at all, are faults of the file', () => {
  const folder = temporaryFolder();
  expect(faultsOf(folder)).toEqual([{ path: '$', message: expect.stringContaining('absent') }]);
  writeFileSync(join(folder, 'plugin.manifest.json'), '{ "id": "probe", }');
  expect(faultsOf(folder)).toEqual([{ path: '$', message: expect.stringContaining('pas du JSON') }]);
});

test('a file the manifest names must be there, and inside the folder', () => {
  const folder = writePlugin(join(temporaryFolder(), 'probe'));
  const outside = join(temporaryFolder(), 'secret.js');
  writeFileSync(outside, '');
  rmSync(join(folder, 'main.js'));
  rmSync(join(folder, 'browser.js'));
  symlinkSync(outside, join(folder, 'browser.js'));
  expect(faultsOf(folder)).toEqual([
    { path: '$.main', message: expect.stringContaining('absent') },
    { path: '$.browser', message: expect.stringContaining('hors du dossier') },
  ]);
});

test('a pattern no value can be checked against is a fault', () => {
  const manifest = manifestOf('probe', { contributes: { configuration: { 'probe.code': { type: 'string', title: 'Code', default: '', pattern: '(' } } } });
  expect(paths(writePlugin(temporaryFolder(), { manifest }))).toEqual(["$.contributes.configuration['probe.code'].pattern"]);
});

test('texts are said in the language of the window, else in French, else by their key', () => {
  const folder = writePlugin(temporaryFolder(), {
    manifest: manifestOf('probe', { title: '%title%', publisher: '%only.french%', description: '%nowhere%', l10n: './l10n' }),
  });
  mkdirSync(join(folder, 'l10n'));
  writeFileSync(join(folder, 'l10n/fr.json'), '{ "title": "Sonde", "only.french": "Essai" }');
  writeFileSync(join(folder, 'l10n/en.json'), '{ "title": "Probe" }');
  const read = readPluginFolder(folder);
  if (!('manifest' in read)) throw new Error(JSON.stringify(read.faults));
  const { title, publisher, description } = read.texts.resolve(read.manifest, 'en');
  expect({ title, publisher, description }).toEqual({ title: 'Probe', publisher: 'Essai', description: 'nowhere' });
  expect(read.texts.resolve(read.manifest, 'fr').title).toBe('Sonde');
});
