import { type ChildProcess, execFileSync, fork } from 'node:child_process';
import { once } from 'node:events';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Browser, chromium, type Page } from 'playwright';
import { extract } from 'tar';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { WebSocket } from 'ws';
import { ROOT } from '../../scripts/build.js';
import { CHROMIUM_ARGS, chromiumPath } from '../../scripts/chromium.js';
import { codeField, enterCode, openRecord, sentence } from './practice.js';

/** An integrator's folder: the unpacked archive, and what the guide has him install. Nothing else of this repository is near it. */
const work = mkdtempSync(join(tmpdir(), 'passerelle-integrator-'));
const plugin = join(work, 'passerelle-dmp');
const children: ChildProcess[] = [];
let simulator: { soapBaseUrl: string; webBaseUrl: string };

beforeAll(async () => {
  const archive = join(work, 'archive.tgz');
  execFileSync(process.execPath, ['--import', import.meta.resolve('tsx'), 'scripts/package.ts', '--out', archive], { cwd: ROOT });
  await extract({ file: archive, cwd: work });
  for (const name of ['rxjs', 'tslib', 'ws']) cpSync(join(ROOT, 'node_modules', name), join(work, 'node_modules', name), { recursive: true });
  const cards = join(work, 'cards');
  cpSync(inject('firstData'), cards, { recursive: true });
  simulator = await started(join(ROOT, 'reference/dmp-simulator/main.ts'), ['--data', join(cards, 'simulator'), '--pki', join(cards, 'pki')], {
    cwd: ROOT,
    execArgv: ['--import', import.meta.resolve('tsx')],
  });
});
afterAll(async () => {
  for (const child of children.reverse()) await ended(child, 'SIGTERM');
  rmSync(work, { recursive: true, force: true });
});

async function started<Ready>(entry: string, args: readonly string[], options: { readonly cwd: string; readonly execArgv: string[] }): Promise<Ready> {
  const child = fork(entry, args, { ...options, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  children.push(child);
  const ready = new Promise<Ready>((resolve, reject) => {
    child.once('message', (message) => resolve(message as Ready));
    child.once('exit', (code) => reject(new Error(`${entry} ended with ${code}`)));
  });
  return ready;
}

async function ended(child: ChildProcess, signal: NodeJS.Signals): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, 'exit');
  child.kill(signal);
  await gone;
}

describe('the archive', () => {
  const read = (path: string): string => readFileSync(join(plugin, path), 'utf8');

  test('holds every file its manifest names, the schema and the texts', () => {
    const { main, browser, l10n, $schema } = JSON.parse(read('plugin.manifest.json')) as Record<string, string>;
    for (const path of [main, browser, $schema, `${l10n}/fr.json`, `${l10n}/en.json`, './dist/card-agent.js'])
      expect(existsSync(join(plugin, path ?? ''))).toBe(true);
  });

  test('holds the libraries as their makers ship them for production', () => {
    expect(read('dist/browser.js')).not.toContain('dev mode');
  });

  test('names the licence of every library the plugin depends on', () => {
    const licences = read('THIRD-PARTY.txt');
    const { dependencies } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { dependencies: Record<string, string> };
    for (const [name, version] of Object.entries(dependencies)) expect(licences).toContain(`${name} ${version} — `);
    expect(licences).toMatch(/@libsql\/\S+ \S+ — MIT\n\n[^-]*Permission is hereby granted/);
  });

  test('holds the contract as declarations that any TypeScript project takes as they are', () => {
    const folder = join(work, 'typescript');
    mkdirSync(join(folder, 'node_modules/@types'), { recursive: true });
    for (const name of ['rxjs', 'zod', 'semver', '@types/semver']) symlinkSync(join(ROOT, 'node_modules', name), join(folder, 'node_modules', name));
    cpSync(join(plugin, 'contract'), join(folder, 'contract'), { recursive: true });
    const strict = { strict: true, exactOptionalPropertyTypes: true, noPropertyAccessFromIndexSignature: true, erasableSyntaxOnly: true };
    const compilerOptions = { ...strict, target: 'es2022', module: 'nodenext', types: [], noEmit: true };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions, include: ['*.ts', 'contract'] }));
    const check = (text: string): string => {
      writeFileSync(join(folder, 'integrator.ts'), text);
      try {
        return execFileSync(process.execPath, [join(ROOT, 'node_modules/typescript/bin/tsc'), '-p', folder], { encoding: 'utf8' });
      } catch (error) {
        return (error as { stdout: string }).stdout;
      }
    };
    const start = `import type { Activate, PluginContext } from './contract/host.js';\nexport const start = (activate: Activate, context: PluginContext) => activate(context`;
    expect(check(`${start});`)).toBe('');
    expect(check(`${start}.plugin);`)).toContain('integrator.ts(2,');
  });
});

describe('the example host, on the unpacked archive', () => {
  let host: { url: string };
  let hostProcess: ChildProcess;
  let chrome: Browser;
  let page: Page;
  beforeAll(async () => {
    const settings = {
      'dmp.environment': 'simulator',
      'dmp.baseUrl': simulator.soapBaseUrl,
      'dmp.webBaseUrl': simulator.webBaseUrl,
      'dmp.trustedCertificates': join(work, 'cards/pki/trusted-by-clients.pem'),
      'dmp.softwareCardReader': join(work, 'cards/reader'),
    };
    const args = ['--port', '0', '--data', join(work, 'donnees'), ...Object.entries(settings).flatMap(([key, value]) => ['--set', `${key}=${value}`])];
    host = await started(join(plugin, 'docs/exemple/hote-minimal.mjs'), args, { cwd: work, execArgv: [] });
    hostProcess = children[children.length - 1] as ChildProcess;
    const executablePath = chromiumPath();
    chrome = await chromium.launch({ ...(executablePath && { executablePath }), args: CHROMIUM_ARGS });
    page = await chrome.newPage({ locale: 'fr-FR' });
  });
  afterAll(() => chrome?.close());

  const openTab = () => page.getByRole('tab', { name: 'DMP', exact: true }).click();

  test('shows that the record is open, once the code is typed', async () => {
    const faults: string[] = [];
    page.on('pageerror', ({ message }) => faults.push(message));
    page.on('console', (message) => message.type() === 'error' && faults.push(message.text()));
    await page.goto(host.url);
    await openTab();
    await enterCode(page);
    await sentence(page, openRecord).waitFor();
    await page.getByText('Ouvert, autorisé').waitFor(); // the chip in the band
    expect(faults).toEqual([]);
  });

  test('leads to the page of the Web DMP that was chosen, and says why an entry is not offered', async () => {
    await page.getByText('Autre action').click();
    await expect(page.getByRole('button', { name: /Création du DMP \(.+\)/ }).isDisabled()).resolves.toBe(true);
    await page.getByRole('button', { name: 'Documents du patient' }).click();
    const dialog = page.getByRole('dialog');
    expect(await dialog.getByRole('link', { name: 'Valider' }).getAttribute('href')).toBe(
      `${simulator.webBaseUrl}/AccesDirect/Documents/255069999999934/1.2.250.1.213.1.4.10`,
    );
    await dialog.getByRole('button', { name: 'Annuler' }).click();
  });

  test('shows the page of the plugin that has no patient', async () => {
    await page.getByRole('tab', { name: 'À propos du DMP' }).click();
    await page.getByText('pas encore homologué').waitFor();
  });

  test('answers its own page alone', async () => {
    const [, token = ''] = /session-token" content="(\w+)"/.exec(await (await fetch(host.url)).text()) ?? [];
    const connect = (origin: string | undefined, given: string): Promise<string> =>
      new Promise((resolve) => {
        const socket = new WebSocket(`${host.url.replace('http', 'ws')}/socket`, ['hote', given], origin === undefined ? {} : { origin });
        socket.once('open', () => {
          resolve('open');
          socket.close();
        });
        socket.once('error', () => resolve('refused'));
      });
    expect(await connect(host.url, token)).toBe('open');
    expect(await connect(host.url, 'f'.repeat(token.length))).toBe('refused');
    expect(await connect('http://exemple.invalid', token)).toBe('refused');
    expect(await connect(undefined, token)).toBe('refused');
    expect((await fetch(host.url, { headers: { origin: 'http://exemple.invalid' } })).status).toBe(403);
  });

  test('hands a file of its page to the plugin, and no file of anybody else', async () => {
    const [, token = ''] = /session-token" content="(\w+)"/.exec(await (await fetch(host.url)).text()) ?? [];
    const post = (given: string, size = 3): Promise<Response> =>
      fetch(`${host.url}/files`, { method: 'POST', body: new Uint8Array(size), headers: { 'x-session-token': given, 'x-file-name': 'bilan%20%C3%A9.pdf' } });
    expect(await (await post(token)).json()).toEqual({ id: expect.stringMatching(/^\w{32}$/), name: 'bilan é.pdf', size: 3 });
    expect([(await post('f'.repeat(token.length))).status, (await post(token, 20_000_001)).status]).toEqual([403, 413]);
  });

  test("starts over by itself after the plugin's process was killed, and leaves nothing behind", async () => {
    const [killed] = childrenOf(hostProcess.pid);
    process.kill(Number(killed), 'SIGKILL');
    await expect.poll(() => childrenOf(hostProcess.pid).filter((pid) => pid !== killed).length, { timeout: 20_000 }).toBe(1);
    await page.getByRole('status').filter({ hasText: /^$/ }).waitFor({ state: 'attached' });
    await openTab();
    await codeField(page).waitFor();
    const [restarted] = childrenOf(hostProcess.pid);
    const family = [restarted, ...childrenOf(Number(restarted))];
    expect(family).toHaveLength(2); // the plugin and its card agent
    await ended(hostProcess, 'SIGTERM');
    expect(family.filter((pid) => existsSync(`/proc/${pid}`))).toEqual([]);
  });
});

const childrenOf = (pid: number | undefined): readonly string[] => readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean);
