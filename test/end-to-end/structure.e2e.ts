import { renameSync } from 'node:fs';
import { join } from 'node:path';
import type { Page } from 'playwright';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { PRACTICE_PASSPHRASE } from '../../reference/cards/practice-structure.js';
import { dialogOf, dmpTabText, filesBelow, openRecord, type Practice, sentence, startPractice, textOf } from './practice.js';

/** No card: the certificates of the structure speak for the user of the practice application (mode INDIRECTE). */
let practice: Practice;
let page: Page;

beforeAll(async () => {
  practice = await startPractice();
  await practice.card('remove');
  page = await practice.open('/patients/p01');
  await page.getByRole('tab', { name: 'DMP' }).click();
});
afterAll(() => practice.stop());

const tab = () => page.getByRole('tabpanel', { name: 'DMP' });
const passphrase = () => page.getByRole('textbox', { name: 'Mot de passe des certificats' });
const inTab = (words: string | RegExp) => expect.poll(() => dmpTabText(page), { timeout: 30_000 }).toMatch(words);
/** Looked at by who asks for it. */
async function picture(name: string): Promise<void> {
  const folder = process.env['PICTURES'];
  if (folder) await page.screenshot({ path: join(folder, `${name}.png`), fullPage: true });
}

test('chosen in the settings, the certificates are asked for in place of the card', async () => {
  await sentence(page, 'Aucune carte CPS détectée').or(sentence(page, 'La carte a été retirée')).waitFor();
  const settings = await practice.open('/parametrage');
  await settings.getByRole('combobox', { name: "Moyen d'authentification" }).selectOption('Certificat de structure');
  await sentence(page, 'Saisissez le mot de passe des certificats de structure').waitFor();
  await inTab('Léa INFIRMIER0212');
  await picture('structure-locked');
  await settings.close();
});

test('a wrong passphrase is told, and the right one reads the status: nothing is offered that wants a card', async () => {
  await passphrase().fill('1234');
  await passphrase().press('Enter');
  await sentence(page, 'Mot de passe incorrect').waitFor();
  await picture('structure-wrong');
  await passphrase().fill(PRACTICE_PASSPHRASE);
  await passphrase().press('Enter');
  await page.getByRole('button', { name: /^J.ai compris$/ }).click();
  await sentence(page, openRecord).waitFor();
  await inTab(/Certificats de structure, pour Léa INFIRMIER0212, mot de passe saisi à \d\d:\d\d/);
  await picture('structure-open');
  const offered = await dmpTabText(page);
  expect(offered).toContain('Ajouter un document');
  expect(offered).not.toMatch(/Supprimer mon autorisation|Demander l'autorisation|Professionnels autorisés/);
});

test('a document is written, confirmed and sent, and may be deleted but not hidden', async () => {
  await tab().getByRole('button', { name: 'Ajouter un document' }).first().click();
  await tab()
    .getByRole('radio', { name: /Rédiger un document/ })
    .check();
  await tab().getByRole('textbox', { name: 'Texte du document' }).fill('Pansement refait, plaie propre.');
  await tab().getByRole('textbox', { name: 'Titre' }).fill('Suivi de la plaie');
  await tab().getByRole('button', { name: 'Ajouter', exact: true }).click();
  const confirmation = dialogOf(page, "Demande de confirmation de l'ajout du document");
  await expect
    .poll(() => textOf(confirmation), { timeout: 20_000 })
    .toMatch(/CABINET MME INFIRMIER0212[\s\S]*Signé avec les certificats de la structure, pour Léa INFIRMIER0212/);
  await picture('structure-confirmation');
  await confirmation.getByRole('button', { name: "Confirmer l'ajout de ce document" }).click();
  await inTab(/Suivi de la plaie[\s\S]*?envoyé à/i);
  await picture('structure-sent');
  await tab()
    .locator('tr[data-document]', { hasText: 'Suivi de la plaie' })
    .getByRole('button', { name: /^Propriétés/ })
    .click();
  const properties = dialogOf(page, 'Modification des propriétés du document');
  await properties.getByRole('button', { name: 'Supprimer' }).waitFor();
  await picture('structure-properties');
  expect(await textOf(properties)).not.toMatch(/Enregistrer la visibilité|Archiver/);
  await page.keyboard.press('Escape');
});

test('another patient is asked about without the passphrase; a missing record is not created', async () => {
  const other = await practice.open('/patients/p02');
  await other.getByRole('tab', { name: 'DMP' }).click();
  await sentence(other, /DMP du patient/).waitFor();
  expect(await dmpTabText(other)).not.toContain('Mot de passe des certificats');
  await other.close();
});

test('the file of a certificate that goes ends the session, and nothing of the passphrase is on disk', async () => {
  const file = join(practice.data, 'structure/signature.p12');
  renameSync(file, `${file}.away`);
  await sentence(page, 'Les certificats de structure sont introuvables').waitFor();
  await picture('structure-gone');
  renameSync(`${file}.away`, file);
  await sentence(page, 'Saisissez le mot de passe des certificats de structure').waitFor();
  // The description of the demonstration says it on purpose.
  const kept = filesBelow(practice.data).filter(({ path }) => !path.endsWith('structure.json') && !path.includes('reader'));
  expect(kept.filter(({ bytes }) => bytes.includes(PRACTICE_PASSPHRASE)).map(({ path }) => path)).toEqual([]);
  expect(practice.output()).not.toContain(PRACTICE_PASSPHRASE);
});
