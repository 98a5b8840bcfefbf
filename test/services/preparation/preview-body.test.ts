import { beforeAll, expect, test } from 'vitest';
import type { MediaType } from '../../../src/services/medical-document.js';
import { jpegOf } from '../../../src/services/preparation/jpeg-encoder.js';
import { frameOf, segmentsOf } from '../../../src/services/preparation/jpeg-segments.js';
import { previewBody } from '../../../src/services/preparation/preview-body.js';
import { preparationFolder } from './preparation-folder.js';
import { printedPdf } from './sample-pdfs.js';
import { exifSegment, group4Page, tiff, twoColours, withSegment } from './sample-pictures.js';

const folder = preparationFolder();
let jpeg: Uint8Array;
beforeAll(async () => {
  jpeg = (await jpegOf(folder, twoColours())).bytes;
});

/** The size of each page that is shown. */
async function sizesOf(mediaType: MediaType, bytes: Uint8Array, width: number, first = 0, count = 9) {
  const preview = await previewBody(folder, { mediaType, bytes }, { first, count, width });
  if (preview.kind !== 'pages') throw new Error('pages were expected');
  return preview.pages.map((page) => frameOf(segmentsOf(page.bytes))).map(({ width: across, height }) => [across, height]);
}

test('a text and an RTF are shown as text', async () => {
  const options = { first: 0, count: 1, width: 100 };
  expect(await previewBody(folder, { mediaType: 'text/plain', bytes: Buffer.from('Été') }, options)).toEqual({ kind: 'text', text: 'Été' });
  expect(await previewBody(folder, { mediaType: 'text/rtf', bytes: Buffer.from("{\\rtf1 \\'c9t\\'e9\\par}") }, options)).toEqual({
    kind: 'text',
    text: 'Été\n',
  });
});

test('a PDF is shown page by page, as wide as asked', async () => {
  const bytes = await printedPdf({ pages: 3 });
  expect(await sizesOf('application/pdf', bytes, 300)).toEqual(Array(3).fill([300, 424]));
  expect(await sizesOf('application/pdf', bytes, 300, 2, 1)).toHaveLength(1);
  expect(await sizesOf('application/pdf', bytes, 300, 3, 1)).toEqual([]);
});

test('a picture is shown no larger than it is, and as it was held', async () => {
  expect(await sizesOf('image/jpeg', jpeg, 32)).toEqual([[32, 24]]);
  expect(await sizesOf('image/jpeg', jpeg, 500)).toEqual([[64, 48]]);
  expect(await sizesOf('image/jpeg', withSegment(jpeg, exifSegment(6, false)), 24)).toEqual([[24, 32]]);
});

test('a fax is shown page by page', async () => {
  expect(await sizesOf('image/tiff', tiff([group4Page(), group4Page()]), 16)).toEqual(Array(2).fill([16, 12]));
});
