import { expect, test } from 'vitest';
import { jpegOf } from '../../../src/services/preparation/jpeg-encoder.js';
import { PageRenderer } from '../../../src/services/preparation/page-renderer.js';
import { tiffBody } from '../../../src/services/preparation/tiff-body.js';
import { tiffPages } from '../../../src/services/preparation/tiff-pages.js';
import { hasPdfTools, pdfaFaults } from '../pdf/pdfa-faults.js';
import { preparationFolder } from './preparation-folder.js';
import { group4Page, jpegPage, rgbaTiff, tiff, twoColours } from './sample-pictures.js';

const folder = preparationFolder();
const MOST = 5 * 1024 * 1024;
const codeOf = (bytes: Uint8Array): Promise<unknown> => tiffBody(folder, bytes, MOST).catch((error: unknown) => (error as { code?: unknown }).code);

test('a fax of many pages is kept byte for byte', async () => {
  const bytes = tiff([group4Page(), group4Page(), group4Page()]);
  expect(await tiffBody(folder, bytes, MOST)).toEqual({ mediaType: 'image/tiff', bytes, warnings: [] });
  const [page] = tiffPages(bytes);
  const drawn = page?.draw();
  expect([...(drawn?.rgba ?? [])].filter((_, index) => index % 4 === 0 && index < 32 * 4)).toEqual([
    ...Array(8).fill(255),
    ...Array(16).fill(0),
    ...Array(8).fill(255),
  ]);
});

test('a page that not every reader shows becomes a picture in a PDF, with the same colours', async () => {
  const jpeg = (await jpegOf(folder, twoColours())).bytes;
  const body = await tiffBody(folder, tiff([jpegPage(jpeg, 64, 48), group4Page()]), MOST);
  expect(body).toMatchObject({ mediaType: 'application/pdf', warnings: ['renderedToImages'] });
  const renderer = await PageRenderer.open(folder, body.bytes);
  expect(renderer.pages).toBe(2);
  const { rgba } = renderer.draw(0, 64, 48);
  renderer.close();
  const at = (x: number) => [...rgba.subarray((24 * 64 + x) * 4, (24 * 64 + x) * 4 + 3)];
  for (const [x, expected] of [
    [10, [200, 20, 20]],
    [54, [20, 20, 200]],
  ] as const)
    for (const [channel, value] of at(x).entries()) expect(Math.abs(value - (expected[channel] ?? 0))).toBeLessThan(12);
});

test('transparency becomes white paper', async () => {
  const body = await tiffBody(folder, rgbaTiff({ width: 2, height: 2, rgba: new Uint8Array(16) }), MOST);
  const renderer = await PageRenderer.open(folder, body.bytes);
  expect([...renderer.draw(0, 1, 1).rgba.subarray(0, 3)]).toEqual([255, 255, 255]);
  renderer.close();
});

test.skipIf(!hasPdfTools)('what it becomes breaks no rule of PDF/A-1b', async () => {
  expect(pdfaFaults((await tiffBody(folder, rgbaTiff(twoColours()), MOST)).bytes)).toEqual([]);
});

test('a page that is cut, missing or of endless size is refused', async () => {
  const whole = tiff([group4Page()]);
  expect(await codeOf(Buffer.from('II*\0\x08\0\0\0', 'latin1'))).toBe('document.corrupt');
  const { entries, data } = group4Page();
  expect(await codeOf(tiff([{ entries: entries.filter(([tag]) => tag !== 257), data }]))).toBe('document.corrupt');
  expect(await codeOf(tiff([{ entries: entries.map(([tag, type, value]) => [tag, type, tag === 256 || tag === 257 ? 60_000 : value] as const), data }]))).toBe(
    'document.imageTooLarge',
  );
  const beyond = Buffer.from(whole);
  // The place of its data, moved behind the end.
  const directory = beyond.readUInt32LE(4);
  for (let at = directory + 2; at < beyond.length - 12; at += 12) if (beyond.readUInt16LE(at) === 273) beyond.writeUInt32LE(999_999, at + 8);
  expect(await codeOf(beyond)).toBe('document.corrupt');
});
