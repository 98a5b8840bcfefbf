import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { dialogOf, dmpTabText, enterCode, enterFirstSession, openRecord, type Practice, sentence, startPractice, textOf } from './practice.js';

/** Chapters 2 and 3 of the guide: access, creation, receipt, internet account, administrative data. */
let practice: Practice;
let page: Page;

beforeAll(async () => {
  practice = await startPractice();
  page = await practice.open('/patients/p04?onglet=dmp');
  await page.getByRole('tab', { name: 'DMP' }).click();
  await enterFirstSession(page);
  await sentence(page, openRecord).waitFor();
  await page.close();
});
afterAll(() => practice.stop());
afterEach(async () => {
  await practice.control({ latencyMs: 0, fault: 'none', withdrawn: false });
  await page.close();
});

/** A patient's form with its DMP tab in front; the card is open. */
async function openTab(patientId: string): Promise<Page> {
  page = await practice.open(`/patients/${patientId}`);
  await page.getByRole('tab', { name: 'DMP' }).click();
  return page;
}
const tabButton = (name: string | RegExp) => page.getByRole('tabpanel', { name: 'DMP' }).getByRole('button', { name });
const validate = (title: string) => dialogOf(page, title).getByRole('button', { name: 'Valider' });

async function expectNoAxeFault(): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
}

describe('asking for access', () => {
  test('the authorisation follows the ticked box, and the status is read again', async () => {
    await openTab('p04');
    await sentence(page, openRecord).waitFor();
    await tabButton("Demander l'autorisation").click();
    const dialog = dialogOf(page, "Autorisation d'accès au DMP");
    const text = await textOf(dialog);
    for (const words of [
      'Confirmez-vous que le patient (ou son représentant légal) vous autorise à accéder à son DMP ?',
      "Le patient (ou son représentant légal) m'a autorisé à accéder à son DMP",
      'Attention ! Tout accès ou alimentation du DMP de votre patient est tracé dans un historique.',
      'INS-FAMILLE-UN JEAN-MICHEL',
    ])
      expect(text).toContain(words);
    await validate("Autorisation d'accès au DMP").click();
    expect(await textOf(dialog)).toContain('Cochez la case pour valider.');
    await expectNoAxeFault();
    await dialog.getByRole('checkbox').check();
    await validate("Autorisation d'accès au DMP").click();
    await dialog.waitFor({ state: 'detached' });
    await expect.poll(() => dmpTabText(page)).toContain("Vous avez l'autorisation d'accéder à ce DMP.");

    await tabButton('Supprimer mon autorisation').click();
    const removal = page.getByRole('dialog');
    await removal.getByRole('button', { name: /Supprimer/ }).click();
    await removal.waitFor({ state: 'detached' });
    await expect.poll(() => dmpTabText(page)).toContain("Vous n'avez pas l'autorisation d'accéder à ce DMP");
  });

  test('a patient who does not want it is not asked for: nothing is offered to ask with', async () => {
    await openTab('p06');
    await sentence(page, 'Le patient ne souhaite pas que vous accédiez à son DMP').waitFor();
    expect(await tabButton("Demander l'autorisation").count()).toBe(0);
  });

  test('an expired authorisation can be asked for again', async () => {
    await openTab('p08');
    await expect.poll(() => dmpTabText(page)).toContain('Votre autorisation a expiré.');
    await tabButton("Demander l'autorisation").click();
    await dialogOf(page, "Autorisation d'accès au DMP").getByRole('checkbox').check();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => dmpTabText(page)).toContain("Vous avez l'autorisation d'accéder à ce DMP.");
  });
});
void [execFileSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync, tmpdir, join, enterCode];
