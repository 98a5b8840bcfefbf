import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { addDocument } from '../reference/dmp-simulator/web/text-addition.js';
import { dialogOf, dmpTabText, enterFirstSession, openRecord, PIN, type Practice, sentence, startPractice, textOf } from './practice.js';

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
const TEXT = 'Pansement refait, plaie propre.';
const tab = () => page.getByRole('tabpanel', { name: 'DMP' });
const confirmation = () => dialogOf(page, "Demande de confirmation de l'ajout du document");
const inTab = (words: string | RegExp) => expect.poll(() => dmpTabText(page), { timeout: 30_000 }).toMatch(words);

async function write(title: string, text: string): Promise<void> {
  await tab().getByRole('button', { name: 'Ajouter un document' }).first().click();
  await tab()
    .getByRole('radio', { name: /Rédiger un document/ })
    .check();
  await tab().getByRole('textbox', { name: 'Texte du document' }).fill(text);
  await tab().getByRole('textbox', { name: 'Titre' }).fill(title);
}

async function confirm(title: string): Promise<void> {
  await tab().getByRole('button', { name: 'Ajouter', exact: true }).click();
  await expect.poll(() => textOf(confirmation()), { timeout: 20_000 }).toContain(title);
  await confirmation().getByRole('button', { name: "Confirmer l'ajout de ce document" }).click();
}

test('a text that is written and confirmed is in the DMP, and in its category in the tab', async () => {
  await openTab('p01');
  await write('Surveillance de la plaie', TEXT);
  await confirm('Surveillance de la plaie');
  await inTab(/Surveillance de la plaie[\s\S]*envoyé à/i);
});

test('what was sent is in its rubric of the web DMP, where another one is added', async () => {
  const site = await practice.open();
  await site.goto(`${practice.webDmpUrl}/AccesDirect/Documents/255069999999934/1.2.250.1.213.1.4.10`);
  await site.getByLabel(/code/i).fill(PIN);
  await site.getByRole('button', { name: 'OK' }).click();
  await site.getByRole('link', { name: 'Traitements et soins (1)' }).click();
  await site.getByRole('link', { name: 'Surveillance de la plaie' }).click();
  await expect.poll(() => site.locator('body').innerText()).toContain(TEXT);
  await site.getByRole('link', { name: 'Revenir à la liste' }).click();
  await addDocument(site, { text: 'Écrit sur le site.', title: 'Lettre du site' });
  await site.getByRole('link', { name: 'Surveillance de la plaie' }).waitFor();
  await site.close();
});

test('a document whose answer was lost is looked for before it is sent again: it is there once', async () => {
  await openTab('p01');
  await write('Glycémies', 'Glycémie : 1,1 g/l.');
  await practice.control({ fault: 'cutBeforeAnswer' });
  await confirm('Glycémies');
  await inTab(/Glycémies[\s\S]*échec, nouvel essai/i);
  await practice.control({ fault: 'none' });
  await tab()
    .getByRole('button', { name: /^Réessayer maintenant/ })
    .click();
  await inTab(/Glycémies[\s\S]*?envoyé à/i);
  expect((await dmpTabText(page)).match(/Glycémies/g)).toHaveLength(1);
});

test('what was sent is masked, archived and deleted, in one dialog', async () => {
  await openTab('p01');
  await write('À retirer', 'Note de trop.');
  await confirm('À retirer');
  await inTab(/À retirer[\s\S]*?envoyé à/i);
  const row = tab().locator('tr[data-document]', { hasText: 'À retirer' });
  const properties = () => dialogOf(page, 'Modification des propriétés du document');
  await row.getByRole('button', { name: /^Propriétés/ }).click();
  await properties().getByRole('checkbox', { name: 'Masqué aux professionnels de santé' }).check();
  await properties().getByRole('button', { name: 'Enregistrer la visibilité' }).click();
  await expect.poll(() => textOf(row), { timeout: 20_000 }).toContain('masqué aux professionnels de santé');
  if (!(await properties().isVisible())) await row.getByRole('button', { name: /^Propriétés/ }).click();
  await properties().getByRole('button', { name: 'Archiver' }).click();
  await expect.poll(() => textOf(row), { timeout: 20_000 }).toContain('archivé');
  if (!(await properties().isVisible())) await row.getByRole('button', { name: /^Propriétés/ }).click();
  await properties().getByRole('button', { name: 'Supprimer le document' }).click();
  await page.getByRole('button', { name: 'Supprimer définitivement' }).click();
  await expect.poll(() => textOf(row).catch(() => 'gone'), { timeout: 20_000 }).toMatch(/supprimé|gone/i);
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
