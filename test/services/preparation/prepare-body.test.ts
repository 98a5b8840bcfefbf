import { expect, test } from 'vitest';
import { prepareBody } from '../../../src/services/preparation/prepare-body.js';
import { preparationFolder } from './preparation-folder.js';
import { printedPdf } from './sample-pdfs.js';
import { bitmap, png } from './sample-pictures.js';

const folder = preparationFolder();
const codeOf = (source: Uint8Array | string, maxBytes: number): Promise<unknown> =>
  prepareBody(folder, source, { maxBytes }).catch((error: unknown) => (error as { code?: unknown }).code);

test('six megabytes are refused without a look', async () => expect(await codeOf(new Uint8Array(6e6), 5 * 1024 * 1024)).toBe('document.tooLarge'));
test('an empty file is refused', async () => expect(await codeOf(new Uint8Array(0), 100)).toBe('document.empty'));
test('a PNG is refused, whatever its name', async () => expect(await codeOf(png(bitmap(2, 2, () => [0, 0, 0])), 5000)).toBe('document.isPng'));

test('what grows beyond the limit on the way is told apart from what was too large before', async () => {
  const text = Buffer.from('é'.repeat(600), 'latin1');
  expect(await codeOf(text, 600)).toBe('document.preparedTooLarge');
  expect(await codeOf(text, 1200)).toMatchObject({ mediaType: 'text/plain' });
  const pdf = await printedPdf();
  expect(await codeOf(pdf, pdf.length)).toBe('document.preparedTooLarge');
});
