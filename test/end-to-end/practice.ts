import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, type BrowserContext, chromium, type Locator, type Page } from 'playwright';
import { inject } from 'vitest';
import { ROOT } from '../../scripts/build.js';
import { CHROMIUM_ARGS, chromiumPath } from '../../scripts/chromium.js';

/** What `npm start` runs, on free ports and a folder of its own, and a browser in front of it. With `WIRE_LOG`, the exchanges stay there for `check:wire`. */
export interface Practice {
  readonly url: string;
  readonly webDmpUrl: string;
  readonly data: string;
  readonly starter: ChildProcess;
  readonly output: () => string;
  readonly browser: Browser;
  /** A new window; French, 1440 × 900. */
  open(path?: string, options?: { readonly width?: number; readonly dark?: boolean }): Promise<Page>;
  /** Handles the software card: `insert`, `remove`, `swap`… as `npm run card` does. */
  card(...args: readonly string[]): Promise<void>;
  /** Makes the simulated DMP misbehave (`latencyMs`, `fault`), or behave again (`reset`). */
  control(controls: Readonly<Record<string, unknown>>): Promise<void>;
  stop(): Promise<void>;
}

export const PIN = '1234';

/** What the DMP tab says first: its sentence, not the announcement for screen readers. */
export const sentence = (page: Page, text: string | RegExp): Locator =>
  page.getByRole('tabpanel', { name: 'DMP' }).getByRole('heading', { name: text }).first();

/** The text a user sees in it, shadow roots included, with typewriter apostrophes. */
export async function textOf(locator: Locator): Promise<string> {
  const text = await locator.evaluate((element) => {
    // An element without a box of its own shows what is in it.
    const isShown = (node: Element): boolean => node.checkVisibility({ visibilityProperty: true }) || getComputedStyle(node).display === 'contents';
    const read = (node: Node): string => {
      if (node instanceof Text) return node.data;
      if (!(node instanceof Element) || node instanceof HTMLStyleElement || !isShown(node)) return '';
      return [...(node.shadowRoot ?? node).childNodes].map(read).join(' ');
    };
    return read(element);
  });
  return text.replaceAll('’', "'").replace(/\s+/g, ' ');
}

/** What the whole DMP tab says. */
export const dmpTabText = (page: Page): Promise<string> => textOf(page.getByRole('tabpanel', { name: 'DMP' }));

/** Types the card's code in the DMP tab, and presses Enter. */
export async function enterCode(page: Page, code: string = PIN): Promise<void> {
  await codeField(page).fill(code);
  await codeField(page).press('Enter');
}
export const codeField = (page: Page): Locator => page.getByRole('textbox', { name: 'Code porteur (4 chiffres)' });

/** Types the code, and reads the notice that accesses are traced. */
export async function enterFirstSession(page: Page): Promise<void> {
  await enterCode(page);
  await page
    .getByRole('button', { name: 'J’ai compris' })
    .or(page.getByRole('button', { name: "J'ai compris" }))
    .click();
}
/** Every file below a folder. */
export const filesBelow = (folder: string): readonly { readonly path: string; readonly bytes: Buffer }[] =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .map((path) => ({ path, bytes: readFileSync(path) }));

/** A dialog by its title. */
export const dialogOf = (page: Page, title: string): Locator => page.getByRole('dialog', { name: title });

export const openRecord = 'Le DMP du patient est ouvert';

/** `npm start` on free ports; answers when it is ready. */
export async function startApplication(data: string, args: readonly string[] = []) {
  const wireLog = process.env['WIRE_LOG'] ? ['--wire-log', process.env['WIRE_LOG']] : [];
  const starter = run('scripts/start.ts', ['--port', '0', '--data', data, ...wireLog, ...args]);
  let output = '';
  for (const stream of [starter.stdout, starter.stderr]) stream?.on('data', (text: Buffer) => (output += text.toString()));
  const ready = await new Promise<{ url: string; webBaseUrl: string }>((resolve, reject) => {
    starter.on('message', (message: { kind?: string; url: string; webBaseUrl: string }) => message.kind === 'ready' && resolve(message));
    starter.once('exit', (code) => reject(new Error(`npm start ended with ${code}:\n${output}`)));
  });
  return { ...ready, starter, output: () => output };
}

export async function startPractice(args: readonly string[] = []): Promise<Practice> {
  const data = mkdtempSync(join(tmpdir(), 'passerelle-e2e-'));
  cpSync(inject('firstData'), data, { recursive: true });
  const { output, starter, ...ready } = await startApplication(data, args);
  const executablePath = chromiumPath();
  const browser = await chromium.launch({ ...(executablePath && { executablePath }), args: CHROMIUM_ARGS });
  const contexts: BrowserContext[] = [];
  return {
    url: ready.url,
    webDmpUrl: ready.webBaseUrl,
    data,
    starter,
    browser,
    output,
    async open(path = '/', { width = 1440, dark = false } = {}) {
      const context = await browser.newContext({ locale: 'fr-FR', viewport: { width, height: 900 }, colorScheme: dark ? 'dark' : 'light' });
      context.setDefaultTimeout(20_000);
      contexts.push(context);
      const page = await context.newPage();
      await page.goto(new URL(path, ready.url).href);
      return page;
    },
    async card(...cardArgs) {
      const child = run('scripts/card.ts', [...cardArgs, '--data', data]);
      let text = '';
      for (const stream of [child.stdout, child.stderr]) stream?.on('data', (part: Buffer) => (text += part.toString()));
      const [code] = (await once(child, 'exit')) as [number];
      if (code !== 0) throw new Error(`npm run card ended with ${code}: ${text}`);
    },
    async control(controls) {
      const answer = await fetch(new URL('/controle', ready.webBaseUrl), {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify(controls),
      });
      if (!answer.ok) throw new Error(`the simulator answered ${answer.status}`);
    },
    async stop() {
      for (const context of contexts) await context.close();
      await browser.close();
      if (starter.exitCode === null && starter.signalCode === null) {
        const gone = once(starter, 'exit');
        starter.kill('SIGINT');
        await gone;
      }
      rmSync(data, { recursive: true, force: true });
    },
  };
}

const run = (script: string, args: readonly string[]): ChildProcess =>
  fork(join(ROOT, script), args, { execArgv: ['--import', import.meta.resolve('tsx')], cwd: ROOT, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
