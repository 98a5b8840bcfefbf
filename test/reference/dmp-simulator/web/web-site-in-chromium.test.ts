import { AxeBuilder } from '@axe-core/playwright';
import { type Browser, type BrowserContextOptions, chromium, type Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { addressOf } from '../../../../reference/dmp-simulator/web/documents/document-address.js';
import { registerWebSite } from '../../../../reference/dmp-simulator/web/web-site.js';
import { createWebServer } from '../../../../reference/dmp-simulator/web-server.js';
import { CHROMIUM_ARGS, chromiumPath } from '../../../../scripts/chromium.js';
import { BLOCKED, CLOSED, InMemoryState, OID, OPEN, TWO_SITUATIONS } from './in-memory-state.js';
import { worldOf } from './in-memory-world.js';
import { PIN } from './site-visitor.js';
import { store } from './stored-documents.js';
import { writeDocument } from './text-addition.js';

const executablePath = chromiumPath();
const RULES = ['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa'];
/** Folder for pictures of every page, to look at. */
const PICTURES = process.env['WEB_SITE_PICTURES'];

const ofPatient = (page: string, { matricule } = OPEN) => `/AccesDirect/${page}/${matricule}/${OID}`;
const SIGNED_IN_PAGES = [
  '/AccesDirect/TableauDeBord',
  ofPatient('TableauDeBord', CLOSED),
  '/AccesDirect/Parametrages',
  ...['DossierPatient', 'Documents', 'GestionDMPPatient', 'HistoriqueAcces', 'ParcoursDeSoins', 'VolontesEtDroits', 'CarnetVaccination'].map((page) =>
    ofPatient(page),
  ),
  `/Dossier/InformationsPatient/${OPEN.matricule}/${OID}`,
  `/Dossier/Miniatures/${OPEN.matricule}/${OID}`,
  ofPatient('Documents', BLOCKED),
  '/AccesDirect/CreationDMP',
];

const LISTS = [
  `${ofPatient('Documents')}?liste=archives`,
  `${ofPatient('Documents')}?liste=non-visibles&rubrique=biologie`,
  `${ofPatient('ParcoursDeSoins')}?periode=2026-11`,
];
/** One grey point. */
const PHOTOGRAPH = Buffer.from(
  '/9j/4AAQSkZJRgABAQAAAQABAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAAA//EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AR//Z',
  'base64',
);

describe.skipIf(!executablePath)('the site in a browser', () => {
  const web = createWebServer();
  const state = new InMemoryState();
  const former = store(state, { title: 'Suivi de la plaie (première version)' });
  const documents = [
    store(state, { replaces: former, body: Buffer.from('Pansement refait.\nPlaie propre, sans signe d’infection.') }),
    store(state, {
      title: 'Ordonnance kiné',
      type: ['57832-8', 'Prescription de soins'],
      day: '20261018',
      author: TWO_SITUATIONS,
      mediaType: 'application/pdf',
    }),
    store(state, {
      title: 'Photographie du pied',
      type: ['52040-3', 'Document encapsulant une image d’illustration'],
      day: '20260930',
      mediaType: 'image/jpeg',
      body: PHOTOGRAPH,
    }),
    store(state, { title: 'Compte rendu à expliquer', hidden: ['INVISIBLE_PATIENT'] }),
    store(state, { title: 'Ancien bilan', status: 'Archived', day: '20240212' }),
    store(state, { title: 'Note masquée', hidden: ['MASQUE_PS'], day: '20260930' }),
  ];
  let browser: Browser;
  let url = '';

  beforeAll(async () => {
    await registerWebSite(web, { world: worldOf(state), pin: PIN, cards: ['cps-infirmiere', 'cps-deux-situations'] });
    url = await web.listen({ port: 0, host: '127.0.0.1' });
    browser = await chromium.launch({ ...(executablePath && { executablePath }), args: CHROMIUM_ARGS });
  });
  afterAll(async () => {
    await browser?.close();
    await web.close();
  });

  async function signIn(page: Page, path: string): Promise<void> {
    await page.goto(url + path);
    await page.getByLabel(/code/i).fill(PIN);
    await page.getByRole('button', { name: 'OK' }).click();
    await page.getByRole('button', { name: 'Me déconnecter' }).waitFor();
  }

  async function check(page: Page, name: string): Promise<void> {
    const { violations } = await new AxeBuilder({ page }).setLegacyMode().withTags(RULES).analyze();
    expect(violations.map(({ id, nodes }) => `${page.url()} ${id} ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    const overflow = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(overflow, page.url()).toBeLessThanOrEqual(0);
    expect(await page.getByRole('heading', { level: 1 }).count(), page.url()).toBe(1);
    expect(await page.getByRole('main').count(), page.url()).toBe(1);
    if (PICTURES) await page.screenshot({ path: `${PICTURES}/${name}-${page.url().replace(url, '').replace(/\W+/g, '_')}.png`, fullPage: true });
  }

  const WAYS: Readonly<Record<string, BrowserContextOptions>> = {
    light: { colorScheme: 'light', viewport: { width: 1280, height: 900 } },
    dark: { colorScheme: 'dark', viewport: { width: 1280, height: 900 } },
    narrow: { colorScheme: 'light', viewport: { width: 320, height: 640 }, hasTouch: true },
  };

  it.each(Object.keys(WAYS))(
    'is accessible on every page, without a horizontal scroll: %s',
    async (name) => {
      const context = await browser.newContext(WAYS[name]);
      const page = await context.newPage();
      const errors: string[] = [];
      page.on('console', (message) => message.type() === 'error' && !message.text().includes('status of 4') && errors.push(message.text()));
      for (const path of ['/', '/deconnexion', '/inconnue', ofPatient('Documents')]) {
        await page.goto(url + path);
        await check(page, name);
      }
      await page.getByLabel(/code/i).fill('0000');
      await page.getByRole('button', { name: 'OK' }).click();
      await page.getByText('Code porteur incorrect').waitFor();
      expect(page.url()).toBe(url + ofPatient('Documents'));
      await check(page, `${name}-wrong-code`);
      await signIn(page, ofPatient('DossierPatient'));
      for (const path of [...SIGNED_IN_PAGES, ...LISTS, ...documents.slice(0, 3).map(addressOf)]) {
        await page.goto(url + path);
        await check(page, name);
      }
      await page.goto(url + ofPatient('Documents'));
      await page.getByRole('button', { name: 'Ajouter un document' }).click();
      await check(page, `${name}-addition`);
      await page.getByRole('button', { name: 'Ajouter', exact: true }).click();
      await page.getByText("Le document n'est pas encore prêt à être ajouté.").waitFor();
      await check(page, `${name}-addition-problems`);
      await writeDocument(page, { text: 'Plaie propre.', title: 'Pansement' });
      await check(page, `${name}-confirmation`);
      expect(errors).toEqual([]);
      await context.close();
    },
    180_000,
  );

  it('is toured from sign-in to log-out, with the situation chosen on the way', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url + ofPatient('Documents'));
    await page.getByRole('radio', { name: new RegExp(TWO_SITUATIONS.familyName) }).check();
    await page.getByLabel(/code/i).fill(PIN);
    await page.keyboard.press('Enter');
    await page.getByRole('radio', { name: /MAISON DE SANTE/ }).check();
    await page.getByRole('button', { name: 'Valider' }).click();
    await page.waitForURL(url + ofPatient('Documents'));
    for (const tab of ['Informations Patient', 'Gestion DMP', 'Historique des accès', 'Récapitulatif', 'Documents']) {
      await page.getByRole('link', { name: tab, exact: true }).click();
      await page.getByRole('heading', { level: 1, name: tab }).waitFor();
      expect(await page.getByRole('main').innerText()).toContain('Mme NATHALIE DESMAUX Né(e) le 15/06/1955');
    }
    await page.getByRole('link', { name: 'Quitter ce DMP' }).click();
    await page.getByRole('heading', { level: 1, name: 'Mes patients' }).waitFor();
    expect(await page.getByRole('navigation', { name: 'Site' }).innerText()).not.toContain('DESMAUX');
    await page.getByRole('button', { name: 'Me déconnecter' }).click();
    await page.getByRole('heading', { level: 1, name: 'Vous êtes déconnecté' }).waitFor();
    await page.goto(url + ofPatient('Documents'));
    await page.getByLabel(/code/i).waitFor();
    await context.close();
  });

  it('changes the settings by its form, and shows where the keyboard is', async () => {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    await page.keyboard.press('Tab');
    expect(await page.evaluate(() => document.activeElement?.textContent)).toBe('Aller au contenu');
    await page.getByLabel('Panne').selectOption({ label: 'Le DMP ne répond jamais' });
    await page.getByRole('button', { name: 'Appliquer' }).focus();
    await page.keyboard.press('Enter');
    await page.getByText('Les réglages sont appliqués.').waitFor();
    expect(await page.getByLabel('Panne').inputValue()).toBe('hang');
    await page.getByRole('button', { name: 'Tout remettre au départ' }).click();
    await expect.poll(() => page.getByLabel('Panne').inputValue()).toBe('none');
    await context.close();
  });
});
