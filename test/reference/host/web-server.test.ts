import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { setPluginEnabled } from '../../../reference/host/page-protocol.js';
import { cleanUp, manifestOf, startPractice, temporaryFolder, tokenOf, writePlugin } from './practice-server.js';

afterEach(cleanUp);

/** A request as it stands: `fetch` would set Host and tidy the path. */
function ask(
  url: string,
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
): Promise<{ status: number; headers: Record<string, unknown>; body: string }> {
  const { hostname, port } = new URL(url);
  return new Promise((resolve, reject) => {
    request({ hostname, port, path, method, headers }, (answer) => {
      let body = '';
      answer.setEncoding('utf8').on('data', (text: string) => (body += text));
      answer.on('end', () => resolve({ status: answer.statusCode ?? 0, headers: answer.headers, body }));
    })
      .on('error', reject)
      .end();
  });
}

/** `open`, or the status of the refusal. */
function knock(
  url: string,
  { token, host, origin = url, protocol = 'practice.v1' }: { token: string; host?: string; origin?: string; protocol?: string },
): Promise<string | number> {
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`, token ? [protocol, token] : [protocol], { origin, ...(host && { headers: { host } }) });
  return new Promise((resolve) => {
    socket.once('open', () => {
      resolve(`open ${socket.protocol}`);
      socket.close();
    });
    socket.once('unexpected-response', (_request, answer) => resolve(answer.statusCode ?? 0));
    socket.once('error', () => resolve('error'));
  });
}

test('the page carries the token of this run, is never stored, and every address of the application is the page', async () => {
  const { url } = await startPractice();
  const { url: other } = await startPractice();
  const { status, headers, body } = await ask(url, '/');
  expect([status, headers['cache-control']]).toEqual([200, 'no-store']);
  expect(body).toMatch(/<meta name="session-token" content="[\da-f]{64}" \/>/);
  for (const path of ['/index.html', '/patients/p01', '/extensions?x=1']) expect((await ask(url, path)).body).toBe(body);
  expect(await tokenOf(other)).not.toBe(await tokenOf(url));
});

test('the policy of the page allows its own files and socket, nothing inline, in frames only what it holds itself', async () => {
  const { url } = await startPractice();
  const { port } = new URL(url);
  const { headers } = await ask(url, '/');
  expect(
    String(headers['content-security-policy'])
      .split(';')
      .map((part) => part.trim()),
  ).toEqual([
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data: blob:",
    "font-src 'self'",
    `connect-src 'self' ws://127.0.0.1:${port} ws://localhost:${port}`,
    "frame-ancestors 'none'",
    "base-uri 'none'",
    'frame-src blob:',
    "form-action 'self'",
  ]);
  expect(headers).toMatchObject({ 'x-content-type-options': 'nosniff', 'referrer-policy': 'no-referrer', 'cross-origin-resource-policy': 'same-origin' });
  expect(headers['strict-transport-security']).toBeUndefined();
});

test('a foreign Host, Origin or embedding page is refused, for pages and files alike', async () => {
  const { url } = await startPractice();
  const { host, port } = new URL(url);
  for (const path of ['/', '/assets/main.js', '/icons/hand.svg', '/plugins/x/y/z.js', '/nowhere.js'])
    for (const headers of [
      { host: 'attacker.example' },
      { host: `attacker.example:${port}` },
      { host: '127.0.0.1' },
      { host, origin: 'https://attacker.example' },
      { host, origin: 'null' },
      { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    ])
      expect((await ask(url, path, headers as Record<string, string>)).status, `${path} ${JSON.stringify(headers)}`).toBe(403);
  expect((await ask(url, '/', { host, origin: url })).status).toBe(200);
  expect((await ask(url, '/', { host: `localhost:${port}` })).status).toBe(200);
  expect((await ask(url, '/', { host, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'navigate' })).status).toBe(200);
});

test('the socket opens for our page with the token of this run alone, and never repeats it', async () => {
  const { url } = await startPractice();
  const { port } = new URL(url);
  const token = await tokenOf(url);
  expect(await knock(url, { token })).toBe('open practice.v1');
  expect(await knock(url, { token: '' })).toBe(403);
  expect(await knock(url, { token: `${token.slice(0, -1)}x` })).toBe(403);
  expect(await knock(url, { token, protocol: 'other.v1' })).toBe(403);
  expect(await knock(url, { token, origin: 'https://attacker.example' })).toBe(403);
  expect(await knock(url, { token, origin: `http://localhost:${port}` })).toBe(403);
  expect(await knock(url, { token, host: `attacker.example:${port}` })).toBe(403);
});

test('the socket wants an Origin, which every browser sends', async () => {
  const { url } = await startPractice();
  const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`, ['practice.v1', await tokenOf(url)]);
  expect(
    await new Promise((resolve) => socket.once('unexpected-response', (_request, answer) => resolve(answer.statusCode)).once('open', () => resolve('open'))),
  ).toBe(403);
});

test('files of the page and icons are served; what is missing is missing, and nothing is reached around them', async () => {
  const { url } = await startPractice();
  expect(await ask(url, '/assets/main.js')).toMatchObject({ status: 200, body: 'export {};' });
  expect((await ask(url, '/icons/folder-check.svg')).headers['content-type']).toBe('image/svg+xml');
  for (const path of [
    '/assets/absent.js',
    '/icons/absent.svg',
    '/icons/..%2Fpackage.json',
    '/icons/Hand.svg',
    '/../../../etc/passwd',
    '/..%2f..%2fetc/passwd.js',
    '/.env',
  ])
    expect((await ask(url, path)).body, path).not.toMatch(/root:|lucide-static|"name"/);
  expect((await ask(url, '/icons/absent.svg')).status).toBe(404);
  expect((await ask(url, '/patients/p01', {}, 'POST')).status).toBe(404);
});

test('the page half of a plugin is served from its own folder, under the address of its build, while it is enabled', async () => {
  const folder = join(temporaryFolder(), 'probe');
  mkdirSync(join(folder, 'dist'), { recursive: true });
  writeFileSync(join(folder, 'dist/browser.js'), 'export {};');
  writePlugin(folder, { manifest: manifestOf('probe', { browser: './dist/browser.js' }) });
  writeFileSync(join(folder, 'dist/notes.txt'), 'x');
  symlinkSync(join(folder, 'main.js'), join(folder, 'dist/link.js'));
  const practice = await startPractice({ pluginFolders: [folder] });
  const window = await practice.open();
  const address = window.plugin()?.browserModule ?? '';
  expect(address).toMatch(/^\/plugins\/probe\/[\da-f]{16}\/browser\.js$/);
  const { status, headers } = await ask(practice.url, address);
  expect([status, headers['content-type'], headers['cache-control']]).toEqual([
    200,
    expect.stringContaining('javascript'),
    expect.stringContaining('immutable'),
  ]);
  const base = address.replace('browser.js', '');
  for (const path of [
    `${base}../main.js`,
    `${base}..%2Fmain.js`,
    `${base}link.js`,
    `${base}notes.txt`,
    `${base}absent.js`,
    '/plugins/probe/0123456789abcdef/browser.js',
    '/plugins/other/x/browser.js',
  ])
    expect((await ask(practice.url, path)).status, path).toBe(404);
  await window.ask(setPluginEnabled, { pluginId: 'probe', enabled: false });
  expect((await ask(practice.url, address)).status).toBe(404);
});

test('a window that is deaf does not hold up the end', async () => {
  const practice = await startPractice();
  const socket = new WebSocket(`${practice.url.replace('http', 'ws')}/socket`, ['practice.v1', await tokenOf(practice.url)], { origin: practice.url });
  await new Promise((resolve) => socket.once('open', resolve));
  socket.pause();
  const from = performance.now();
  await practice.close();
  expect(performance.now() - from).toBeLessThan(5_000);
});
