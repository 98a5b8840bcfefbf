import { expect, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { ActionMenu } from '../../../../../reference/host/page/elements/action-menu.js';
import type { MenuAction, MenuNode } from '../../../../../reference/host/page/model/menu-model.js';
import { one, pageWorld, settled, shown, words } from '../page-harness.js';

const entry = (id: string, title: string, more: Partial<MenuAction> = {}): MenuAction => ({
  kind: 'action',
  id,
  title,
  icon: 'copy',
  external: false,
  target: { kind: 'reveal', pluginId: 'dmp', viewId: id },
  ...more,
});
const NODES: readonly MenuNode[] = [
  entry('dossier', 'Dossier patient'),
  entry('coller', 'Coller les coordonnées', { disabledReason: 'Rien n’a été copié.' }),
  entry('enveloppe', 'Enveloppe'),
  { kind: 'separator', id: 'line' },
  {
    kind: 'submenu',
    id: 'web',
    title: 'Accès au WEB DMP',
    icon: 'globe',
    items: [entry('bord', 'Tableau de bord', { external: true }), entry('accueil', 'Écran d’accueil')],
  },
];

async function setUp() {
  const { services } = await pageWorld();
  const menu = new ActionMenu();
  menu.label = 'Autre action';
  menu.nodes = NODES;
  const chosen: string[] = [];
  menu.addEventListener('menu-choice', (event) => chosen.push((event as CustomEvent<MenuAction>).detail.id));
  await shown(menu, services);
  const button = one<HTMLButtonElement>('#action-menu-button');
  return { menu, button, chosen };
}
const focused = (): string => words(document.activeElement);
const press = async (keys: string): Promise<void> => {
  await userEvent.keyboard(keys);
  await settled();
};

test('the button opens the menu on its first entry, or on its last one with the arrow up', async () => {
  const { button } = await setUp();
  button.focus();
  await press('{Enter}');
  expect([button.getAttribute('aria-expanded'), focused()]).toEqual(['true', 'Dossier patient']);
  await press('{Escape}');
  await press('{ArrowUp}');
  expect(focused()).toBe('Accès au WEB DMP');
});

test('a mouse that passes over a submenu opens it beside the menu, but not where it would take the menu’s place', async () => {
  const { menu } = await setUp();
  one('main').style.paddingTop = '500px';
  menu.open();
  await settled();
  await userEvent.hover(one('[data-id=web]'));
  await settled();
  expect(document.querySelector('.submenu')).not.toBeNull();
  await press('{Escape}');
  await press('{Escape}');
  await page.viewport(320, 740);
  menu.open();
  await settled();
  await userEvent.hover(one('[data-id=dossier]'));
  await userEvent.hover(one('[data-id=web]'));
  await settled();
  expect(document.querySelector('.submenu')).toBeNull();
  await userEvent.click(one('[data-id=web]'));
  await settled();
  expect(focused()).toBe('Retour');
});

test('arrows go round, Home and End jump', async () => {
  const { menu } = await setUp();
  menu.open();
  await settled();
  await press('{ArrowUp}');
  expect(focused()).toBe('Accès au WEB DMP');
  await press('{ArrowDown}');
  expect(focused()).toBe('Dossier patient');
  await press('{End}');
  expect(focused()).toBe('Accès au WEB DMP');
  await press('{Home}');
  expect(focused()).toBe('Dossier patient');
});

test('a letter finds the next entry that starts with it, accents apart', async () => {
  const { menu } = await setUp();
  menu.open();
  await settled();
  await press('e');
  expect(focused()).toBe('Enveloppe');
  await press('a');
  await press('{ArrowRight}');
  await press('e');
  expect(focused()).toBe('Écran d’accueil');
});

test('a submenu opens to the right and closes to the left, the focus with it', async () => {
  const { menu, chosen } = await setUp();
  menu.open();
  await settled();
  await press('{End}{ArrowRight}');
  expect([focused(), one('[aria-haspopup=menu][role=menuitem]').getAttribute('aria-expanded')]).toEqual(['Tableau de bord', 'true']);
  await press('{ArrowLeft}');
  expect([focused(), document.querySelector('.submenu')]).toEqual(['Accès au WEB DMP', null]);
  await press('{ArrowRight}{Escape}');
  expect(focused()).toBe('Accès au WEB DMP');
  await press('{Enter}{ArrowDown}{Enter}');
  expect(chosen).toEqual(['accueil']);
});

test('Escape closes the menu and gives the focus back to its button', async () => {
  const { menu, button, chosen } = await setUp();
  menu.open();
  await settled();
  await press('{Escape}');
  expect([document.querySelector('[role=menu]'), document.activeElement, chosen]).toEqual([null, button, []]);
});

test('a disabled entry is reached and says why, but does nothing', async () => {
  const { menu, chosen } = await setUp();
  menu.open();
  await settled();
  await press('{ArrowDown}');
  const current = document.activeElement;
  expect(current?.getAttribute('aria-disabled')).toBe('true');
  expect(words(document.getElementById(current?.getAttribute('aria-describedby') ?? ''))).toBe('Rien n’a été copié.');
  await press('{Enter}');
  expect([chosen, document.querySelector('[role=menu]') === null]).toEqual([[], false]);
});

test('choosing closes everything before the entry acts', async () => {
  const { menu, button, chosen } = await setUp();
  menu.open();
  await settled();
  await press('{Enter}');
  expect([chosen, document.querySelector('[role=menu]'), document.activeElement]).toEqual([['dossier'], null, button]);
});

test('on a narrow screen the submenu takes the place of the menu, with a way back', async () => {
  const { menu } = await setUp();
  await page.viewport(320, 640);
  menu.open();
  await settled();
  await press('{End}{Enter}');
  expect([focused(), one('#action-menu-list').getClientRects().length]).toEqual(['Retour', 0]);
  await press('{Enter}');
  expect([focused(), one('#action-menu-list').getClientRects().length]).toEqual(['Accès au WEB DMP', 1]);
});
