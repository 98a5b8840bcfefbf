import axe from 'axe-core';
import { expect, onTestFinished, test } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { PracticeApp } from '../../../../../reference/host/page/elements/practice-app.js';
import { setVisitDone } from '../../../../../reference/host/page-protocol.js';
import { byText, one, type PageWorld, pageWorld, settled, words } from '../page-harness.js';

async function setUp(path = '/'): Promise<PageWorld> {
  const world = await pageWorld();
  const app = new PracticeApp();
  app.services = world.services;
  document.body.prepend(app);
  await settled();
  await world.services.router.go(path);
  await settled();
  return world;
}
const rows = (): string[][] => [...document.querySelectorAll('.visits tr:not(.group)')].slice(1).map((row) => [...row.children].map(words));

test('the round of the day has its groups, its ticks and a column per plugin', async () => {
  const { server, plugin } = await setUp();
  server.publish('dmp.visitChip', 'Ouvert, autorisé');
  await settled();
  expect([...document.querySelectorAll('tr.group')].map(words)).toEqual(['Matin', 'Après-midi et soir']);
  expect(rows()[0]).toEqual([
    '07:00',
    expect.stringMatching(/^DESMAUX Nathalie ?\d+ ans$/),
    expect.stringContaining('5 bd Alexandre Oyon'),
    expect.stringContaining('AMI 1 + 1'),
    'Ouvert, autorisé',
  ]);
  expect(one('tr.now').getAttribute('aria-current')).toBe('time');
  expect(plugin.shown).toEqual(['dmp.visitChip p01', 'dmp.visitChip p02', 'dmp.visitChip p03']);
  server.change('dmp', { enabled: false, state: 'disabled' });
  await settled();
  expect(rows()[0]?.length).toBe(4);
});

test('a visit is ticked and counted', async () => {
  const { server } = await setUp();
  byText('[aria-label^="Passage fait, 07:30"]', '').click();
  await settled();
  expect(server.paramsOf(setVisitDone)).toEqual([{ visitId: 'v2', done: true }]);
  expect(words(one('.page-head p'))).toBe('Mardi 24 novembre 2026 · 3 passages, 2 faits');
});

test('the rail holds the pages of plugins while they are enabled', async () => {
  const { server } = await setUp();
  expect([...document.querySelectorAll('.rail a')].map(words)).toEqual([
    'Tournée du jour3 passages',
    'Patients',
    'À propos du DMP',
    'Extensions',
    'Paramétrage',
  ]);
  byText('.rail a', 'À propos du DMP').click();
  await settled();
  expect([location.pathname, words(one('main h1')), document.activeElement === one('main h1'), document.title]).toEqual([
    '/pages/dmp.about',
    'À propos du DMP',
    true,
    'À propos du DMP – Cabinet',
  ]);
  server.change('dmp', { enabled: false, state: 'disabled' });
  await settled();
  expect([[...document.querySelectorAll('.rail a')].map(words), words(one('main h1'))]).toEqual([
    ['Tournée du jour3 passages', 'Patients', 'Extensions', 'Paramétrage'],
    'Page absente',
  ]);
});

test('addresses and titles name no patient', async () => {
  await setUp('/patients/p01');
  expect([location.pathname, document.title, words(one('main h1'))]).toEqual(['/patients/p01', 'Fiche du patient – Cabinet', 'DESMAUX Nathalie']);
});

test('the count of a plugin page stands in the rail, in words too; 0 is not shown', async () => {
  const { server } = await setUp();
  const count = (): string => words(one('.rail a[href="/pages/dmp.about"]'));
  server.change('dmp', { pageCounts: { 'dmp.about': 2 } });
  await settled();
  expect(count()).toBe('À propos du DMP2 éléments');
  server.change('dmp', { pageCounts: { 'dmp.about': 0 } });
  await settled();
  expect(count()).toBe('À propos du DMP');
});

test('a slash goes to the search, whose list opens a patient', async () => {
  await setUp();
  await userEvent.keyboard('/');
  await settled();
  expect(document.activeElement).toBe(one('[role=combobox]'));
  await userEvent.keyboard('ONZE');
  await settled();
  expect([...document.querySelectorAll('[role=option]')].length).toBe(2);
  await userEvent.keyboard('{ArrowDown}{ArrowDown}{Enter}');
  await settled();
  expect(location.pathname).toBe('/patients/p03');
});

test('a lost server is told calmly, and what is on screen stays', async () => {
  const { server } = await setUp();
  server.status$.next('lost');
  await settled();
  expect([words(one('.connection')), rows().length]).toEqual(['L’application ne répond plus. Reconnexion en cours… Votre saisie est gardée.', 3]);
  server.status$.next('open');
  await settled();
  expect(document.querySelector('.connection')).toBeNull();
});

test('text of twice the size covers nothing and loses nothing', async () => {
  const world = await setUp();
  document.documentElement.style.fontSize = '200%';
  onTestFinished(() => void document.documentElement.style.removeProperty('font-size'));
  await world.services.router.go('/patients/p01');
  await settled();
  const [rail, main] = [one('.rail'), one('main').getBoundingClientRect()];
  for (const entry of rail.querySelectorAll('a > *')) expect(entry.getBoundingClientRect().right, words(entry)).toBeLessThanOrEqual(main.left);
  for (const button of document.querySelectorAll('.action-bar > .button')) expect(button.getBoundingClientRect().bottom).toBeLessThanOrEqual(innerHeight);
  const label = one('label[for="field-contact.city"]');
  expect(Number.parseFloat(getComputedStyle(label).fontSize)).toBe(22);
});

test('a form that could not be read is read once the server is back', async () => {
  const world = await setUp();
  world.server.status$.next('lost');
  await world.services.router.go('/patients/p02');
  await settled();
  expect(words(one('main'))).toContain('La fiche n’a pas pu être lue');
  world.server.status$.next('open');
  await settled();
  expect(words(one('main h1'))).toBe('INS-FAMILLE-ONZE Paul Jean Marc');
});

test('an unknown patient is said to be unknown', async () => {
  await setUp('/patients/p99');
  expect(words(one('main h1'))).toBe('Patient inconnu');
});

test('the notice of what is simulated leads to it in another window', async () => {
  await setUp();
  const notice = one<HTMLAnchorElement>('.notice');
  expect([words(notice), notice.target, notice.href]).toEqual(['Simulateur (nouvelle fenêtre)', '_blank', 'http://127.0.0.1:1/']);
});

const SCREENS = ['/patients', '/patients/p01', '/extensions', '/extensions/teletransmission', '/parametrage', '/pages/dmp.about', '/'];
const SIZES = [
  [1440, 900, 'light'],
  [1440, 900, 'dark'],
  [768, 900, 'light'],
  [320, 700, 'light'],
] as const;
test.each(SIZES)(
  'every screen is accessible and fits at %i × %i, %s',
  async (width, height, theme) => {
    const { services } = await setUp('/patients');
    await page.viewport(width, height);
    services.preferences.set({ theme, showsRecord: true });
    for (const path of SCREENS) {
      await services.router.go(path);
      await settled();
      const { violations, passes } = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa', 'best-practice'] });
      // The page around the test is not ours.
      const ours = violations.filter(({ id }) => !['html-has-lang', 'document-title', 'landmark-one-main'].includes(id));
      expect([path, ours.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)]).toEqual([path, []]);
      expect(passes.length).toBeGreaterThan(10);
      expect([path, document.documentElement.scrollWidth <= width]).toEqual([path, true]);
    }
  },
  60_000,
);
