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

  await page.goto(new URL('/parametrage', url).href);
  await page.getByRole('combobox', { name: 'Création du DMP et compte internet' }).selectOption({ label: 'Jamais proposées' });
  await open('p16');
  await button('Pourquoi et que faire').click();
  await take('explication', dialog);
}
