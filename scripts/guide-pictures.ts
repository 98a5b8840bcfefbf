import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Locator, type Page } from 'playwright';
import { DEMO_PIN } from '../reference/cards/card-catalogue.js';
import { ROOT } from './build.js';
import { CHROMIUM_ARGS, chromiumPath } from './chromium.js';

/** `npm run guide:pictures`: takes the pictures of `docs/guide-utilisateur.md` from the running application, one after the other. */

const pictures = join(ROOT, 'docs/images');
const data = mkdtempSync(join(tmpdir(), 'passerelle-guide-'));
const starter = fork(join(ROOT, 'scripts/start.ts'), ['--port', '0', '--data', data], {
  execArgv: ['--import', import.meta.resolve('tsx')],
  cwd: ROOT,
  stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
});
const executablePath = chromiumPath();
const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: CHROMIUM_ARGS });
try {
  mkdirSync(pictures, { recursive: true });
  const url = await new Promise<string>((resolve, reject) => {
    starter.on('message', (message: { kind?: string; url: string }) => message.kind === 'ready' && resolve(message.url));
    starter.once('exit', () => reject(new Error('the application did not start')));
  });
  const context = await browser.newContext({ locale: 'fr-FR', viewport: { width: 1440, height: 900 } });
  await takeAll(await context.newPage(), url);
} finally {
  await browser.close();
  const gone = once(starter, 'exit');
  starter.kill('SIGINT');
  await gone;
  rmSync(data, { recursive: true, force: true });
}

async function takeAll(page: Page, url: string): Promise<void> {
  const take = async (name: string, what: Page | Locator = page) => {
    await page.mouse.move(0, 0);
    await what.screenshot({ path: join(pictures, `guide-${name}.png`), animations: 'disabled' });
  };
  const open = async (patientId: string) => {
    await page.goto(new URL(`/patients/${patientId}`, url).href);
    await page.getByRole('tab', { name: 'DMP' }).click();
  };
  const tab = page.getByRole('tabpanel', { name: 'DMP' });
  const button = (name: string | RegExp) => tab.getByRole('button', { name }).last();
  const dialog = page.locator('dialog[open]').last();

  await open('p04');
  const code = page.getByRole('textbox', { name: 'Code porteur (4 chiffres)' });
  await code.waitFor();
  await take('code-porteur');
  await code.fill(DEMO_PIN);
  await code.press('Enter');
  await button("J'ai compris").waitFor();
  await take('tracabilite', tab);
  await button("J'ai compris").click();
  await button("Demander l'autorisation").waitFor();
  await take('sans-autorisation');
  await button("Demander l'autorisation").click();
  await dialog.getByRole('checkbox').check();
  await take('autorisation', dialog);

  await open('p02');
  await button('Créer le DMP').waitFor();
  await page.getByRole('button', { name: 'Lire la Carte Vitale' }).click();
  await page.getByRole('radio', { name: /Paul/ }).check();
  await take('carte-vitale', dialog);
  await dialog.getByRole('button', { name: 'Valider' }).click();
  await page.getByText('La lecture est enregistrée').waitFor();
  await page.keyboard.press('Escape');
  await button('Créer le DMP').click();
  await dialog.getByRole('checkbox', { name: /accepte la création/ }).check();
  await dialog.getByRole('checkbox', { name: /compte internet/ }).check();
  for (const [name, text] of [
    [/^Adresse email/, 'paul.onze@exemple.fr'],
    [/^Confirmation.*adresse/, 'paul.onze@exemple.fr'],
    [/^Téléphone mobile/, '06 11 11 11 11'],
    [/^Confirmation.*téléphone/, '06 11 11 11 11'],
  ] as const)
    await dialog.getByRole('textbox', { name }).fill(text);
  await take('creation', dialog);
  await page.keyboard.press('Control+Enter');
  await page.locator('iframe').waitFor();
  // The viewer of the browser paints when it likes.
  await page.waitForTimeout(2_500);
  await take('accuse', dialog);

  await open('p09');
  await button('Données administratives').click();
  await dialog.getByText('INS-FAMILLE-SIXTE').waitFor();
  await take('donnees-administratives', dialog);

  await takeFeeding(page, { take, open: (path) => page.goto(new URL(path, url).href), tab });

  await page.goto(new URL('/parametrage', url).href);
  await page.getByRole('combobox', { name: 'Création du DMP et compte internet' }).selectOption({ label: 'Jamais proposées' });
  await open('p16');
  await button('Pourquoi et que faire').click();
  await take('explication', dialog);
}

interface Hands {
  readonly take: (name: string, what?: Page | Locator) => Promise<void>;
  readonly open: (path: string) => Promise<unknown>;
  readonly tab: Locator;
}

/** Chapter 4: a rule, a document added by hand, one that is proposed, and the outbox. */
async function takeFeeding(page: Page, { open, tab, take }: Hands): Promise<void> {
  const dialog = page.locator('dialog[open]').last();
  const button = (name: string | RegExp) => page.getByRole('button', { name }).first();
  const sentRow = (words: string) => tab.locator('tr[data-document]', { hasText: words }).first();
  const openTab = async (patientId: string) => {
    await open(`/patients/${patientId}`);
    await page.getByRole('tab', { name: 'DMP' }).click();
  };

  await open('/pages/dmp.rules');
  await button('Ajouter une règle').click();
  await dialog.getByRole('combobox', { name: 'Quand je valide' }).selectOption('careReport');
  await dialog.getByRole('combobox', { name: 'Type du document' }).selectOption('11506-3');
  await dialog.getByRole('combobox', { name: "Cadre d'exercice" }).selectOption('SAD');
  await take('regle', dialog);
  await dialog.getByRole('button', { name: 'Enregistrer' }).click();
  await button('Ajouter une règle').click();
  await dialog.getByRole('combobox', { name: 'Quand je valide' }).selectOption('letter');
  await dialog.getByRole('radio', { name: "Mettre dans la boîte d'envoi" }).check();
  await dialog.getByRole('combobox', { name: 'Type du document' }).selectOption('96349-6');
  await dialog.getByRole('combobox', { name: "Cadre d'exercice" }).selectOption('SAD');
  await dialog.getByRole('button', { name: 'Enregistrer' }).click();
  await page.getByRole('switch').click();
  await page.getByRole('switch', { checked: true }).waitFor();
  await take('regles');

  await open('/patients/p01');
  await page.getByRole('tab', { name: 'Documents' }).click();
  await button('Actions sur Ordonnance kiné').click();
  await page.getByRole('menuitem', { name: 'Ajouter au DMP' }).click();
  await page.getByText('Ce que verra le patient').first().waitFor();
  // The page of the preview is drawn after the form.
  await page.waitForTimeout(1_500);
  await page.setViewportSize({ width: 1440, height: 2300 });
  await take('ajout', tab.locator('dmp-add-document-view'));
  await page.setViewportSize({ width: 1440, height: 900 });
  await tab.getByRole('button', { name: 'Ajouter', exact: true }).click();
  await dialog.getByRole('button', { name: "Confirmer l'ajout de ce document" }).waitFor();
  await take('confirmation', dialog);
  await dialog.getByRole('button', { name: "Confirmer l'ajout de ce document" }).click();
  await sentRow('envoyé à').waitFor();

  await page.getByRole('tab', { name: 'Documents' }).click();
  await button('Valider Surveillance du pansement, J+6').click();
  await page.getByRole('tabpanel', { name: 'Documents' }).getByText('À confirmer').waitFor();
  await page.getByText('Document validé', { exact: true }).waitFor({ state: 'hidden' });
  await take('dossier', page.locator('.local-documents'));
  await page.getByRole('tab', { name: 'DMP' }).click();
  await tab.getByRole('button', { name: /^Vérifier et ajouter/ }).waitFor();
  await take('documents', tab.locator('dmp-documents-view'));
  await tab
    .getByRole('button', { name: /^Propriétés/ })
    .first()
    .click();
  await dialog.getByText('Modification des propriétés du document').waitFor();
  await take('proprietes', dialog);
  await page.keyboard.press('Escape');
  await tab.getByRole('button', { name: 'Enregistrer une opposition du patient' }).click();
  await dialog.getByRole('button', { name: "Enregistrer l'opposition" }).waitFor();
  await take('opposition', dialog);
  await page.keyboard.press('Escape');

  await open('/pages/dmp.outbox');
  await button('Suspendre les envois').click();
  await openTab('p04');
  await tab.getByRole('button', { name: 'Ajouter un document' }).first().click();
  await tab.getByRole('radio', { name: /Rédiger un document/ }).check();
  await tab.getByRole('textbox', { name: 'Texte du document' }).fill('Glycémies du mois, relevées à domicile.');
  await tab.getByRole('textbox', { name: 'Titre' }).fill('Glycémies de novembre');
  await tab.getByRole('button', { name: 'Ajouter', exact: true }).click();
  await dialog.getByRole('button', { name: "Confirmer l'ajout de ce document" }).click();
  await sentRow('en attente').waitFor();
  await open('/pages/dmp.outbox');
  await button(/^Retenir/).click();
  await button('Reprendre').click();
  await button(/^Vérifier et ajouter/).waitFor();
  await take('boite-envoi');
}
