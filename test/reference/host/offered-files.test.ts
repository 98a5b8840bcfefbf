import { readdirSync, readFileSync, statSync } from 'node:fs';
import { connect, constants } from 'node:http2';
import { join } from 'node:path';
import { duplexPair } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { HeldFiles } from '../../../reference/host/server/held-files.js';
import { FilePipeServer } from '../../../reference/host/server/plugins/file-pipe-server.js';
import type { OfferedFile } from '../../../src/api/host.js';
import { cleanUp, MAIN, manifestOf, startPractice, temporaryFolder, tokenOf, writePlugin } from './practice-server.js';

afterEach(cleanUp);

const SECRET = 'identifiant-du-patient-7Q2';
const OFFER = `host.commands.register('probe.offer', async ({ text }) => host.files.offer({ name: 'accusé.pdf', mediaType: 'application/pdf', bytes: new TextEncoder().encode(text) }));`;

/** A practice with a plugin that offers a file on command. */
async function setUp(timings: { readonly heldFile?: number; readonly windowReturn?: number } = {}) {
  const manifest = manifestOf('probe');
  const contributes = manifest['contributes'] as { commands: unknown[] };
  contributes.commands.push({ id: 'probe.offer', title: 'offer' });
  const folder = writePlugin(join(temporaryFolder(), 'probe'), { manifest, main: MAIN('probe', OFFER) });
  const practice = await startPractice({ pluginFolders: [folder], timings });
  const window = await practice.open();
  const offer = (text = SECRET): Promise<OfferedFile> => window.run('probe.offer', 'p01', { text });
  const token = await tokenOf(practice.url);
  const get = (id: string, headers: Record<string, string> = { 'x-session-token': token }) => fetch(`${practice.url}/files/${id}`, { headers });
  return { practice, window, offer, token, get };
}

const pipedTo = (offered: HeldFiles, onRefused = (): void => {}) => ({
  offered,
  posted: new HeldFiles(60_000),
  readDocument: async () => undefined,
  onRefused,
});

test('a file is handed out once, to be kept nowhere', async () => {
  const { offer, get } = await setUp();
  const { id, name } = await offer();
  expect([id, name]).toEqual([expect.stringMatching(/^[\da-f]{32}$/), 'accusé.pdf']);
  const answer = await get(id);
  expect([answer.status, answer.headers.get('cache-control'), answer.headers.get('content-type'), await answer.text()]).toEqual([
    200,
    'no-store',
    'application/pdf',
    SECRET,
  ]);
  expect((await get(id)).status).toBe(404);
});

test('nobody gets a file without the token of this run, and it waits for who has it', async () => {
  const { offer, get, token, practice } = await setUp();
  const { id } = await offer();
  const other = await tokenOf((await startPractice()).url);
  const refused: Record<string, string>[] = [
    {},
    { 'x-session-token': '' },
    { 'x-session-token': other },
    { 'x-session-token': `${token.slice(0, -1)}x` },
    { 'x-session-token': token, origin: 'https://attacker.example' },
    { 'x-session-token': token, 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'cors' },
  ];
  for (const headers of refused) expect((await get(id, headers)).status, JSON.stringify(headers)).toBe(403);
  expect((await fetch(`${practice.url}/files/${id}?token=${token}`)).status).toBe(403);
  expect((await get(id)).status).toBe(200);
});

test('what is not fetched is forgotten after a while', async () => {
  const { offer, get } = await setUp({ heldFile: 40 });
  const { id } = await offer();
  await pause(80);
  expect((await get(id)).status).toBe(404);
});

test('it is forgotten when the last window has gone, not when a broken line comes back', async () => {
  const { practice, window, offer, get } = await setUp({ windowReturn: 300 });
  const [one, other] = [await offer(), await offer()];
  await window.close();
  const again = await practice.open();
  await pause(400);
  expect((await get(one.id)).status).toBe(200);
  await again.close();
  await pause(500);
  expect((await get(other.id)).status).toBe(404);
});

test('a file is on no disk and in no log', async () => {
  const { practice, offer, get } = await setUp();
  const { id } = await offer();
  await (await get(id)).text();
  const files = (folder: string): string[] =>
    readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .map((name) => join(folder, name))
      .filter((file) => statSync(file).isFile());
  const all = files(practice.dataFolder);
  expect(all.length).toBeGreaterThan(2);
  expect(all.filter((file) => readFileSync(file).includes(SECRET))).toEqual([]);
});

test('more than can be held is refused, and so is a type that is none', () => {
  const files = new HeldFiles(60_000);
  const bytes = Buffer.alloc(10_000_000);
  const ids = Array.from({ length: 7 }, () => files.keep({ name: 'a', mediaType: 'application/pdf', bytes }));
  expect(ids.map(Boolean)).toEqual([true, true, true, true, true, true, false]);
  files.take(ids[0] ?? '');
  expect(files.keep({ name: 'a', mediaType: 'text/html\r\nx-other: 1', bytes: Buffer.alloc(1) })).toBeUndefined();
  expect(files.keep({ name: 'a', mediaType: 'application/pdf', bytes })).toEqual(expect.any(String));
  files.clear();
  expect(ids.map((id) => files.take(id ?? ''))).toEqual(Array.from({ length: 7 }, () => undefined));
});

test.each([
  ['announces', '12000000'],
  ['sends without a word', undefined],
])('a plugin that %s more than the largest file is refused before all of it is held', async (_what, announced) => {
  const [one, other] = duplexPair();
  const files = new HeldFiles(60_000);
  const kept = vi.spyOn(files, 'keep');
  let refusals = 0;
  new FilePipeServer(
    one,
    pipedTo(files, () => (refusals += 1)),
  );
  const session = connect('http://host', { createConnection: () => other });
  session.on('error', () => {});
  const stream = session.request({
    ':method': 'POST',
    'x-file-name': 'a',
    'x-file-type': 'application/pdf',
    ...(announced && { 'content-length': announced }),
  });
  stream.on('error', () => {});
  const closed = new Promise((resolve) => stream.once('close', () => resolve(stream.rstCode)));
  stream.end(Buffer.alloc(12_000_000));
  expect([await closed, refusals, kept.mock.calls.length]).toEqual([constants.NGHTTP2_REFUSED_STREAM, 1, 0]);
  session.destroy();
});

test('a file that breaks off is not kept', async () => {
  const [one, other] = duplexPair();
  const files = new HeldFiles(60_000);
  const kept = vi.spyOn(files, 'keep');
  new FilePipeServer(one, pipedTo(files));
  const session = connect('http://host', { createConnection: () => other });
  session.on('error', () => {});
  const stream = session.request({ ':method': 'POST', 'x-file-name': 'a', 'x-file-type': 'application/pdf', 'content-length': '2000' });
  stream.on('error', () => {});
  stream.write(Buffer.alloc(1000));
  await pause(50);
  stream.close(constants.NGHTTP2_CANCEL);
  await pause(50);
  expect(kept).not.toHaveBeenCalled();
  session.destroy();
});
