import type { Page } from 'playwright';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { codeField, dmpTabText, enterCode, openRecord, type Practice, sentence, startPractice } from './practice.js';

let practice: Practice;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice?.stop());

/** A form with its DMP tab shown. */
async function openDmpTab(patientId: string, page?: Page): Promise<Page> {
  const shown = page ?? (await practice.open(`/patients/${patientId}`));
  if (page) await page.goto(new URL(`/patients/${patientId}`, practice.url).href);
  await shown.getByRole('tab', { name: 'DMP' }).click();
  return shown;
}

describe('the card', () => {
  beforeEach(async () => {
    await practice.card('repair', 'cps-infirmiere');
    await practice.card('remove');
  });

  test('each state of the reader and the card has its own screen, and comes by itself', async () => {
    await practice.card('unplug');
    const page = await openDmpTab('p01');
    await sentence(page, 'Aucun lecteur de carte détecté').waitFor();
    await practice.card('plug');
    await sentence(page, 'Aucune carte CPS détectée').waitFor();
    await practice.card('insert', 'vitale-un', '--reader', 'Lecteur virtuel 1');
    await sentence(page, /Cette carte n.est pas une CPS/).waitFor();
    await practice.card('insert', 'cps-infirmiere');
    await sentence(page, 'Saisissez le code porteur de votre CPS').waitFor();
    await enterCode(page, '0000');
    await sentence(page, 'Code porteur incorrect').waitFor();
    await enterCode(page, '0000');
    await sentence(page, 'Il reste un seul essai').waitFor();
    await codeField(page).fill('0000');
    await page.getByRole('button', { name: 'Utiliser le dernier essai' }).click();
    await sentence(page, 'Votre carte CPS est bloquée').waitFor();
    await practice.card('repair', 'cps-infirmiere');
    await practice.card('remove');
    await sentence(page, /La carte a été retirée/).waitFor();
    await page.context().close();
  });

  test('a code of three digits or with letters never reaches the card', async () => {
    await practice.card('insert', 'cps-infirmiere');
    const page = await openDmpTab('p01');
    await enterCode(page, '123');
    await page
      .getByText(/4 chiffres/)
      .first()
      .waitFor();
    await codeField(page).fill('');
    await codeField(page).pressSequentially('12a4');
    await page.keyboard.press('Enter');
    expect(await page.getByText('Code porteur incorrect').count()).toBe(0);
    await enterCode(page);
    await sentence(page, openRecord).waitFor();
    await page.context().close();
  });

  test('several practice situations on one card: the user chooses', async () => {
    await practice.card('insert', 'cps-deux-situations');
    const page = await openDmpTab('p01');
    await enterCode(page);
    await page.getByRole('button', { name: /MAISON DE SANTE DES JACOBINS/ }).click();
    await sentence(page, openRecord).waitFor();
    await page
      .getByRole('tabpanel', { name: 'DMP' })
      .getByText(/MAISON DE SANTE DES JACOBINS/)
      .first()
      .waitFor();
    await page.context().close();
  });
});

describe('the status', () => {
  let page: Page;
  beforeAll(async () => {
    await practice.card('repair', 'cps-infirmiere');
    await practice.card('remove');
    await practice.card('insert', 'cps-infirmiere');
    page = await openDmpTab('p01');
    await enterCode(page);
    await sentence(page, openRecord).waitFor();
  });

  test.each([
    ['p01', 'Le DMP du patient est ouvert', "Vous avez l'autorisation d'accéder à ce DMP", 'Compte Internet créé'],
    ['p02', "Le DMP du patient n'est pas encore créé", 'Son accord verbal est obligatoire', undefined],
    ['p04', 'Le DMP du patient est ouvert', "Vous n'avez pas l'autorisation d'accéder à ce DMP", 'Pas de compte Internet'],
    ['p05', 'Le DMP du patient est fermé', '18/09/2025', undefined],
    ['p06', 'Le patient ne souhaite pas que vous accédiez à son DMP', "C'est son droit", undefined],
    ['p08', 'Le DMP du patient est ouvert', 'Votre autorisation a expiré', undefined],
    ['p13', 'Le DMP du patient est fermé', 'FERMETURE_AUTRE_MOTIF', undefined],
  ])('of %s is %s', async (patientId, said, secondary, account) => {
    await openDmpTab(patientId, page);
    await sentence(page, said).waitFor();
    const text = await dmpTabText(page);
    expect(text).toContain(secondary);
    if (account) expect(text).toContain(account);
    expect(text).toMatch(/Vérifié à l'instant|Vérifié il y a/);
  });

  test('is not asked a second time for the code', async () => {
    await openDmpTab('p10', page);
    await sentence(page, openRecord).waitFor();
    expect(await codeField(page).count()).toBe(0);
  });

  test('says when the identity of the DMP differs from the form', async () => {
    await openDmpTab('p09', page);
    await expect.poll(() => dmpTabText(page)).toMatch(/identité/i);
    const text = await dmpTabText(page);
    expect(text).toMatch(/date de naissance/i);
    expect(text).not.toContain('SIXTE');
  });

  test.each([
    ['p07', /n.est pas qualifiée/],
    ['p11', /NIA|identifiant d.attente/i],
    ['p12', /clé/i],
  ])('of %s is refused before any call, with the reason', async (patientId, reason) => {
    await openDmpTab(patientId, page);
    await expect.poll(() => dmpTabText(page)).toMatch(reason);
  });

  test('is asked again with Actualiser le statut', async () => {
    await openDmpTab('p01', page);
    await sentence(page, openRecord).waitFor();
    await practice.control({ latencyMs: 1500 });
    await page.getByRole('button', { name: 'Actualiser le statut' }).click();
    await page
      .getByText(/Interrogation du DMP|Vérification/)
      .first()
      .waitFor();
    // The form stays usable meanwhile.
    await page.getByRole('tab', { name: 'Notes' }).click();
    await page.getByRole('tab', { name: 'DMP' }).click();
    await page.getByText(/Vérifié à l.instant/).waitFor();
    await practice.control({ reset: true });
  });

  test('follows the scenario of the simulator', async () => {
    await practice.control({ scenario: 'noRecord' });
    await openDmpTab('p10', page);
    await page.getByRole('button', { name: 'Actualiser le statut' }).click();
    await sentence(page, "Le DMP du patient n'est pas encore créé").waitFor();
    await practice.control({ reset: true });
  });

  test('reaches the chips of the visits, from what is known already', async () => {
    await page.goto(practice.url);
    const row = page.getByRole('row', { name: /DESMAUX Nathalie/ }).first();
    await row.getByText('Ouvert, autorisé').waitFor();
  });
});
