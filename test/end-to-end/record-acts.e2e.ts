import { readFileSync } from 'node:fs';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { pdfaFaults, textOf as pdfText } from '../services/pdf/pdfa-faults.js';
import { dialogOf, dmpTabText, enterFirstSession, filesBelow, openRecord, type Practice, sentence, startPractice, textOf } from './practice.js';

/** Chapters 2 and 3 of the guide: Carte Vitale, access, creation, receipt, internet account, administrative data. */
let practice: Practice;
let page: Page;
/** The receipts the page has fetched, in order. */
const receipts: Buffer[] = [];

beforeAll(async () => {
  practice = await startPractice();
  await openTab('p01');
  await enterFirstSession(page);
  await sentence(page, openRecord).waitFor();
});
afterAll(() => practice.stop());
afterEach(async () => {
  await practice.control({ latencyMs: 0, fault: 'none', withdrawn: false });
  await page.close();
});

/** A patient's form with its DMP tab in front. */
async function openTab(patientId: string): Promise<Page> {
  page = await practice.open(`/patients/${patientId}`);
  // Fetched once: it is read on its way.
  await page.route('**/files/*', async (route) => {
    const response = await route.fetch();
    receipts.push(await response.body());
    await route.fulfill({ response });
  });
  // Headless Chromium has nothing to print with.
  await page.addInitScript(() => Object.defineProperty(window, 'print', { value: () => {}, configurable: true }));
  await page.getByRole('tab', { name: 'DMP' }).click();
  return page;
}
const tabButton = (name: string | RegExp) => page.getByRole('tabpanel', { name: 'DMP' }).getByRole('button', { name });
const inTab = (words: string) =>
  expect.poll(async () => (await dmpTabText(page)).replaceAll(/\( | \)/g, (sign) => sign.trim()), { timeout: 10_000 }).toContain(words);
const creation = () => dialogOf(page, 'Création du DMP');
const receipt = () => page.getByRole('dialog', { name: /^Remettre l.accusé/ });

async function readVitale(name: RegExp): Promise<void> {
  await page.getByRole('button', { name: 'Lire la Carte Vitale' }).click();
  const reading = dialogOf(page, 'Lire la Carte Vitale');
  await reading.getByRole('radio', { name }).check();
  await reading.getByRole('button', { name: 'Valider' }).click();
  await expect.poll(() => textOf(reading)).toContain('La lecture est enregistrée avec la fiche.');
  await reading.getByRole('button', { name: 'Fermer' }).last().click();
}

async function openCreation(): Promise<void> {
  await tabButton('Créer le DMP').last().click();
  await creation().waitFor();
}

async function wishAccount(email: string, mobile = ''): Promise<void> {
  await creation()
    .getByRole('checkbox', { name: /souhaite créer son compte internet/ })
    .check();
  await creation()
    .getByRole('textbox', { name: /^Adresse email du patient/ })
    .fill(email);
  await creation()
    .getByRole('textbox', { name: /^Confirmation/ })
    .first()
    .fill(email);
  await creation()
    .getByRole('textbox', { name: /^Téléphone mobile/ })
    .fill(mobile);
  await creation()
    .getByRole('textbox', { name: /^Confirmation/ })
    .last()
    .fill(mobile);
}

async function expectNoAxeFault(): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).exclude('iframe').analyze();
  expect(violations.map(({ id, nodes }) => [id, nodes.map(({ target }) => target)])).toEqual([]);
}

/** Login and password as the paper shows them. */
function secretsOf(pdf: Buffer): readonly string[] {
  const [, login = '', password = ''] = /mot de passe initial : (\S+) (\S+) /.exec(pdfText(pdf)) ?? [];
  expect([login.length, password.length].every((length) => length >= 8)).toBe(true);
  return [login, password];
}

describe('asking for access', () => {
  test('the authorisation follows the ticked box, the status is read again, and it can be taken back', async () => {
    await openTab('p04');
    await sentence(page, openRecord).waitFor();
    await inTab('3 conditions pour accéder au DMP de votre patient');
    await tabButton("Demander l'autorisation").click();
    const dialog = dialogOf(page, "Autorisation d'accès au DMP");
    for (const words of [
      'Confirmez-vous que le patient (ou son représentant légal) vous autorise à accéder à son DMP ?',
      "Le patient (ou son représentant légal) m'a autorisé à accéder à son DMP",
      'Attention ! Tout accès ou alimentation du DMP de votre patient est tracé dans un historique.',
      'INS-FAMILLE-UN JEAN-MICHEL',
    ])
      expect(await textOf(dialog)).toContain(words);
    await page.keyboard.press('Control+Enter');
    expect(await textOf(dialog)).toContain('Cochez la case pour valider.');
    await expectNoAxeFault();
    await dialog.getByRole('checkbox').check();
    await page.keyboard.press('Control+Enter');
    await dialog.waitFor({ state: 'detached' });
    await inTab("Vous avez l'autorisation d'accéder à ce DMP.");

    await tabButton('Supprimer mon autorisation').click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: /^Supprimer/ })
      .click();
    await page.getByRole('dialog').waitFor({ state: 'detached' });
    await inTab("Vous n'avez pas l'autorisation d'accéder à ce DMP");
  });

  test('a patient who does not want it is not asked for', async () => {
    await openTab('p06');
    await sentence(page, 'Le patient ne souhaite pas que vous accédiez à son DMP').waitFor();
    expect(await tabButton("Demander l'autorisation").count()).toBe(0);
  });

  test('an expired authorisation can be asked for again', async () => {
    await openTab('p08');
    await inTab('Votre autorisation a expiré.');
    await tabButton("Demander l'autorisation").click();
    await page.getByRole('dialog').getByRole('checkbox').check();
    await page.keyboard.press('Control+Enter');
    await inTab("Vous avez l'autorisation d'accéder à ce DMP.");
  });

  test('a card taken out between tick and Valider: nothing is sent, the tick stays, and it goes on when the card is back', async () => {
    await openTab('p04');
    await tabButton("Demander l'autorisation").click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox').check();
    await practice.card('remove');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => textOf(dialog)).toContain('La carte a été retirée');
    expect(await dialog.getByRole('checkbox').isChecked()).toBe(true);
    await page.keyboard.press('Escape');
    await practice.card('insert', 'cps-infirmiere');
    await page.getByRole('textbox', { name: 'Code porteur (4 chiffres)' }).fill('1234');
    await page.keyboard.press('Enter');
    await inTab("Vous n'avez pas l'autorisation d'accéder à ce DMP");
  });
});

describe('creating a record', () => {
  test('the conditions are shown, the Carte Vitale is read, the form refuses what is wrong, and the receipt is handed over', async () => {
    await openTab('p02');
    await sentence(page, "Le DMP du patient n'est pas encore créé").waitFor();
    await inTab('Lisez-la avec le bouton Lire la Carte Vitale de la fiche.');
    await readVitale(/Paul/);
    await inTab('Carte Vitale lue');

    await openCreation();
    for (const box of await creation().getByRole('checkbox').all()) expect(await box.isChecked()).toBe(false);
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => textOf(creation())).toContain('Cochez la case pour valider.');
    await creation().getByRole('checkbox', { name: 'Le patient accepte la création de son DMP' }).check();
    await wishAccount('paul.onze@exemple.fr', '06 11 11 11 11');
    await creation()
      .getByRole('textbox', { name: /^Confirmation/ })
      .first()
      .fill('paul.onze@exemple.com');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => textOf(creation())).toContain('1 champ à corriger');
    await expectNoAxeFault();
    await creation()
      .getByRole('textbox', { name: /^Confirmation/ })
      .first()
      .fill('paul.onze@exemple.fr');
    await page.keyboard.press('Control+Enter');

    await receipt().waitFor();
    await expectNoAxeFault();
    const pdf = receipts.at(-1);
    if (!pdf) throw new Error('no receipt was fetched');
    expect(pdfaFaults(pdf)).toEqual([]);
    for (const words of ['INS-FAMILLE-ONZE PAUL JEAN MARC', '1 70 08 26 221 701 61', '18 RUE GAMBETTA', 'Simulateur : document de démonstration, sans valeur.'])
      expect(pdfText(pdf)).toContain(words);

    // The page asks before it goes: the receipt comes once.
    const asked = page.waitForEvent('dialog');
    await page.close({ runBeforeUnload: true });
    const question = await asked;
    expect(question.type()).toBe('beforeunload');
    await question.dismiss();

    // Nowhere on this workstation: neither in the stores, the logs and the journal, nor in what the page says.
    const secrets = secretsOf(pdf);
    for (const { path, bytes } of filesBelow(practice.data)) for (const secret of secrets) expect([path, bytes.includes(secret)]).toEqual([path, false]);
    for (const secret of secrets) expect(await textOf(page.locator('body'))).not.toContain(secret);

    await page.keyboard.press('Escape');
    const closing = page.getByRole('alertdialog');
    await closing.waitFor();
    await closing.getByRole('button', { name: /Revenir/ }).click();
    await receipt()
      .getByRole('button', { name: /^Fermer sans imprimer/ })
      .click();
    await closing.getByRole('button', { name: /Fermer quand même/ }).click();
    await receipt().waitFor({ state: 'detached' });
    await inTab('Le DMP du patient est ouvert');
    await inTab('Compte Internet créé (Modifier)');
  });

  test('the answer is lost after the record was created: trying again creates nothing twice, and the account follows', async () => {
    await openTab('p17');
    await readVitale(/Zoé/);
    await openCreation();
    await creation().getByRole('checkbox', { name: 'Le patient accepte la création de son DMP' }).check();
    await creation().getByRole('combobox', { name: /Lien/ }).selectOption({ label: 'Père' });
    await creation().getByRole('textbox', { name: /^Nom/ }).fill("O'CONNOR-ÉLIE");
    await creation()
      .getByRole('textbox', { name: /^Prénom/ })
      .fill('PAUL');
    await wishAccount('zoe.onze@exemple.fr');
    await practice.control({ fault: 'cutBeforeAnswer' });
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => textOf(creation()), { timeout: 15_000 }).toContain("La réponse du DMP s'est perdue en chemin");
    await practice.control({ fault: 'none' });
    await page.keyboard.press('Control+Enter');
    await receipt().waitFor();
    expect(pdfText(receipts.at(-1) ?? Buffer.alloc(0))).toContain('INS-FAMILLE-ONZE ZOÉ');
    expect(secretsOf(receipts.at(-1) ?? Buffer.alloc(0))).toHaveLength(2);
  });

  test('another patient is opened while it is under way: it finishes, says so by name, and the receipt waits on its own form', async () => {
    await practice.card('insert', 'vitale-figatellix', '--reader', 'Lecteur virtuel 2');
    await openTab('p01');
    await page.getByRole('link', { name: 'Retour à la tournée du jour' }).click();
    await page.keyboard.press('/');
    await page.keyboard.type('figatellix');
    await page
      .getByRole('option', { name: /FIGATELLIX/i })
      .or(page.getByRole('link', { name: /FIGATELLIX/i }))
      .first()
      .click();
    await page.getByRole('tab', { name: 'DMP' }).click();
    await page.getByRole('button', { name: 'Lire la Carte Vitale' }).click();
    await expect.poll(() => textOf(dialogOf(page, 'Lire la Carte Vitale'))).toContain('La lecture est enregistrée avec la fiche.');
    await page.keyboard.press('Escape');
    // What the card has filled in is stored, so that leaving the form asks nothing.
    await page.getByRole('button', { name: 'Valider', exact: true }).click();
    await page.getByText('Fiche enregistrée').first().waitFor();
    await openCreation();
    await creation().getByRole('checkbox', { name: 'Le patient accepte la création de son DMP' }).check();
    await wishAccount('figatellix@exemple.fr');
    await practice.control({ latencyMs: 1_500 });
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => textOf(creation())).toContain('Création du DMP en cours');
    await page.goBack();
    await expect.poll(() => page.getByRole('heading', { level: 1 }).textContent()).toContain('Tournée du jour');
    expect(await page.getByRole('dialog').count()).toBe(0);
    const toast = page.getByText('Le DMP est créé', { exact: true });
    await toast.waitFor({ timeout: 20_000 });
    expect(await textOf(page.locator('body'))).toContain('CORSE FIGATELLIX');
    expect(await page.getByRole('dialog').count()).toBe(0);

    await page.goForward();
    await page.getByRole('tab', { name: 'DMP' }).click();
    await receipt().waitFor();
    expect(await textOf(receipt())).toContain('CORSE FIGATELLIX');
  });
});

describe('the internet account of the patient', () => {
  test('is created, gets another channel, and new secrets, each with what the patient needs', async () => {
    await openTab('p04');
    await inTab('Pas de compte Internet (Créer)');
    await tabButton('Créer le compte internet du patient').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: /^Adresse email du patient/ }).fill('jm.un@exemple.fr');
    await dialog
      .getByRole('textbox', { name: /^Confirmation/ })
      .first()
      .fill('jm.un@exemple.fr');
    await dialog.getByRole('textbox', { name: /^Téléphone mobile/ }).fill('');
    await page.keyboard.press('Control+Enter');
    await receipt().waitFor();
    const first = secretsOf(receipts.at(-1) ?? Buffer.alloc(0));
    await page.keyboard.press('Escape');
    await page
      .getByRole('alertdialog')
      .getByRole('button', { name: /Fermer quand même/ })
      .click();
    await inTab('Compte Internet créé (Modifier)');

    await tabButton('Modifier le compte internet du patient').click();
    await page
      .getByRole('dialog')
      .getByRole('radio', { name: /[Rr]enouveler/ })
      .check();
    await page.getByRole('dialog').getByRole('checkbox').check();
    await page.keyboard.press('Control+Enter');
    await receipt().waitFor();
    const renewed = receipts.at(-1) ?? Buffer.alloc(0);
    expect(pdfText(renewed)).toContain('Les précédents ne sont plus valables.');
    expect(secretsOf(renewed)).not.toEqual(first);
    const [download] = await Promise.all([page.waitForEvent('download'), receipt().getByRole('link', { name: 'Télécharger le PDF' }).click()]);
    expect(readFileSync(await download.path())).toEqual(renewed);
    // Handed over: it closes without a question, and is nowhere.
    await page.keyboard.press('Escape');
    await receipt().waitFor({ state: 'detached' });
    for (const { path, bytes } of filesBelow(practice.data))
      for (const secret of secretsOf(renewed)) expect([path, bytes.includes(secret)]).toEqual([path, false]);

    const change = page.getByRole('dialog');
    const save = async (task: RegExp) => {
      await tabButton('Modifier le compte internet du patient').click();
      await change.getByRole('radio', { name: task }).check();
    };
    await save(/Ajouter ou changer un téléphone/);
    await change.getByRole('textbox', { name: /^Nouveau téléphone mobile/ }).fill('06 22 22 22 22');
    await change.getByRole('textbox', { name: /^Confirmation/ }).fill('06 22 22 22 22');
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => textOf(change)).toContain('Le compte internet est à jour');
    await change.getByRole('button', { name: 'Fermer' }).last().click();
    await save(/Supprimer le téléphone mobile/);
    await change.getByRole('checkbox').check();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => textOf(change)).toContain('Le compte internet est à jour');
  });

  test('has no link on a closed record, nor on one attached to Mon espace santé', async () => {
    await openTab('p05');
    await sentence(page, 'Le DMP du patient est fermé').waitFor();
    await inTab('Un DMP fermé ne peut pas être réactivé ici.');
    expect(await tabButton(/compte internet/).count()).toBe(0);
    await page.close();
    await openTab('p14');
    await sentence(page, openRecord).waitFor();
    expect(await tabButton(/compte internet/).count()).toBe(0);
  });
});

describe('administrative data', () => {
  test('of somebody else’s name are shown side by side first, and the user decides', async () => {
    await openTab('p09');
    await tabButton('Données administratives').click();
    const dialog = page.getByRole('dialog');
    await expect.poll(() => textOf(dialog)).toContain('INS-FAMILLE-SIXTE');
    expect(await dialog.getByRole('button', { name: /Copier/ }).count()).toBe(0);
    await expectNoAxeFault();
    await dialog.getByRole('button', { name: /C.est bien le même patient/ }).click();
    await expect.poll(() => dialog.getByRole('table').count()).toBeGreaterThan(0);
  });

  test('are copied into the form one by one, where the user still validates', async () => {
    await openTab('p01');
    await tabButton('Données administratives').click();
    const dialog = page.getByRole('dialog');
    const copy = dialog.getByRole('button', { name: /Copier/ }).first();
    await copy.click();
    await expect.poll(() => textOf(dialog)).toContain('Copié');
    await expectNoAxeFault();
  });

  test('of the DMP are brought up to date from the form', async () => {
    await openTab('p15');
    await tabButton('Données administratives').click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('checkbox', { name: /vérifié/ }).check();
    await page.keyboard.press('Control+Enter');
    await expect.poll(() => textOf(dialog)).toContain('Les données du DMP sont à jour');
    await expectNoAxeFault();
  });

  test('who is authorised or blocked is a list', async () => {
    await openTab('p01');
    await tabButton('Professionnels autorisés').click();
    await expect.poll(() => textOf(page.getByRole('dialog'))).toMatch(/Autorisé|Aucun professionnel/);
    await expectNoAxeFault();
  });
});
