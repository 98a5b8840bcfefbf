import type { Locator, Page } from 'playwright';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { dialogOf, dmpTabText, enterCode, enterFirstSession, openRecord, type Practice, sentence, startPractice, textOf } from './practice.js';

/** What rules do with what is validated, and what a user does to what waits: from the host's documents to the DMP. */
let practice: Practice;
let page: Page;
const SOON = { timeout: 30_000 };

beforeAll(async () => {
  practice = await startPractice();
  await openTab();
  await enterFirstSession(page);
  await sentence(page, openRecord).waitFor();
  await page.goto(new URL('/pages/dmp.rules', practice.url).href);
  await addRule({ kind: 'careReport', does: 'Proposer seulement', type: '11506-3' });
  await addRule({ kind: 'letter', does: "Mettre dans la boîte d'envoi", type: '96349-6' });
  expect(await textOf(page.locator('main'))).toContain('Signé par Léa INFIRMIER0212');
  await page.getByRole('switch', { name: 'Alimentation automatique du DMP' }).click();
  await page.getByRole('switch', { checked: true }).waitFor();
  await page.close();
});
afterAll(() => practice.stop());
afterEach(() => page.close());

async function addRule({ kind, does, type }: { readonly kind: string; readonly does: string; readonly type: string }): Promise<void> {
  await page.getByRole('button', { name: 'Ajouter une règle' }).click();
  const dialog = dialogOf(page, 'Ajouter une règle');
  await dialog.getByRole('combobox', { name: 'Quand je valide' }).selectOption(kind);
  await dialog.getByRole('radio', { name: does }).check();
  await dialog.getByRole('combobox', { name: 'Type du document' }).selectOption(type);
  await dialog.getByRole('combobox', { name: "Cadre d'exercice" }).selectOption('SAD');
  await dialog.getByRole('button', { name: 'Enregistrer' }).click();
  await dialog.waitFor({ state: 'hidden' });
}

async function openTab(): Promise<void> {
  page = await practice.open('/patients/p01');
  await page.getByRole('tab', { name: 'DMP' }).click();
}
async function openOutbox(): Promise<void> {
  page = await practice.open('/pages/dmp.outbox');
  await page.getByRole('heading', { name: "Boîte d'envoi" }).waitFor();
}
const tab = () => page.getByRole('tabpanel', { name: 'DMP' });
const inTab = (words: string | RegExp) => expect.poll(() => dmpTabText(page), SOON).toMatch(words);
const row = (title: string, around: Locator | Page = tab()): Locator => around.locator('tr[data-document]', { hasText: title });
const inRow = (title: string, words: string | RegExp, around?: Locator) =>
  expect.poll(() => textOf(row(title, around).first()).catch(() => ''), SOON).toMatch(words);
const folder = () => page.getByRole('tabpanel', { name: 'Documents' });

/** A document of the practice is made and validated: what the rules hear of. */
async function validate(title: string, kind: string, text: string): Promise<void> {
  page = await practice.open('/patients/p01');
  await page.getByRole('tab', { name: 'Documents' }).click();
  await folder().getByRole('button', { name: 'Ajouter un fichier' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.locator('#document-file').setInputFiles({ name: 'note.txt', mimeType: 'text/plain', buffer: Buffer.from(text) });
  await dialog.locator('#document-title').fill(title);
  await dialog.locator('#document-kind').selectOption(kind);
  await dialog.getByRole('button', { name: 'Ajouter', exact: true }).click();
  await folder()
    .getByRole('button', { name: `Valider ${title}` })
    .click();
}
async function showTab(): Promise<void> {
  await page.getByRole('tab', { name: 'DMP' }).click();
}

async function confirm(title: string): Promise<void> {
  await tab().getByRole('button', { name: 'Ajouter', exact: true }).click();
  const confirmation = dialogOf(page, "Demande de confirmation de l'ajout du document");
  await expect.poll(() => textOf(confirmation), SOON).toContain(title);
  await confirmation.getByRole('button', { name: "Confirmer l'ajout de ce document" }).click();
}
const titleField = () => tab().getByRole('textbox', { name: 'Titre' });

/** Files are dragged on the tab, and let go of there. */
async function drop(name: string, text: string): Promise<void> {
  const data = await page.evaluateHandle(
    ([file, content]) => {
      const transfer = new DataTransfer();
      transfer.items.add(new File([content ?? ''], file ?? '', { type: 'text/plain' }));
      return transfer;
    },
    [name, text],
  );
  const place = tab().locator('dmp-add-document-view, dmp-tab-view:not([hidden])').first();
  for (const type of ['dragenter', 'dragover', 'drop']) await place.dispatchEvent(type, { dataTransfer: data });
}

test('what a rule proposes is confirmed in its form, filled as the rule says, and is in the DMP', async () => {
  await validate('Soin du matin', 'careReport', 'Pansement refait.');
  await inRow('Soin du matin', /À confirmer/, folder());
  await showTab();
  await inRow('Soin du matin', /à confirmer/i);
  await row('Soin du matin')
    .getByRole('button', { name: /^Vérifier et ajouter/ })
    .click();
  await expect.poll(() => titleField().inputValue(), SOON).toBe('Soin du matin');
  await confirm('Soin du matin');
  await inRow('Soin du matin', /envoyé à/);
});

test('what is declined is gone from the tab, and its row in the folder says that it was not sent', async () => {
  await validate('Note interne', 'careReport', 'Pour nous.');
  await showTab();
  await inRow('Note interne', /à confirmer/i);
  await row('Note interne')
    .getByRole('button', { name: /^Autres actions/ })
    .click();
  await page.getByRole('menuitem', { name: 'Ne pas envoyer' }).click();
  await expect.poll(() => row('Note interne').count(), SOON).toBe(0);
  await page.getByRole('tab', { name: 'Documents' }).click();
  await inRow('Note interne', /Non envoyé/, folder());
});

test('what a rule queues leaves by itself', async () => {
  await validate('Courrier de sortie', 'letter', 'Cher confrère,');
  await showTab();
  await inRow('Courrier de sortie', /envoyé à/);
});

test('a document is held back through the resumption of the sending, and leaves when it is let go', async () => {
  await openOutbox();
  await page.getByRole('button', { name: 'Suspendre les envois' }).click();
  await page.close();
  await validate('Courrier retenu', 'letter', 'Cher confrère, à relire.');
  await page.close();
  await openOutbox();
  const main = page.locator('main');
  await inRow('Courrier retenu', /En attente/, main);
  await row('Courrier retenu', main)
    .getByRole('button', { name: /^Retenir/ })
    .click();
  await inRow('Courrier retenu', /Retenu/, main);
  await page.getByRole('button', { name: 'Reprendre' }).click();
  await page.close();
  await validate('Courrier suivant', 'letter', 'Cher confrère, autre chose.');
  await showTab();
  await inRow('Courrier suivant', /envoyé à/);
  await inRow('Courrier retenu', /retenu/);
  await row('Courrier retenu')
    .getByRole('button', { name: /^Envoyer/ })
    .click();
  await inRow('Courrier retenu', /envoyé à/);
});

test('from the outbox, a patient’s name opens his DMP tab, and what is to be confirmed opens its form there', async () => {
  await validate('Soin du soir', 'careReport', 'Injection faite.');
  await page.close();
  await openOutbox();
  const main = page.locator('main');
  await inRow('Soin du soir', /À confirmer/, main);
  await row('Soin du soir', main)
    .getByRole('button', { name: /DESMAUX/ })
    .click();
  await page.waitForURL('**/patients/p01');
  await inTab(/Documents envoyés par le cabinet/);
  await page.goBack();
  await row('Soin du soir', main)
    .getByRole('button', { name: /^Vérifier et ajouter/ })
    .click();
  await page.waitForURL('**/patients/p01');
  await expect.poll(() => titleField().inputValue(), SOON).toBe('Soin du soir');
  await confirm('Soin du soir');
  await inRow('Soin du soir', /envoyé à/);
});

test('a file that is dropped on the tab opens its form', async () => {
  await openTab();
  await inTab(/Documents envoyés par le cabinet/);
  await drop('compte-rendu.txt', 'Visite du jour.');
  await titleField().fill('Visite du jour');
  await inTab(/compte-rendu\.txt/);
  await confirm('Visite du jour');
  await inRow('Visite du jour', /envoyé à/);
});

test('a patient who is opposed is fed nothing, by hand or by rule; what was sent may be replaced by a file that is dropped', async () => {
  await openTab();
  await tab().getByRole('button', { name: 'Enregistrer une opposition du patient' }).click();
  const dialog = dialogOf(page, "Enregistrer une opposition à l'alimentation du DMP");
  await dialog.getByRole('button', { name: "Enregistrer l'opposition" }).click();
  await inTab(/Le patient s'oppose à l'alimentation de son DMP/);
  expect(await tab().getByRole('button', { name: 'Ajouter un document' }).count()).toBe(0);
  await drop('rien.txt', 'Rien.');
  await row('Visite du jour')
    .getByRole('button', { name: /^Autres actions/ })
    .click();
  await page.getByRole('menuitem', { name: 'Remplacer' }).click();
  await titleField().waitFor();
  await drop('corrige.txt', 'Visite du jour, corrigée.');
  await inTab(/corrige\.txt/);
  await titleField().fill('Visite corrigée');
  await confirm('Visite corrigée');
  await inRow('Visite corrigée', /envoyé à/);
  await inRow('Visite du jour', /ancienne version obsolète/);
  await page.close();
  await validate('Courrier refusé', 'letter', 'Non.');
  await showTab();
  await inTab(/Le patient s'oppose/);
  expect(await row('Courrier refusé').count()).toBe(0);
  await tab().getByRole('button', { name: "Lever l'opposition" }).click();
  await page
    .getByRole('dialog', { name: /opposition/ })
    .getByRole('button', { name: "Lever l'opposition" })
    .click();
  await expect.poll(() => dmpTabText(page), SOON).not.toMatch(/Le patient s'oppose/);
  expect(await row('Courrier refusé').count()).toBe(0);
});

test('what a rule queues while the card is away waits for it, and leaves once it is back', async () => {
  await practice.card('remove');
  await validate('Courrier sans carte', 'letter', 'Cher confrère, sans carte.');
  await page.close();
  await openOutbox();
  await inRow('Courrier sans carte', /En attente de votre carte.*Insérez la CPS de Léa INFIRMIER0212/, page.locator('main'));
  await page.close();
  await practice.card('insert', 'cps-infirmiere');
  await openTab();
  await enterCode(page);
  await inRow('Courrier sans carte', /envoyé à/);
});
