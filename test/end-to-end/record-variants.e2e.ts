import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { textOf as pdfText } from '../services/pdf/pdfa-faults.js';
import { dialogOf, dmpTabText, enterCode, enterFirstSession, openRecord, type Practice, sentence, startPractice, textOf } from './practice.js';

/** What depends on the environment, the card and who holds it. */
let practice: Practice;
let page: Page;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice.stop());
afterEach(() => page.close());

async function openTab(patientId: string): Promise<void> {
  page = await practice.open(`/patients/${patientId}`);
  await page.addInitScript(() => Object.defineProperty(window, 'print', { value: () => {}, configurable: true }));
  await page.getByRole('tab', { name: 'DMP' }).click();
}
const tabButton = (name: string | RegExp) => page.getByRole('tabpanel', { name: 'DMP' }).getByRole('button', { name });
const inTab = (words: string) => expect.poll(() => dmpTabText(page), { timeout: 10_000 }).toContain(words);

test('the first session of a professional has the notice on traces, and nothing else to do before it is understood', async () => {
  await openTab('p04');
  await enterCode(page);
  await sentence(page, openRecord).waitFor();
  await inTab("Ces interactions sont tracées avec l'identifiant national de l'utilisateur");
  expect(await tabButton("Demander l'autorisation").count()).toBe(0);
  await tabButton(/J.ai compris/).click();
  await tabButton("Demander l'autorisation").waitFor();
  await page.reload();
  await page.getByRole('tab', { name: 'DMP' }).click();
  await tabButton("Demander l'autorisation").waitFor();
  expect(await dmpTabText(page)).not.toContain('Vos accès sont tracés');
});

test('two situations on one card: one is chosen, shown, and changed without a new code', async () => {
  await practice.card('insert', 'cps-deux-situations');
  await openTab('p01');
  await enterCode(page);
  await tabButton('MAISON DE SANTE DES JACOBINS').click();
  await tabButton(/J.ai compris/).click();
  await inTab('MAISON DE SANTE DES JACOBINS');
  await tabButton(/Changer/).click();
  await page.getByRole('tabpanel', { name: 'DMP' }).getByText('CABINET MME INFIRMIER0455').click();
  await inTab('CABINET MME INFIRMIER0455');
  await sentence(page, openRecord).waitFor();
});

test.each([
  ['cps-remplacant', 'CPS de Hugo REMPLACANT0888'],
  ['cpf-infirmiere', 'CPF de Zélie ETUDIANTE0777'],
  ['cpe-secretaire', 'CPE de Sylvie SECRETAIRE0212'],
])('%s reads the status under its own name', async (card, words) => {
  await practice.card('insert', card);
  await openTab('p01');
  await enterFirstSession(page);
  await sentence(page, openRecord).waitFor();
  await inTab(words);
});

test('a CPE asks for the authorisation of its structure, and takes none back', async () => {
  await practice.card('insert', 'cpe-secretaire');
  await openTab('p08');
  await enterCode(page);
  await tabButton("Demander l'autorisation").click();
  await page.getByRole('dialog').getByRole('checkbox').check();
  await page.keyboard.press('Control+Enter');
  await inTab("Vous avez l'autorisation d'accéder à ce DMP.");
  expect(await tabButton('Supprimer mon autorisation').count()).toBe(0);
});

test('the card of somebody else is named, and nothing of it stays', async () => {
  await practice.card('insert', 'cps-infirmiere');
  await practice.card('insert', 'vitale-desmaux', '--reader', 'Lecteur virtuel 2');
  await openTab('p02');
  await page.getByRole('button', { name: 'Lire la Carte Vitale' }).click();
  const reading = dialogOf(page, 'Lire la Carte Vitale');
  await expect.poll(() => textOf(reading)).toMatch(/DESMAUX/i);
  await page.keyboard.press('Escape');
  await reading.waitFor({ state: 'detached' });
  expect(await textOf(page.locator('main'))).not.toMatch(/DESMAUX/i);
  expect(await textOf(page.locator('main'))).toContain('Carte Vitale jamais lue');
});

test('no Carte Vitale in the reader is said, and tried again', async () => {
  await practice.card('remove', 'vitale-desmaux');
  await openTab('p02');
  await page.getByRole('button', { name: 'Lire la Carte Vitale' }).click();
  const reading = dialogOf(page, 'Lire la Carte Vitale');
  await expect.poll(() => textOf(reading)).toContain('Aucune Carte Vitale détectée');
  await practice.card('insert', 'vitale', '--reader', 'Lecteur virtuel 2');
  await reading.getByRole('button', { name: 'Réessayer' }).click();
  await reading.getByRole('radio', { name: /Paul/ }).waitFor();
});

test('whom to call is told, for the DMP and for the software', async () => {
  await openTab('p01');
  await tabButton('Contactez le support du DMP').click();
  await expect.poll(() => textOf(page.getByRole('dialog'))).toContain('08 10 33 13 33');
});

test('withdrawn transactions are explained, and the leaflet is a PDF for the patient', async () => {
  page = await practice.open('/extensions');
  await page.goto(new URL('/parametrage', practice.url).href);
  await page.getByRole('combobox', { name: 'Création du DMP et compte internet' }).selectOption({ label: 'Jamais proposées' });
  await page.close();
  await openTab('p02');
  await enterCode(page);
  const leaflets: Buffer[] = [];
  await page.route('**/files/*', async (route) => {
    const response = await route.fetch();
    leaflets.push(await response.body());
    await route.fulfill({ response });
  });
  await tabButton('Pourquoi et que faire').last().click();
  await expect.poll(() => textOf(page.getByRole('dialog'))).toContain('créé automatiquement avec Mon espace santé');
  await page.getByRole('dialog').getByRole('button', { name: 'Imprimer la notice pour le patient' }).click();
  await expect.poll(() => leaflets.length).toBe(1);
  expect(pdfText(leaflets[0] ?? Buffer.alloc(0))).toContain('monespacesante.fr');
});
