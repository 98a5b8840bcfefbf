import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { dialogOf, dmpTabText, enterFirstSession, openRecord, type Practice, sentence, startPractice, textOf } from './practice.js';

/** Chapter 4 of the guide: a document is added, confirmed, sent, and found where it belongs. */
let practice: Practice;
let page: Page;

beforeAll(async () => {
  practice = await startPractice();
  await openTab('p01');
  await enterFirstSession(page);
  await sentence(page, openRecord).waitFor();
});
afterAll(() => practice.stop());
afterEach(() => page.close());

async function openTab(patientId: string): Promise<Page> {
  page = await practice.open(`/patients/${patientId}`);
  await page.getByRole('tab', { name: 'DMP' }).click();
  return page;
}
const tab = () => page.getByRole('tabpanel', { name: 'DMP' });
const confirmation = () => dialogOf(page, "Demande de confirmation de l'ajout du document");
const inTab = (words: string | RegExp) => expect.poll(() => dmpTabText(page), { timeout: 30_000 }).toMatch(words);

async function confirm(title: string): Promise<void> {
  await tab().getByRole('button', { name: 'Ajouter', exact: true }).click();
  await expect.poll(() => textOf(confirmation()), { timeout: 20_000 }).toContain(title);
  await confirmation().getByRole('button', { name: "Confirmer l'ajout de ce document" }).click();
}

test('a text that is written and confirmed is in the DMP, and in its category in the tab', async () => {
  await openTab('p01');
  await tab().getByRole('button', { name: 'Ajouter un document' }).first().click();
  await tab()
    .getByRole('radio', { name: /Rédiger un document/ })
    .check();
  await tab().getByRole('textbox', { name: 'Texte du document' }).fill('Pansement refait, plaie propre.');
  await tab().getByRole('textbox', { name: 'Titre' }).fill('Surveillance de la plaie');
  await confirm('Surveillance de la plaie');
  await inTab(/Surveillance de la plaie[\s\S]*envoyé à/i);
});

test('a document of the practice is added from its menu, and its row says that it was sent', async () => {
  page = await practice.open('/patients/p01');
  await page.getByRole('tab', { name: 'Documents' }).click();
  await page.getByRole('button', { name: 'Actions sur Ordonnance kiné', exact: true }).click();
  await page.getByRole('menuitem', { name: 'Ajouter au DMP' }).click();
  await tab().getByRole('button', { name: 'Ajouter', exact: true }).waitFor();
  await expect.poll(() => tab().getByRole('textbox', { name: 'Titre' }).inputValue(), { timeout: 20_000 }).toBe('Ordonnance kiné');
  await confirm('Ordonnance kiné');
  await inTab(/Ordonnance kiné[\s\S]*envoyé à/i);
  await page.getByRole('tab', { name: 'Documents' }).click();
  const row = page.getByRole('tabpanel', { name: 'Documents' }).locator('tr[data-document]', { hasText: 'Ordonnance kiné' });
  await expect.poll(() => textOf(row)).toMatch(/Envoyé/);
});

test('the outbox tells what was sent, with its patient', async () => {
  page = await practice.open('/pages/dmp.outbox');
  await expect.poll(() => textOf(page.locator('main')), { timeout: 20_000 }).toMatch(/Surveillance de la plaie/);
  expect(await textOf(page.locator('main'))).toMatch(/DESMAUX/);
});
