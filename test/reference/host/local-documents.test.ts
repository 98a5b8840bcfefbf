import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test } from 'vitest';
import * as page from '../../../reference/host/page-protocol.js';
import { startHost } from '../../../reference/host/server/host.js';
import { cleanUp, MAIN, manifestOf, PracticeClient, pageFolder, refusalIn, startPractice, temporaryFolder, tokenOf, writePlugin } from './practice-server.js';

afterEach(cleanUp);

const WORDS = { patientId: 'p05', title: 'Photo', kind: 'photo', writtenOn: '2026-11-23' };
const bytesOf = (text: string) => new Uint8Array(Buffer.from(text));

/** What a plugin sees of the practice's documents, said in its answers. */
const ASK = `
  const heard = [];
  host.events.documentValidated$.subscribe(({ patient, document }) => heard.push(document.title + ' of ' + patient.identity.birthName));
  const told = async (run) => { try { return await run(); } catch (error) { return error.code; } };
  host.commands.registerForPage('probe.documents', async ({ read }) => ({
    heard,
    listed: await told(() => new Promise((resolve, reject) => host.documents.list$('p05').subscribe({ next: (list) => resolve(list.length), error: reject }))),
    since: await told(async () => (await host.documents.validatedSince(0)).length),
    read: await told(async () => Buffer.from(await host.documents.read(read)).toString()),
  }));`;

async function withPlugin(capabilities: object, id = 'probe', body = ASK) {
  const manifest = manifestOf(id, { engines: { host: '^1.4.0' }, capabilities });
  (manifest['contributes'] as { commands: unknown[] }).commands.push({ id: `${id}.documents`, title: 'documents' });
  const folder = writePlugin(join(temporaryFolder(), id), { manifest, main: MAIN(id, body) });
  const practice = await startPractice({ pluginFolders: [folder] });
  return { practice, window: await practice.open() };
}

test('the practice starts with documents of every kind of file, drafts and validated ones, each readable', async () => {
  const { window, practice } = await withPlugin({ documents: 'read' });
  const lists = await Promise.all(['p01', 'p02'].map((patientId) => window.ask(page.listDocuments, { patientId })));
  const documents = lists.flat();
  expect(new Set(documents.map(({ mediaType }) => mediaType))).toEqual(new Set(['application/pdf', 'image/jpeg', 'text/plain']));
  expect(new Set(documents.map(({ validatedAt }) => validatedAt === undefined)).size).toBe(2);
  const starts = await Promise.all(
    documents.map(async ({ id, mediaType }) => [mediaType, (await window.run<{ read: string }>('probe.documents', undefined, { read: id })).read.slice(0, 4)]),
  );
  for (const [mediaType, start] of starts) if (mediaType === 'application/pdf') expect(start).toBe('%PDF');
  const stored = readdirSync(join(practice.dataFolder, 'documents')).map((name) => join(practice.dataFolder, 'documents', name));
  expect(stored).toHaveLength(documents.length);
  const archives = stored.filter((file) => readFileSync(file).includes('pdfaid:part'));
  expect(archives).toHaveLength(2);
  for (const file of stored) expect(statSync(file).mode & 0o077).toBe(0);
});

test('what was added is there after a restart, and only at its own patient', async () => {
  const dataFolder = temporaryFolder();
  const practice = await startPractice({ dataFolder });
  const window = await practice.open();
  const { id: fileId } = await window.postFile(bytesOf('bytes'), { name: 'photo.jpg' });
  const { id } = await window.ask(page.addDocument, { ...WORDS, fileId });
  await practice.close();
  const again = await startHost({ port: 0, pluginFolders: [], pageFolder: pageFolder(), dataFolder });
  const later = await PracticeClient.open(again.url);
  expect(await later.ask(page.listDocuments, { patientId: 'p05' })).toMatchObject([{ id, fileName: 'photo.jpg', size: 5, version: 1 }]);
  expect(await later.ask(page.listDocuments, { patientId: 'p06' })).toEqual([]);
  await again.close();
});

test('every window hears of a change; a document is not changed or validated at another patient, nor added for nobody or from a file that is gone', async () => {
  const practice = await startPractice();
  const [window, other] = [await practice.open(), await practice.open()];
  const { id: fileId } = await window.postFile(bytesOf('one'));
  const { id } = await window.ask(page.addDocument, { ...WORDS, fileId });
  await expect.poll(() => other.heard).toEqual([{ method: page.documentsChanged.method, params: { patientId: 'p05' } }]);
  const { id: unused } = await window.postFile(bytesOf('two'));
  const refused = [
    () => window.ask(page.validateDocuments, { patientId: 'p06', documentIds: [id] }),
    () => window.ask(page.changeDocument, { ...WORDS, patientId: 'p06', documentId: id }),
    () => window.ask(page.addDocument, { ...WORDS, fileId }),
    () => window.ask(page.addDocument, { ...WORDS, patientId: 'nobody', fileId: unused }),
    () => window.ask(page.listDocuments, { patientId: 'nobody' }),
  ];
  for (const request of refused) expect((await refusalIn(request())).data?.code).toBe('host.unavailable');
  expect(await window.ask(page.listDocuments, { patientId: 'p05' })).toMatchObject([{ id, title: 'Photo', version: 1 }]);
  expect((await window.ask(page.listDocuments, { patientId: 'p05' }))[0]).not.toHaveProperty('validatedAt');
});

test('a replaced content leaves no older one behind', async () => {
  const practice = await startPractice();
  const window = await practice.open();
  const files = () => readdirSync(join(practice.dataFolder, 'documents')).map((name) => readFileSync(join(practice.dataFolder, 'documents', name), 'latin1'));
  const post = async (text: string) => (await window.postFile(bytesOf(text))).id;
  const { id: documentId } = await window.ask(page.addDocument, { ...WORDS, fileId: await post('older content') });
  const before = files().length;
  await window.ask(page.changeDocument, { ...WORDS, documentId, fileId: await post('newer content') });
  expect([files().length, files().includes('older content'), files().includes('newer content')]).toEqual([before, false, true]);
});

test('a plugin without the capability has no document, and hears of none', async () => {
  const { window } = await withPlugin({ patient: 'read' });
  await window.run('probe.documents');
  const { id } = await window.ask(page.addDocument, { ...WORDS, fileId: (await window.postFile(bytesOf('secret'))).id });
  await window.ask(page.validateDocuments, { patientId: 'p05', documentIds: [id] });
  expect(await window.run('probe.documents', undefined, { read: id })).toEqual({
    heard: [],
    listed: 'host.unavailable',
    since: 'host.unavailable',
    read: 'host.unknownDocument',
  });
  expect(await window.log()).toContainEqual(expect.stringContaining('documents.refused'));
});

test('a plugin that may not know patients is told of a document, not of whose it is', async () => {
  const { window } = await withPlugin({ documents: 'read' });
  await window.run('probe.documents');
  const { id } = await window.ask(page.addDocument, { ...WORDS, fileId: (await window.postFile(bytesOf('bytes'))).id });
  await window.ask(page.validateDocuments, { patientId: 'p05', documentIds: [id] });
  await expect.poll(() => window.run('probe.documents', undefined, { read: id })).toMatchObject({ heard: ['Photo of '], listed: 1, read: 'bytes' });
});

test('a posted file is for one plugin, once, for a while, and on no disk', async () => {
  const take = (id: string) =>
    `host.commands.registerForPage('${id}.documents', async ({ take }) => Buffer.from((await host.files.take(take)).bytes).toString());`;
  const folders = ['probe', 'other'].map((id) => {
    const manifest = manifestOf(id);
    (manifest['contributes'] as { commands: unknown[] }).commands.push({ id: `${id}.documents`, title: 'documents' });
    return writePlugin(join(temporaryFolder(), id), { manifest, main: MAIN(id, take(id)) });
  });
  const practice = await startPractice({ pluginFolders: folders, timings: { heldFile: 3_000 } });
  const window = await practice.open();
  const code = async (id: string, plugin: string) => (await refusalIn(window.run(`${plugin}.documents`, undefined, { take: id }))).data?.code;
  await window.run('probe.ask');
  await window.run('other.ask');
  const [one, late] = [await window.postFile(bytesOf('le-corps-7Q2'), { pluginId: 'probe' }), await window.postFile(bytesOf('b'), { pluginId: 'probe' })];
  expect(await code(one.id, 'other')).toBe('host.fileGone');
  expect(await window.run('probe.documents', undefined, { take: one.id })).toBe('le-corps-7Q2');
  expect(await code(one.id, 'probe')).toBe('host.fileGone');
  await pause(3_100);
  expect(await code(late.id, 'probe')).toBe('host.fileGone');
  const all = readdirSync(practice.dataFolder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  expect(all.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes('le-corps-7Q2'))).toEqual([]);
});

test('a post without the token, from elsewhere, too large, without a name or for no plugin is refused', async () => {
  const practice = await startPractice();
  const token = await tokenOf(practice.url);
  const good = { 'x-session-token': token, 'content-type': 'application/octet-stream', 'x-file-name': 'a.pdf', 'x-file-type': 'application/pdf' };
  const { 'x-session-token': _token, ...withoutToken } = good;
  const { 'x-file-name': _name, ...withoutName } = good;
  const post = async (headers: Record<string, string>, size = 3, address = '/files') =>
    (await fetch(`${practice.url}${address}`, { method: 'POST', body: new Uint8Array(size), headers })).status;
  expect([
    await post(good),
    await post(withoutToken),
    await post({ ...good, 'x-session-token': `${token.slice(0, -1)}x` }),
    await post({ ...good, origin: 'https://attacker.example' }),
    await post(good, 20_000_000),
    await post(good, 20_000_001),
    await post(withoutName),
    await post({ ...good, 'content-type': 'text/plain' }),
    await post({ ...good, 'x-file-name': '%E0%A4%A' }),
    await post(good, 3, '/plugins/nobody/files'),
  ]).toEqual([201, 403, 403, 403, 201, 413, 400, 400, 400, 404]);
});
