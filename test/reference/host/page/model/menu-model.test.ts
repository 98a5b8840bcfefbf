import { expect, test } from 'vitest';
import { hostEntries } from '../../../../../reference/host/page/model/host-entries.js';
import { type MenuContext, type MenuNode, menuOf } from '../../../../../reference/host/page/model/menu-model.js';
import type { PluginInfo } from '../../../../../reference/host/page-protocol.js';
import { DMP, INVALID } from '../page-world.js';

const HOST = hostEntries({ isOwnInsured: false, clipboardIsEmpty: true });
const QUALIFIED: MenuContext = { patientOpen: true, insQualified: true, values: {} };

const menu = (plugins: readonly PluginInfo[], context = QUALIFIED) => menuOf('patientForm/otherAction', HOST, plugins, context);
const submenuOf = (nodes: readonly MenuNode[]) => nodes.find((node) => node.kind === 'submenu')?.items ?? [];

test('the host’s entries come first, in the order users know', () => {
  expect(menu([]).map((node) => (node.kind === 'action' ? node.title : node.kind))).toEqual([
    'Dossier patient',
    "Récupérer les coordonnées de l'assuré",
    "Copier les coordonnées dans la fiche de l'assuré",
    'Copier les coordonnées',
    'Coller les coordonnées',
    'Enveloppe',
  ]);
});

test('a plugin adds its entries below a line', () => {
  const added = menu([DMP]).slice(HOST.length);
  expect(added.map((node) => (node.kind === 'separator' ? '—' : node.title))).toEqual(['—', 'DMP', 'Accès au WEB DMP']);
  expect(submenuOf(added).map(({ title, external }) => [title, external])).toEqual([
    ['Tableau de bord', true],
    ['Accueil DMP Patient', true],
    ['Création du DMP', false],
  ]);
});

test('a plugin that is disabled or invalid adds nothing, one that restarts keeps its entries', () => {
  expect(menu([{ ...DMP, enabled: false, state: 'disabled' }, INVALID])).toEqual(HOST);
  expect(menu([{ ...DMP, state: 'restarting' }]).length).toBeGreaterThan(HOST.length);
});

test('an entry whose condition does not hold tells why', () => {
  const reasons = (context: MenuContext) => submenuOf(menu([DMP], context)).map(({ disabledReason }) => disabledReason);
  expect(reasons(QUALIFIED)).toEqual([undefined, undefined, undefined]);
  expect(reasons({ ...QUALIFIED, insQualified: false })).toEqual([undefined, 'L’INS de ce patient n’est pas qualifiée.', undefined]);
  expect(reasons({ ...QUALIFIED, values: { dmp: { 'dmp.record': 'open' } } })).toEqual([undefined, undefined, 'Le DMP de ce patient existe déjà.']);
});

test('values of one plugin say nothing about another', () => {
  expect(submenuOf(menu([DMP], { ...QUALIFIED, values: { autre: { 'dmp.record': 'open' } } })).every(({ disabledReason }) => !disabledReason)).toBe(true);
});

test('an entry knows where it runs', () => {
  expect(submenuOf(menu([DMP])).map(({ target }) => target)).toEqual([
    { kind: 'command', pluginId: 'dmp', commandId: 'dmp.openDashboard', inBrowser: true },
    { kind: 'command', pluginId: 'dmp', commandId: 'dmp.openRecordHome', inBrowser: true },
    { kind: 'reveal', pluginId: 'dmp', viewId: 'dmp.tab' },
  ]);
});

test('the host’s entries say what they lack', () => {
  const reasonOf = (state: Parameters<typeof hostEntries>[0], id: string) => hostEntries(state).find((entry) => entry.id === id)?.disabledReason;
  expect(reasonOf({ isOwnInsured: true, clipboardIsEmpty: false }, 'fetchFromInsured')).toBe('Ce patient est lui-même l’assuré.');
  expect(reasonOf({ isOwnInsured: true, clipboardIsEmpty: false }, 'pasteCoordinates')).toBeUndefined();
  expect(reasonOf({ isOwnInsured: false, clipboardIsEmpty: true }, 'pasteCoordinates')).toBe('Aucune coordonnée n’a été copiée.');
});
