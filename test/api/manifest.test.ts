import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { activationEventsOf, type Manifest, manifestJsonSchema, readManifest } from '../../src/api/manifest.js';

const MINIMAL = { id: 'hello', title: 'Bonjour', publisher: 'Essai', version: '1.0.0', engines: { host: '^1.2.0' } };

function manifestOf(json: unknown): Manifest {
  const result = readManifest(json);
  if ('faults' in result) throw new Error(JSON.stringify(result.faults));
  return result.manifest;
}
function faultsOf(json: unknown, hostVersion?: string): Record<string, string> {
  const result = readManifest(json, hostVersion);
  return 'faults' in result ? Object.fromEntries(result.faults.map(({ path, message }) => [path, message])) : {};
}

test("the plugin's own manifest is valid, and starts at a form, a row, its page or a command", () => {
  const manifest = manifestOf(JSON.parse(readFileSync('plugin.manifest.json', 'utf8')));
  expect(activationEventsOf(manifest)).toEqual(
    expect.arrayContaining(['patient.open', 'view:dmp.visitChip', 'view:dmp.about', 'command:dmp.refreshStatus', 'patientReader:dmp.vitale']),
  );
  expect(activationEventsOf(manifest)).not.toContain('view:dmp.tab');
});

test('a reader of patient cards starts the plugin when it is asked, not before', () => {
  const manifest = manifestOf({ ...MINIMAL, main: './main.js', contributes: { patientReaders: [{ id: 'hello.card', title: 'Carte' }] } });
  expect(activationEventsOf(manifest)).toEqual(['patientReader:hello.card']);
  expect(manifestOf(MINIMAL).contributes.patientReaders).toEqual([]);
});

test('marks and menus of the documents of the practice start the plugin with the form, and their entries are checked', () => {
  const parts = { ...MINIMAL, main: './main.js', browser: './browser.js' };
  const contributes = { views: { localDocument: [{ id: 'hello.mark', title: 'Repère' }] } };
  expect(activationEventsOf(manifestOf({ ...parts, contributes }))).toEqual(['patient.open']);
  const menus = { 'localDocument/context': [{ command: 'hello.run', when: 'patient.open' }] };
  expect(activationEventsOf(manifestOf({ ...parts, contributes: { commands: [{ id: 'hello.run', title: 'x' }], menus } }))).toEqual([
    'patient.open',
    'command:hello.run',
  ]);
  expect(faultsOf({ ...parts, contributes: { menus } })).toEqual({
    "$.contributes.menus['localDocument/context'][0].command": 'aucune commande hello.run',
  });
});

test('a manifest may be as small as its name', () => {
  expect(manifestOf(MINIMAL).contributes.commands).toEqual([]);
  expect(manifestOf(MINIMAL).capabilities).toEqual({ network: [], cardReader: false, documents: 'none', patient: 'none', practice: 'none' });
});

describe('a fault is told with its JSON path', () => {
  const contributes = (parts: object): object => ({ ...MINIMAL, main: './main.js', browser: './browser.js', contributes: parts });
  test.each<[string, unknown, string, RegExp]>([
    ['a word nobody knows', { ...MINIMAL, activationEvents: [] }, '$', /activationEvents/],
    ['a missing id', { ...MINIMAL, id: undefined }, '$.id', /string/i],
    ['a version of two numbers', { ...MINIMAL, version: '1.0' }, '$.version', /trois nombres/],
    ['a path out of the folder', { ...MINIMAL, main: './../main.js' }, '$.main', /dans le dossier/],
    ['any host', { ...MINIMAL, engines: { host: '*' } }, '$.engines.host', /majeure/],
    ['a range that is none', { ...MINIMAL, engines: { host: 'latest' } }, '$.engines.host', /majeure/],
    ['an id of another plugin', contributes({ commands: [{ id: 'other.run', title: 'x' }] }), '$.contributes.commands[0].id', /doit commencer par hello\./],
    [
      'an id twice',
      contributes({
        commands: [
          { id: 'hello.run', title: 'x' },
          { id: 'hello.run', title: 'y' },
        ],
      }),
      '$.contributes.commands[1].id',
      /est déjà l'identifiant de/,
    ],
    [
      'a menu without its command',
      contributes({ menus: { 'patientForm/otherAction': [{ command: 'hello.run' }] } }),
      "$.contributes.menus['patientForm/otherAction'][0].command",
      /aucune commande hello\.run/,
    ],
    [
      'a menu without its view',
      contributes({ menus: { 'patientForm/otherAction': [{ reveal: 'hello.tab', title: 'x' }] } }),
      "$.contributes.menus['patientForm/otherAction'][0].reveal",
      /aucune vue/,
    ],
    [
      'a condition in a submenu',
      contributes({
        commands: [{ id: 'hello.run', title: 'x' }],
        menus: { 'patientForm/otherAction': [{ submenu: 's', items: [{ command: 'hello.run', when: 'patient.shut' }] }] },
      }),
      "$.contributes.menus['patientForm/otherAction'][0].items[0].when",
      /clé inconnue/,
    ],
    [
      'a disabled entry without its reason',
      contributes({ commands: [{ id: 'hello.run', title: 'x' }], menus: { 'patientForm/otherAction': [{ command: 'hello.run', enabled: 'patient.open' }] } }),
      "$.contributes.menus['patientForm/otherAction'][0].disabledReason",
      /nécessaire/,
    ],
    [
      'an enum whose default is no value',
      contributes({ configuration: { 'hello.mode': { type: 'enum', title: 'x', values: ['a'], default: 'b' } } }),
      "$.contributes.configuration['hello.mode'].default",
      /ne figure pas/,
    ],
    [
      'a reader of another plugin',
      contributes({ patientReaders: [{ id: 'other.card', title: 'x' }] }),
      '$.contributes.patientReaders[0].id',
      /doit commencer par hello\./,
    ],
    [
      'a reader with the id of a command',
      contributes({ commands: [{ id: 'hello.card', title: 'x' }], patientReaders: [{ id: 'hello.card', title: 'y' }] }),
      '$.contributes.patientReaders[0].id',
      /est déjà l'identifiant de/,
    ],
    ['a reader without a title', contributes({ patientReaders: [{ id: 'hello.card' }] }), '$.contributes.patientReaders[0].title', /string/i],
    ['a command without main', { ...MINIMAL, contributes: { commands: [{ id: 'hello.run', title: 'x' }] } }, '$.main', /nécessaire/],
    ['a view without browser', { ...MINIMAL, contributes: { views: { patientForm: [{ id: 'hello.tab', title: 'x' }] } } }, '$.browser', /nécessaire/],
  ])('%s', (_, json, path, message) => {
    expect(faultsOf(json)).toEqual(expect.objectContaining({ [path]: expect.stringMatching(message) }));
  });

  test('all at once', () => {
    expect(Object.keys(faultsOf({ id: 'Hello', version: '1', engines: {}, surprise: true })).length).toBeGreaterThanOrEqual(5);
  });

  test('what is no object at all', () => {
    expect(Object.keys(faultsOf(null))).toEqual(['$']);
    expect(Object.keys(faultsOf('text'))).toEqual(['$']);
  });
});

test('a host too old or too new is refused, and the side to update is named', () => {
  expect(faultsOf(MINIMAL, '1.1.0')['$.engines.host']).toMatch(/demande un hôte \^1\.2\.0, celui-ci est en 1\.1\.0 : mettez à jour l'hôte/);
  expect(faultsOf(MINIMAL, '2.0.0')['$.engines.host']).toMatch(/mettez à jour le plugin/);
  expect(faultsOf(MINIMAL, '1.9.3')).toEqual({});
});

test('editors get a JSON Schema of the same rules', () => {
  expect(manifestJsonSchema()).toEqual(
    expect.objectContaining({ type: 'object', required: expect.arrayContaining(['id', 'engines']), additionalProperties: false }),
  );
});
