import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { buildPreparation } from '../../../scripts/build.js';
import { WORKER_FILE } from '../../../src/services/preparation/preparation-files.js';
import { WorkerDocumentPreparer } from '../../../src/services/preparation/worker-document-preparer.js';
import { documentPreparerContract } from '../../contract/document-preparer.contract.js';
import { FakeDocumentPreparer } from '../../fakes/fake-document-preparer.js';
import { temporaryFolders } from '../../fakes/temporary-folders.js';
import { plainPdf, printedPdf } from './sample-pdfs.js';
import { bitmap, png } from './sample-pictures.js';

const folder = mkdtempSync(join(tmpdir(), 'passerelle-worker-'));
temporaryFolders.push(folder);
beforeAll(() => buildPreparation(folder));

const LIMITS = { maxBytes: 5 * 1024 * 1024 };
const preparer = () => new WorkerDocumentPreparer(folder);
/** The same folder with a thread that does something else. */
const folderWith = (worker: string): string => {
  const other = mkdtempSync(join(tmpdir(), 'passerelle-worker-'));
  temporaryFolders.push(other);
  cpSync(folder, other, { recursive: true });
  writeFileSync(join(other, WORKER_FILE), worker);
  return other;
};

describe('the built thread', () => documentPreparerContract(preparer));
describe('the fake', () => documentPreparerContract(() => new FakeDocumentPreparer()));

test('a PDF is prepared, and its pages are shown', async () => {
  const one = preparer();
  const body = await one.prepare(await printedPdf({ pages: 3 }), LIMITS);
  expect(body).toMatchObject({ mediaType: 'application/pdf', warnings: ['pdfaRepaired'] });
  const preview = await one.preview(body, { first: 1, count: 5, width: 300 });
  expect(preview).toMatchObject({ kind: 'pages', count: 3, pages: [{ mediaType: 'image/jpeg' }, { mediaType: 'image/jpeg' }] });
});

test('a refusal says why, and nothing of the document', async () => {
  const error: unknown = await preparer()
    .prepare(png(bitmap(2, 2, () => [0, 0, 0])), LIMITS)
    .catch((failure: unknown) => failure);
  expect(error).toMatchObject({ code: 'document.isPng', message: 'document.isPng', about: {} });
  expect((error as Error).cause).toBeUndefined();
});

test.each([
  ['hangs', 'for (;;) {}'],
  ['breaks', "throw new Error('PATIENT')"],
  ['ends without an answer', 'process.exit(0)'],
  ['fills the memory of the language', 'const all = []; for (;;) all.push({ more: all.length });'],
  ['fills the memory of buffers', 'const all = []; for (;;) all.push(new Uint8Array(8e6).fill(1));'],
])('a file with which the thread %s is a damaged file, and the next one is prepared', async (_, worker) => {
  const bounds = { milliseconds: 5000, bytes: 400e6 };
  const one = new WorkerDocumentPreparer(folderWith(worker), bounds);
  const error: unknown = await one.prepare('a', LIMITS).catch((failure: unknown) => failure);
  expect(error).toMatchObject({ code: 'document.corrupt' });
  expect(String((error as Error).cause)).not.toContain('PATIENT');
  await expect(preparer().prepare(await plainPdf(), LIMITS)).resolves.toMatchObject({ mediaType: 'application/pdf' });
});

test('a part of ours that is missing is not called a damaged file', async () => {
  const incomplete = folderWith('');
  rmSync(join(incomplete, 'pdfium.wasm'));
  await expect(new WorkerDocumentPreparer(incomplete).prepare('a', LIMITS)).rejects.toMatchObject({ code: 'plugin.unexpected' });
});
