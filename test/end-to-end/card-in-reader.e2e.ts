import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { MISSING_FOR_ROOM } from '../hardware/card-room.js';
import { dmpTabText, enterFirstSession, type Practice, sentence, startPractice } from './practice.js';

/** `npm start -- --card pcsc`: the card of the demonstration in a reader of a real PC/SC service. */
describe.skipIf(MISSING_FOR_ROOM)(`a card in a reader${MISSING_FOR_ROOM && ` (missing: ${MISSING_FOR_ROOM})`}`, () => {
  let practice: Practice;
  let page: Page;
  beforeAll(async () => {
    practice = await startPractice(['--card', 'pcsc']);
    page = await practice.open('/patients/p01');
    await page.getByRole('tab', { name: 'DMP' }).click();
  });
  afterAll(() => practice?.stop());
  const inTab = (words: string | RegExp) => expect.poll(() => dmpTabText(page), { timeout: 30_000 }).toMatch(words);

  test('its code is typed once, the status is read, and the tab says that a file signs', async () => {
    await inTab('Léa INFIRMIER0212');
    await enterFirstSession(page);
    await inTab('Le DMP du patient est ouvert');
    await inTab('signature par un fichier, non par la carte');
  });

  test('the workstation check finds what there is, and is accessible', async () => {
    const check = await practice.open('/');
    await check.getByRole('link', { name: 'Diagnostic du poste' }).click();
    for (const words of [
      /points à surveiller/,
      'Composant CPS',
      'Un fichier signe à la place de la carte',
      /127\.0\.0\.1:\d+ répond, en \d+ ms/,
      'Le service PC/SC répond',
      'Lecture directe, sans valeur officielle',
      "À l'heure du DMP",
      /libp11|stunnel/,
    ])
      await check.getByText(words).first().waitFor();
    const { violations } = await new AxeBuilder({ page: check }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await check.close();
  });

  test('the Carte Vitale in the other reader is read for a patient, and it is said that nobody vouches for it', async () => {
    const form = await practice.open('/patients/p02');
    await form.getByRole('button', { name: 'Lire la Carte Vitale' }).click();
    const dialog = form.getByRole('dialog', { name: 'Lire la Carte Vitale' });
    await dialog.getByText('Lecture directe, sans valeur officielle').waitFor();
    expect(await dialog.getByRole('radio').count()).toBe(3);
    await dialog.getByRole('button', { name: 'Valider' }).click();
    await dialog.getByText(/Carte Vitale lue le/).waitFor();
    await form.close();
  });

  test('the tab follows the reader: card out, reader out, both back', async () => {
    await practice.card('remove');
    await sentence(page, 'La carte a été retirée').waitFor();
    await practice.card('unplug');
    await sentence(page, 'Aucun lecteur de carte détecté').waitFor();
    await page.getByRole('button', { name: 'Ouvrir le diagnostic du poste' }).click();
    await page.getByText("Branchez le lecteur de cartes à l'ordinateur.").waitFor();
    await page.goBack();
    await page.getByRole('tab', { name: 'DMP' }).click();
    await practice.card('plug');
    await practice.card('insert');
    await sentence(page, 'Saisissez le code porteur de votre CPS').waitFor();
  });
});
