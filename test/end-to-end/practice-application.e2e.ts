import { cpSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ROOT } from '../../scripts/build.js';
import { codeField, openRecord, PIN, type Practice, sentence, startPractice } from './practice.js';

let practice: Practice;
beforeAll(async () => {
  practice = await startPractice();
});
afterAll(() => practice?.stop());

const violations = async (page: Page): Promise<string[]> => {
  const { violations: found } = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  return found.map(({ id, nodes }) => `${id}: ${nodes.map(({ target }) => target.join(' ')).join(', ')}`);
};
const scrollsSideways = (page: Page): Promise<boolean> => page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

describe("today's visits", () => {
  test('are the first screen: time, patient, place, act, and the chip of the plugin', async () => {
    const page = await practice.open();
    await page.getByRole('heading', { name: 'Tournée du jour', level: 1 }).waitFor();
    for (const column of ['Heure', 'Patient', 'Lieu', 'Acte', 'DMP']) await page.getByRole('columnheader', { name: column }).waitFor();
    const row = page.getByRole('row', { name: /DESMAUX Nathalie/ }).first();
    await row.getByText('À vérifier').waitFor();
    await row.getByRole('link', { name: /DESMAUX Nathalie/ }).click();
    await page.getByRole('heading', { name: /DESMAUX Nathalie/, level: 1 }).waitFor();
    await page.context().close();
  });
});

describe("the patient's form", () => {
  let page: Page;
  beforeAll(async () => {
    page = await practice.open('/patients/p03');
    await page.getByRole('heading', { name: /INS-FAMILLE-ONZE/, level: 1 }).waitFor();
  });

  test('has every group of the guide', async () => {
    for (const group of ['Bénéficiaire', 'Assuré', 'Complémentaire', 'Coordonnées', /Médecin traitant/, 'IK facturables'])
      await page.getByRole('group', { name: group }).first().waitFor();
    for (const label of ['Rang gémellaire', 'Date certification', 'Tél 1', 'Tél 4', 'Adresse mail du patient', 'Règle de calcul', 'Nom du médecin traitant'])
      await page.getByLabel(label).first().waitFor();
    expect(await page.getByLabel('N° sécurité sociale', { exact: true }).inputValue()).toBe('1 01 07 2B 999 001 14');
    await page
      .getByText(/\d+ ans( et \d+ mois)?/)
      .first()
      .waitFor();
  });

  test('has its tabs and its button bar, in their order', async () => {
    await page.getByRole('tab', { name: 'DMP' }).waitFor();
    expect(await page.getByRole('tab').allInnerTexts()).toEqual(['Droits', 'DMP', 'Absences', 'Notes', 'Documents']);
    for (const button of ['Autre action', 'Contacts', 'Lire la Carte Vitale', 'Valider', 'Annuler'])
      await page.getByRole('button', { name: button, exact: true }).waitFor();
  });

  test('copies and pastes the contact details', async () => {
    const act = async (entry: string) => {
      await page.getByRole('button', { name: 'Autre action' }).click();
      await page.getByRole('menuitem', { name: entry, exact: true }).click();
    };
    await page.goto(new URL('/patients/p01', practice.url).href);
    await act('Copier les coordonnées');
    await page.getByRole('link', { name: /Retour/ }).click();
    await page
      .getByRole('link', { name: /INS-FAMILLE-SIX/ })
      .first()
      .click();
    await page.getByRole('heading', { name: /INS-FAMILLE-SIX/, level: 1 }).waitFor();
    await act('Coller les coordonnées');
    await expect.poll(() => page.getByLabel('Domicile du patient').first().inputValue()).toBe('5 BD ALEXANDRE OYON');
    await page.getByRole('button', { name: 'Valider', exact: true }).click();
    await page.reload();
    await expect.poll(() => page.getByLabel('Domicile du patient').first().inputValue()).toBe('5 BD ALEXANDRE OYON');
  });

  test('refuses a wrong field, says why, and loses nothing', async () => {
    await page.goto(new URL('/patients/p04', practice.url).href);
    await page.getByLabel('Adresse mail du patient').fill('pas une adresse');
    await page.getByLabel('Tél 1').fill('0243000000');
    await page.getByRole('button', { name: 'Valider', exact: true }).click();
    await page.getByText(/1 champ à corriger/).waitFor();
    expect(await page.getByLabel('Tél 1').inputValue()).toBe('0243000000');
    await page.getByLabel('Adresse mail du patient').fill('jm@example.test');
    await page.getByRole('button', { name: 'Valider', exact: true }).click();
    await page.getByText(/1 champ à corriger/).waitFor({ state: 'detached' });
  });
});

describe('extensions', () => {
  test('lists the plugin with its version, publisher, capabilities, contributions and log', async () => {
    const page = await practice.open('/patients/p01');
    await page.getByRole('tab', { name: 'DMP' }).click();
    await page.getByText(/CPS/).first().waitFor();
    await page.goto(new URL('/extensions/dmp', practice.url).href);
    const main = page.getByRole('main');
    await expect.poll(() => main.innerText()).toMatch(/\d+ ms/);
    const text = await main.innerText();
    for (const part of ['Passerelle DMP', '1.0.0', 'Lecteur de cartes', 'views.patientForm', 'dmp.tab', 'Journal']) expect(text).toContain(part);
    await page.context().close();
  });

  test('a switch takes the tab and the menus out of an open form and brings them back', async () => {
    const form = await practice.open('/patients/p01');
    await form.getByRole('tab', { name: 'DMP' }).waitFor();
    await form.getByLabel('Tél 2').fill('0611111111');
    const extensions = await practice.open('/extensions/dmp');
    const toggle = extensions.getByRole('switch');
    await toggle.click();
    await form.getByRole('tab', { name: 'DMP' }).waitFor({ state: 'detached' });
    await form.getByRole('button', { name: 'Autre action' }).click();
    await form.getByRole('menuitem', { name: 'Enveloppe' }).waitFor();
    expect(await form.getByRole('menuitem', { name: /WEB DMP/ }).count()).toBe(0);
    await form.keyboard.press('Escape');
    // The switch waits until the plugin has ended in order.
    await extensions.locator('[role=switch][aria-busy=false][aria-checked=false]').waitFor();
    await toggle.click();
    await form.getByRole('tab', { name: 'DMP' }).waitFor();
    expect(await form.getByLabel('Tél 2').inputValue()).toBe('0611111111');
    await form.getByRole('tab', { name: 'DMP' }).click();
    await codeField(form).waitFor();
    await form.context().close();
    await extensions.context().close();
  });

  test('a second plugin dropped in appears, and goes', async () => {
    const page = await practice.open('/patients/p01');
    const folder = join(practice.data, 'plugins/hello');
    cpSync(join(ROOT, 'reference/host/samples/hello'), folder, { recursive: true });
    await expect.poll(() => page.getByRole('tab').count(), { timeout: 10_000 }).toBe(6);
    rmSync(folder, { recursive: true });
    await expect.poll(() => page.getByRole('tab').count(), { timeout: 10_000 }).toBe(5);
    await page.context().close();
  });

  test('a wrong manifest is listed with every error and its JSON path', async () => {
    const folder = join(practice.data, 'plugins/broken');
    mkdirSync(folder, { recursive: true });
    writeFileSync(
      join(folder, 'plugin.manifest.json'),
      JSON.stringify({
        id: 'broken',
        title: 'Essai',
        publisher: 'Essai',
        version: 'un',
        engines: { host: '^9.0.0' },
        contributes: { commands: [{ id: 'autre.chose', title: 'x' }], menus: { 'patientForm/otherAction': [{ command: 'broken.absent' }] } },
      }),
    );
    const page = await practice.open('/extensions');
    await page
      .getByRole('link', { name: /broken|Essai/ })
      .or(page.getByRole('button', { name: /broken|Essai/ }))
      .first()
      .click();
    const main = page.getByRole('main');
    for (const path of ['$.version', '$.engines.host', '$.contributes.commands[0].id', "$.contributes.menus['patientForm/otherAction'][0].command"])
      await expect.poll(() => main.innerText()).toContain(path);
    rmSync(folder, { recursive: true });
    await page.context().close();
  });
});

describe('every screen', () => {
  test.each([
    ['/', 'Tournée du jour'],
    ['/patients', 'Patients'],
    ['/patients/p01', 'DESMAUX'],
    ['/extensions/dmp', 'DMP'],
    ['/parametrage', 'Paramétrage'],
    ['/pages/dmp.about', 'À propos du DMP'],
  ])('%s is accessible in both themes and at 320 px', async (path, heading) => {
    for (const options of [{}, { dark: true }, { width: 320 }]) {
      const page = await practice.open(path, options);
      await page
        .getByRole('heading', { name: new RegExp(heading) })
        .first()
        .waitFor();
      if (path === '/patients/p01') {
        await page.getByRole('tab', { name: 'DMP' }).click();
        await page
          .getByText(/Code porteur|Le DMP du patient/)
          .first()
          .waitFor();
      }
      expect(await violations(page)).toEqual([]);
      expect(await scrollsSideways(page)).toBe(false);
      await page.context().close();
    }
  });

  test('the DMP tab works with the keyboard alone', async () => {
    const page = await practice.open('/patients/p01');
    await page.getByRole('tab', { name: 'DMP' }).waitFor();
    await page.keyboard.press('Alt+2');
    const code = codeField(page);
    await code.waitFor();
    await expect
      .poll(() => code.evaluate((field) => field.getRootNode() instanceof ShadowRoot && (field.getRootNode() as ShadowRoot).activeElement === field))
      .toBe(true);
    await page.keyboard.type(PIN);
    await page.keyboard.press('Enter');
    await sentence(page, openRecord).waitFor();
    await page.keyboard.press('F10');
    await page.getByRole('menu').waitFor();
    await page.keyboard.press('End');
    await page.keyboard.press('ArrowRight');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.getByRole('dialog').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await page.context().close();
  });
});
