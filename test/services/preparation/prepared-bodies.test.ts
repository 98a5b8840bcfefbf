import { buffer } from 'node:stream/consumers';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { CdaWriter } from '../../../src/services/dmp/cda/cda-writer.js';
import type { PreparedBody } from '../../../src/services/document-preparer.js';
import type { MediaType } from '../../../src/services/medical-document.js';
import { jpegOf } from '../../../src/services/preparation/jpeg-encoder.js';
import { PageRenderer } from '../../../src/services/preparation/page-renderer.js';
import { readPdf } from '../../../src/services/preparation/pdf-structure.js';
import { pdfaFaults } from '../../../src/services/preparation/pdfa-rules.js';
import { prepareBody } from '../../../src/services/preparation/prepare-body.js';
import { submissionOf } from '../../contract/document-gateway.contract.js';
import { PATIENTS } from '../../contract/record-gateway.contract.js';
import { LEA } from '../dmp/samples.js';
import { SimulatedDmp } from '../dmp/simulated-dmp.js';
import { preparationFolder } from './preparation-folder.js';
import { pdfWithAlpha, plainPdf, printedPdf } from './sample-pdfs.js';
import { cmykJpeg, group4Page, jpegPage, rgbaTiff, tiff, twoColours } from './sample-pictures.js';

/** Whatever the preparation yields is a body the DMP takes, keeps and gives back; a PDF among them is PDF/A-1b. */

const folder = preparationFolder();
const MOST = 5 * 1024 * 1024;
let dmp: SimulatedDmp;
beforeAll(async () => {
  dmp = await SimulatedDmp.start();
});
afterAll(() => dmp.close());

const jpeg = async () => (await jpegOf(folder, twoColours())).bytes;

const SOURCES: readonly (readonly [name: string, mediaType: MediaType, make: () => Promise<Uint8Array | string>])[] = [
  ['a typed text', 'text/plain', async () => 'Température : 38,2 °C 🌡'],
  ['a text in UTF-16', 'text/plain', async () => Buffer.from('\ufeffTempérature', 'utf16le')],
  ['a text with looks', 'text/rtf', async () => Buffer.from("{\\rtf1\\ansi Temp\\'e9rature}", 'latin1')],
  ['a photograph', 'image/jpeg', jpeg],
  ['a photograph in the colours of a printer', 'image/jpeg', async () => cmykJpeg()],
  ['a fax of many pages', 'image/tiff', async () => tiff([group4Page(), group4Page(), group4Page()])],
  ['a scan that not every reader shows', 'application/pdf', async () => tiff([jpegPage(await jpeg(), 64, 48), group4Page()])],
  ['a scan with transparency', 'application/pdf', async () => rgbaTiff(twoColours())],
  ['a PDF/A-1b', 'application/pdf', () => printedPdf({ isArchive: true })],
  ['a PDF that is repaired', 'application/pdf', () => printedPdf({ pages: 2, title: 'Avis & lettre 😀' })],
  ['a PDF that is drawn', 'application/pdf', () => plainPdf(undefined, 2)],
  ['a PDF with a transparent picture', 'application/pdf', pdfWithAlpha],
];

/** With the rules of ours; the tests of each kind look with other tools. */
async function faultsOf({ bytes }: PreparedBody): Promise<readonly string[]> {
  const renderer = await PageRenderer.open(folder, bytes);
  try {
    return [...pdfaFaults(await readPdf(bytes), bytes, renderer.isSound)];
  } finally {
    renderer.close();
  }
}

test.each(SOURCES)('%s is taken as %s, and comes back', async (_, mediaType, make) => {
  const body = await prepareBody(folder, await make(), { maxBytes: MOST });
  expect(body.mediaType).toBe(mediaType);
  if (mediaType === 'application/pdf') expect(await faultsOf(body)).toEqual([]);

  const { documents } = dmp.gateway();
  const submission = submissionOf(PATIENTS.open, LEA, { mediaType }, body.bytes);
  await documents.submit(PATIENTS.open, submission, LEA.id);
  const [entry] = (await firstValueFrom(documents.search(PATIENTS.open, {}))).filter(({ uniqueId }) => uniqueId === submission.document.uniqueId);
  if (!entry) throw new Error('taken, and not there');
  const back = Buffer.from(await firstValueFrom(documents.retrieve(PATIENTS.open, entry)));
  expect(back.equals(await buffer(submission.bytes()))).toBe(true);
  const stream = async function* () {
    yield back;
  };
  expect(Buffer.from(await new CdaWriter().body(stream())).equals(Buffer.from(body.bytes))).toBe(true);
});
