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
      /Le DMP répond, en \d+ ms/,
      "À l'heure du DMP",
      /libp11|stunnel/,
    ])
      await check.getByText(words).first().waitFor();
    const { violations } = await new AxeBuilder({ page: check }).analyze();
    expect(violations.map(({ id }) => id)).toEqual([]);
    await check.close();
  });

  test('the tab follows the reader: card out, reader out, both back', async () => {
    await practice.card('remove');
    await sentence(page, 'La carte a été retirée').waitFor();
    await practice.card('unplug');
    await sentence(page, 'Aucun lecteur de carte détecté').waitFor();
    await practice.card('plug');
    await practice.card('insert');
    await sentence(page, 'Saisissez le code porteur de votre CPS').waitFor();
  });
});
