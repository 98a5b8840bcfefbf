import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { dialogOf, dmpTabText, enterFirstSession, openRecord, type Practice, sentence, startPractice, textOf } from './practice.js';

/** TD2.2: the secretary of the practice adds a document for one of its professionals, with her own card. */
let practice: Practice;
let page: Page;
const wireLog = mkdtempSync(join(tmpdir(), 'passerelle-staff-'));
beforeAll(async () => {
  practice = await startPractice(['--wire-log', wireLog]);
});
afterAll(async () => {
  await practice.stop();
  rmSync(wireLog, { recursive: true, force: true });
});
afterEach(() => page.close());

const tab = () => page.getByRole('tabpanel', { name: 'DMP' });
const confirmation = () => dialogOf(page, "Demande de confirmation de l'ajout du document");
const author = () => tab().getByRole('combobox', { name: 'Auteur du document' });
/** What the DMP was sent to keep. */
const submissions = () =>
  readdirSync(wireLog)
    .filter((name) => /TD2\.\d-request/.test(name))
    .sort()
    .map((name) => readFileSync(join(wireLog, name), 'utf8'));

async function openForm(): Promise<void> {
  page = await practice.open('/patients/p01');
  await page.getByRole('tab', { name: 'DMP' }).click();
  await enterFirstSession(page);
  await sentence(page, openRecord).waitFor();
  await tab().getByRole('button', { name: 'Ajouter un document' }).first().click();
  await tab()
    .getByRole('radio', { name: /Rédiger un document/ })
    .check();
}

test('a professional is not asked who the author is', async () => {
  await openForm();
  expect(await author().count()).toBe(0);
});

test('a CPE card adds a document whose author is the professional, and sends it in its own name', async () => {
  await practice.card('insert', 'cpe-secretaire');
  await openForm();
  await tab().getByRole('textbox', { name: 'Texte du document' }).fill('Compte rendu dicté, frappé au secrétariat.');
  await tab().getByRole('textbox', { name: 'Titre' }).fill('Compte rendu dicté');
  await tab().getByRole('button', { name: 'Ajouter', exact: true }).click();
  await expect.poll(() => textOf(tab()), { timeout: 20_000 }).toContain('1 champ à corriger');
  await author().selectOption({ label: 'Hugo REMPLACANT0888' });
  await tab().getByRole('button', { name: 'Ajouter', exact: true }).click();
  await expect.poll(() => textOf(confirmation()), { timeout: 20_000 }).toMatch(/Auteur du document Hugo REMPLACANT0888 Envoyé par Sylvie SECRETAIRE0212/);
  await confirmation().getByRole('button', { name: "Confirmer l'ajout de ce document" }).click();
  await expect.poll(() => dmpTabText(page), { timeout: 30_000 }).toMatch(/Compte rendu dicté[\s\S]*envoyé à/i);
  const [sent = '', ...others] = submissions();
  expect(others).toEqual([]);
  expect(sent).toMatch(/NameID[^>]*>699900021212001\/0001</);
  expect(sent).toMatch(/<assignedAuthor><id extension="899900008880"/);
  expect(sent).toMatch(/<legalAuthenticator>.*?<id extension="899900008880"/s);
  expect(sent).toContain('699900021212001/0001^SECRETAIRE0212^Sylvie^^^^^^&amp;1.2.250.1.71.4.2.1&amp;ISO^D^^^EI');
  expect(practice.output()).not.toMatch(/REMPLACANT0888|SECRETAIRE0212/);
});
