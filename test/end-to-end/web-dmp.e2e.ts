import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { enterCode, openRecord, PIN, type Practice, sentence, startPractice, textOf } from './practice.js';

let practice: Practice;
let page: Page;
beforeAll(async () => {
  practice = await startPractice();
  page = await practice.open('/patients/p01');
  await page.getByRole('tab', { name: 'DMP' }).click();
  await enterCode(page);
  await sentence(page, openRecord).waitFor();
});
afterAll(() => practice?.stop());

async function show(patientId: string): Promise<void> {
  await page.goto(new URL(`/patients/${patientId}`, practice.url).href);
  await page.getByRole('tab', { name: 'DMP' }).click();
  await page
    .getByText(/Le DMP du patient|Le patient ne souhaite|n.est pas qualifiée/)
    .first()
    .waitFor();
}

async function openMenu(): Promise<void> {
  await page.getByRole('button', { name: 'Autre action' }).click();
  await page.getByRole('menuitem', { name: /Accès au WEB DMP/ }).click();
}

const ENTRIES = [
  'Tableau de bord',
  'Accueil DMP Patient',
  'Données administratives du patient',
  'Documents du patient',
  'Parcours de soins',
  'Historique des accès au DMP du patient',
  'Volontés et souhaits du patient',
  'Création du DMP',
  'Paramétrage',
  'Carnet de vaccination',
];
const INS = '255069999999934/1.2.250.1.213.1.4.10';

test('the menu has the entries of the guide, in their order and words', async () => {
  await show('p01');
  await page.getByRole('button', { name: 'Autre action' }).click();
  const first = (await page.getByRole('menu').first().getByRole('menuitem').allInnerTexts()).map((text) => text.split('\n')[0]?.trim());
  expect(first.filter(Boolean)).toEqual([
    'Dossier patient',
    "Récupérer les coordonnées de l'assuré",
    "Copier les coordonnées dans la fiche de l'assuré",
    'Copier les coordonnées',
    'Coller les coordonnées',
    'Enveloppe',
    'DMP',
    'Accès au WEB DMP',
  ]);
  await page.getByRole('menuitem', { name: /Accès au WEB DMP/ }).click();
  const submenu = page.getByRole('menu').last();
  await submenu.getByRole('menuitem', { name: 'Carnet de vaccination' }).waitFor();
  const second = (await submenu.getByRole('menuitem').allInnerTexts()).map((text) => text.split('\n')[0]?.trim());
  expect(second).toEqual(ENTRIES);
  await page.keyboard.press('Escape');
  await page.keyboard.press('Escape');
});

describe('each entry opens its page, after the notice', () => {
  test.each([
    ['Tableau de bord', `/AccesDirect/TableauDeBord/${INS}`],
    ['Accueil DMP Patient', `/AccesDirect/DossierPatient/${INS}`],
    ['Données administratives du patient', `/AccesDirect/GestionDMPPatient/${INS}`],
    ['Documents du patient', `/AccesDirect/Documents/${INS}`],
    ['Parcours de soins', `/AccesDirect/ParcoursDeSoins/${INS}`],
    ['Historique des accès au DMP du patient', `/AccesDirect/HistoriqueAcces/${INS}`],
    ['Volontés et souhaits du patient', `/AccesDirect/VolontesEtDroits/${INS}`],
    ['Paramétrage', '/AccesDirect/Parametrages'],
    ['Carnet de vaccination', `/AccesDirect/CarnetVaccination/${INS}`],
  ])('%s', async (entry, path) => {
    await show('p01');
    await openMenu();
    await page.getByRole('menuitem', { name: entry, exact: true }).click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => textOf(dialog)).toMatch(/navigateur internet par défaut va être utilisé/);
    const opened = page.context().waitForEvent('page');
    await dialog.getByRole('link', { name: 'Valider' }).click();
    const web = await opened;
    await web.waitForLoadState();
    expect(new URL(web.url()).origin).toBe(practice.webDmpUrl);
    // The sign-in page keeps the address that was asked for.
    expect(decodeURIComponent(web.url())).toContain(path);
    await web.close();
  });
});

test.each([
  ['p05', '167112622170459', 'fermé'],
  ['p02', '170082622170161', 'pas encore créé'],
  ['p06', '248039999900265', 'ne souhaite pas'],
])('for %s the patient pages open the dashboard instead, and the notice says so', async (patientId, matricule, why) => {
  await show(patientId);
  await openMenu();
  await page.getByRole('menuitem', { name: 'Documents du patient', exact: true }).click();
  const dialog = page.getByRole('dialog');
  await expect.poll(() => textOf(dialog)).toContain('Tableau de bord');
  expect(await textOf(dialog)).toContain(why);
  expect(await dialog.getByRole('link', { name: 'Valider' }).getAttribute('href')).toBe(
    `${practice.webDmpUrl}/AccesDirect/TableauDeBord/${matricule}/1.2.250.1.213.1.4.10`,
  );
  await dialog.getByRole('button', { name: 'Annuler' }).click();
});

test('with an unknown status the page itself opens', async () => {
  await practice.control({ fault: 'http500' });
  await page.goto(new URL('/patients/p14', practice.url).href);
  await page.getByRole('tab', { name: 'DMP' }).click();
  await sentence(page, /statut n.est pas connu/).waitFor();
  await openMenu();
  await page.getByRole('menuitem', { name: 'Documents du patient', exact: true }).click();
  expect(await page.getByRole('dialog').getByRole('link', { name: 'Valider' }).getAttribute('href')).toBe(
    `${practice.webDmpUrl}/AccesDirect/Documents/278089999901025/1.2.250.1.213.1.4.10`,
  );
  await page.getByRole('dialog').getByRole('button', { name: 'Annuler' }).click();
  await practice.control({ reset: true });
});

test.each([
  ['p01', true],
  ['p05', true],
  ['p02', false],
])('Création du DMP for %s is disabled with its reason: %s', async (patientId, disabled) => {
  await show(patientId);
  await openMenu();
  const entry = page.getByRole('menuitem', { name: /^Création du DMP/ });
  await entry.waitFor();
  if (disabled) {
    expect(await entry.getAttribute('aria-disabled')).toBe('true');
    expect(await page.getByRole('menu').last().innerText()).toContain('Le DMP de ce patient existe déjà.');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
  } else {
    await page.getByRole('tab', { name: 'Notes' }).click({ force: true });
    await openMenu();
    await page.getByRole('menuitem', { name: /^Création du DMP/ }).click();
    expect(await page.getByRole('tab', { name: 'DMP' }).getAttribute('aria-selected')).toBe('true');
  }
});

test('"ne plus afficher" is remembered: the page then opens at once', async () => {
  await show('p01');
  await openMenu();
  await page.getByRole('menuitem', { name: 'Accueil DMP Patient', exact: true }).click();
  await page.getByRole('checkbox', { name: /ne plus afficher/i }).check();
  const first = page.context().waitForEvent('page');
  await page.getByRole('dialog').getByRole('link', { name: 'Valider' }).click();
  await (await first).close();
  await openMenu();
  const opened = page.context().waitForEvent('page');
  await page.getByRole('menuitem', { name: 'Documents du patient', exact: true }).click();
  const web = await opened;
  await web.waitForLoadState();
  expect(decodeURIComponent(web.url())).toContain(`/AccesDirect/Documents/${INS}`);
  await web.close();
  expect(await page.getByRole('dialog').count()).toBe(0);
});

test('the web DMP can be toured, from sign-in to log-out', async () => {
  const web = await page.context().newPage();
  await web.goto(`${practice.webDmpUrl}/AccesDirect/DossierPatient/${INS}`);
  await web
    .getByText(/Simulateur/)
    .first()
    .waitFor();
  await web.getByLabel(/code/i).fill(PIN);
  await web.getByRole('button', { name: /OK|Valider|connecter/i }).click();
  await web
    .getByRole('link', { name: /Me déconnecter/ })
    .or(web.getByRole('button', { name: /Me déconnecter/ }))
    .waitFor();
  expect(await web.getByRole('main').innerText()).toMatch(/DESMAUX/);
  for (const tab of ['Documents', 'Informations Patient', 'Gestion DMP', 'Historique des accès', 'Récapitulatif']) {
    await web.getByRole('link', { name: tab, exact: true }).click();
    await web
      .getByText(/Mes Patients/i)
      .first()
      .waitFor();
  }
  await web.getByRole('link', { name: /Quitter ce DMP/ }).click();
  expect(await web.getByRole('main').innerText()).toMatch(/Mes patients/i);
  await web
    .getByRole('link', { name: /Me déconnecter/ })
    .or(web.getByRole('button', { name: /Me déconnecter/ }))
    .click();
  await web.goto(`${practice.webDmpUrl}/AccesDirect/DossierPatient/${INS}`);
  await web.getByLabel(/code/i).waitFor();
  await web.close();
});

test('À propos du DMP shows the software as the VIHF names it, profiles and support', async () => {
  await page.goto(practice.url);
  await page.getByRole('link', { name: 'À propos du DMP' }).click();
  const main = page.getByRole('main');
  await expect.poll(() => textOf(main)).toContain('Passerelle DMP');
  expect(await textOf(main)).toMatch(/1\.0\.0/);
  expect(await textOf(main)).toContain('08 10 33 13 33');
});
