import type { Page } from 'playwright';

/** On the form *Ajouter un document* of the Web-PS site, up to its confirmation page. */
export async function writeDocument(page: Page, { text, title }: { readonly text: string; readonly title: string }): Promise<void> {
  await page.getByRole('radio', { name: /Rédiger un document/ }).check();
  await page.getByLabel('Texte du document').fill(text);
  await page.getByLabel('Type du document').selectOption({ index: 1 });
  await page.getByLabel('Titre').fill(title);
  await page.getByRole('button', { name: 'Ajouter', exact: true }).click();
  await page.getByRole('button', { name: "Confirmer l'ajout de ce document" }).waitFor();
}

/** From the list of documents back to it, where the document is then shown. */
export async function addDocument(page: Page, document: { readonly text: string; readonly title: string }): Promise<void> {
  await page.getByRole('button', { name: 'Ajouter un document' }).click();
  await writeDocument(page, document);
  await page.getByRole('button', { name: "Confirmer l'ajout de ce document" }).click();
  await page.getByRole('link', { name: document.title }).waitFor();
}
