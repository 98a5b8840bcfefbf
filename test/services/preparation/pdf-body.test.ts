import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PDFDict, PDFDocument, PDFName, PDFString, StandardFonts } from 'pdf-lib';
import { describe, expect, test } from 'vitest';
import { PageRenderer } from '../../../src/services/preparation/page-renderer.js';
import { pdfBody } from '../../../src/services/preparation/pdf-body.js';
import { dictionariesOf, nameIn } from '../../../src/services/preparation/pdf-structure.js';
import { temporaryFolders } from '../../fakes/temporary-folders.js';
import { fontsOf, hasPdfTools, pdfaFaults, textOf } from '../pdf/pdfa-faults.js';
import { preparationFolder } from './preparation-folder.js';
import { pdfWithAction, pdfWithAlpha, plainPdf, printedPdf } from './sample-pdfs.js';
import { noise, png } from './sample-pictures.js';

const folder = preparationFolder();
const MOST = 5 * 1024 * 1024;
const prepare = (bytes: Uint8Array, maxBytes = MOST) => pdfBody(folder, bytes, maxBytes);
const codeOf = (bytes: Uint8Array, maxBytes = MOST): Promise<unknown> => prepare(bytes, maxBytes).catch((error: unknown) => (error as { code?: unknown }).code);

/** How much two PDFs differ to the eye: the mean difference of their points, 0 to 255, page by page. */
async function differences(left: Uint8Array, right: Uint8Array): Promise<readonly number[]> {
  const drawn = await Promise.all(
    [left, right].map(async (bytes) => {
      const renderer = await PageRenderer.open(folder, bytes);
      const pages = Array.from({ length: renderer.pages }, (_, index) => renderer.draw(index, 595, 842).rgba);
      renderer.close();
      return pages;
    }),
  );
  const [before = [], after = []] = drawn;
  expect(after).toHaveLength(before.length);
  return before.map((page, index) => page.reduce((sum, value, at) => sum + Math.abs(value - (after[index]?.[at] ?? 0)), 0) / page.length);
}

const runQpdf = (bytes: Uint8Array, args: readonly string[]): Uint8Array => {
  const work = mkdtempSync(join(tmpdir(), 'passerelle-qpdf-'));
  temporaryFolders.push(work);
  writeFileSync(join(work, 'in.pdf'), bytes);
  execFileSync('qpdf', [...args, join(work, 'in.pdf'), join(work, 'out.pdf')]);
  return new Uint8Array(readFileSync(join(work, 'out.pdf')));
};

test('a PDF/A-1b is kept byte for byte', async () => {
  const bytes = await printedPdf({ isArchive: true, pages: 3 });
  expect(await prepare(bytes)).toEqual({ mediaType: 'application/pdf', bytes, warnings: [] });
});

describe.skipIf(!hasPdfTools)(`what comes out, looked at with qpdf and poppler${hasPdfTools ? '' : ' (skipped: not installed)'}`, () => {
  test('a PDF whose fonts are all there is repaired: the same to the eye, its text still text', async () => {
    const bytes = await printedPdf({ pages: 2, title: 'Avis & lettre, < 3 mois' });
    const body = await prepare(bytes);
    expect(body).toMatchObject({ warnings: ['pdfaRepaired'] });
    expect(pdfaFaults(body.bytes)).toEqual([]);
    expect(await differences(bytes, body.bytes)).toEqual([0, 0]);
    expect(textOf(body.bytes)).toBe(textOf(bytes));
    expect(fontsOf(body.bytes).every(({ isEmbedded }) => isEmbedded)).toBe(true);
    // What was repaired needs no second repair.
    expect(await prepare(body.bytes)).toEqual({ ...body, warnings: [] });
    expect(Buffer.from((await prepare(bytes)).bytes).equals(body.bytes)).toBe(true);
  });

  test('a PDF/A-1b that claims to be one and says something else about itself is repaired', async () => {
    const body = await prepare(await printedPdf({ isArchive: true, title: 'Lettre & avis' }));
    expect(body.warnings).toEqual(['pdfaRepaired']);
    expect(pdfaFaults(body.bytes)).toEqual([]);
  });

  test('compressed structure, LZW and a page group are repaired as well', async () => {
    const packed = runQpdf(await printedPdf({ isArchive: true }), ['--object-streams=generate']);
    const grouped = await PDFDocument.load(packed, { updateMetadata: false });
    grouped.getPage(0).node.set(PDFName.of('Group'), grouped.context.obj({ S: 'Transparency', CS: 'DeviceRGB' }));
    const body = await prepare(await grouped.save());
    expect(body.warnings).toEqual(['pdfaRepaired']);
    expect(pdfaFaults(body.bytes)).toEqual([]);
  });

  test.each([
    ['fonts that are not in it', plainPdf],
    ['a picture that is half transparent', pdfWithAlpha],
    [
      'a form',
      () =>
        plainPdf((pdf) => {
          const field = pdf.getForm().createTextField('nom');
          field.setText('Martin');
          field.addToPage(pdf.getPage(0), { x: 60, y: 500, width: 300, height: 40 });
        }),
    ],
    ['a page that is turned', () => plainPdf((pdf) => pdf.getPage(0).node.set(PDFName.of('Rotate'), pdf.context.obj(90)))],
  ])('a PDF with %s becomes pictures of its pages, alike and as large on paper', async (_, make) => {
    const bytes = await make();
    const body = await prepare(bytes);
    expect(body).toMatchObject({ mediaType: 'application/pdf', warnings: ['renderedToImages'] });
    expect(pdfaFaults(body.bytes)).toEqual([]);
    const [difference] = await differences(bytes, body.bytes);
    expect(difference).toBeLessThan(1.5);
    const sizes = await Promise.all(
      [bytes, body.bytes].map(async (one) => {
        const renderer = await PageRenderer.open(folder, one);
        const size = renderer.sizeOf(0);
        renderer.close();
        return size;
      }),
    );
    expect(sizes[1]).toEqual(sizes[0]);
    expect(await prepare(body.bytes)).toEqual({ ...body, warnings: [] });
  });

  test('the field of a form is on the picture', async () => {
    const isFilled = (value: string) =>
      plainPdf((pdf) => {
        const field = pdf.getForm().createTextField('nom');
        field.setText(value);
        field.addToPage(pdf.getPage(0), { x: 60, y: 500, width: 300, height: 40 });
      });
    const [filled, empty] = [await prepare(await isFilled('Martin')), await prepare(await isFilled(''))];
    expect((await differences(filled.bytes, empty.bytes))[0]).toBeGreaterThan(0.05);
  });

  test.each([
    ['a password', ['--encrypt', 'secret', 'owner', '256', '--']],
    ['an empty password', ['--encrypt', '', 'owner', '256', '--']],
    ['an old kind of password', ['--allow-weak-crypto', '--encrypt', '', 'owner', '40', '--']],
  ])('a PDF with %s is refused', async (_, args) => expect(await codeOf(runQpdf(await plainPdf(), args))).toBe('document.pdfEncrypted'));
});

test.each([
  ['a script', () => plainPdf((pdf) => pdf.addJavaScript('x', 'app.alert(1)')), 'document.pdfScript'],
  [
    'a script at its opening',
    () => plainPdf((pdf) => pdf.catalog.set(PDFName.of('OpenAction'), pdf.context.obj({ S: 'JavaScript', JS: PDFString.of('1') }))),
    'document.pdfScript',
  ],
  [
    'a script that a page sets off',
    () => plainPdf((pdf) => pdf.getPage(0).node.set(PDFName.of('AA'), pdf.context.obj({ O: { S: 'JavaScript', JS: PDFString.of('1') } }))),
    'document.pdfScript',
  ],
  ['a script with a hidden name', () => pdfWithAction({ S: PDFName.of('Java#53cript'), JS: PDFString.of('1') }), 'document.pdfScript'],
  ['a program that is started', () => pdfWithAction({ S: 'Launch', F: PDFString.of('cmd.exe') }), 'document.pdfScript'],
  ['a link to the web', () => pdfWithAction({ S: 'URI', URI: PDFString.of('http://exemple.test') }), 'document.pdfLink'],
  ['a link to another file', () => pdfWithAction({ S: 'GoToR', F: PDFString.of('x.pdf') }), 'document.pdfLink'],
  ['a form that is sent somewhere', () => pdfWithAction({ S: 'SubmitForm', F: PDFString.of('http://exemple.test') }), 'document.pdfLink'],
  ['another file in it', () => plainPdf((pdf) => pdf.attach(Buffer.from('x'), 'x.exe')), 'document.pdfAttachment'],
  [
    'a file pinned to a page',
    () => plainPdf((pdf) => pdf.getPage(0).node.set(PDFName.of('Annots'), pdf.context.obj([{ Type: 'Annot', Subtype: 'FileAttachment', Rect: [0, 0, 9, 9] }]))),
    'document.pdfAttachment',
  ],
  [
    'a form of another kind',
    () => plainPdf((pdf) => pdf.catalog.set(PDFName.of('AcroForm'), pdf.context.obj({ Fields: [], XFA: [PDFString.of('x')] }))),
    'document.pdfXfa',
  ],
])('a PDF with %s is refused', async (_, make, code) => expect(await codeOf(await make())).toBe(code));

test('a script that a later change took away does not pass in a file that is kept as it is', async () => {
  const archive = Buffer.from(await printedPdf({ isArchive: true })).toString('latin1');
  const [, number = '', catalogue = ''] = /(\d+) 0 obj\n(<<\n\/Type \/Catalog.*?)\nendobj/s.exec(archive) ?? [];
  const trailer = /trailer\n(<<.*?>>)\nstartxref/s.exec(archive)?.[1] ?? '';
  const changed = (file: string, to: string): string => {
    const before = file
      .match(/startxref\n(\d+)/g)
      ?.at(-1)
      ?.split('\n')[1];
    const object = `${number} 0 obj\n${to}\nendobj\n`;
    const table = `xref\n${number} 1\n${String(file.length).padStart(10, '0')} 00000 n \ntrailer\n${trailer.replace('<<', `<</Prev ${before} `)}`;
    return `${file}${object}${table}\nstartxref\n${file.length + object.length}\n%%EOF\n`;
  };
  const harmless = changed(changed(archive, catalogue), catalogue);
  expect(await prepare(Buffer.from(harmless, 'latin1'))).toMatchObject({ warnings: [] });
  const scripted = changed(changed(archive, catalogue.replace('<<', '<</OpenAction <</S /JavaScript /JS (1)>>')), catalogue);
  expect(await codeOf(Buffer.from(scripted, 'latin1'))).toBe('document.pdfScript');
});

test('a PDF that is cut, or whose content is, is refused', async () => {
  const bytes = await printedPdf({ pages: 3 });
  expect(await codeOf(bytes.subarray(0, bytes.length - 300))).toBe('document.corrupt');
  expect(await codeOf(Buffer.from('%PDF-1.4\nbonjour\nstartxref\n0\n%%EOF', 'latin1'))).toBe('document.corrupt');
  const broken = Buffer.from(await printedPdf());
  const start = broken.indexOf('stream\n') + 7;
  broken.fill(0xaa, start, start + 40);
  expect(await codeOf(broken)).toBe('document.corrupt');
});

test('five hundred pages pass where they can stay pages, and are refused where they cannot', async () => {
  const many = await prepare(await printedPdf({ pages: 500, text: 'Suite.' }));
  expect(many).toMatchObject({ warnings: ['pdfaRepaired'] });
  expect((await PDFDocument.load(many.bytes)).getPageCount()).toBe(500);
  expect(await codeOf(await plainPdf(undefined, 500))).toBe('document.tooManyPages');
}, 60_000);

test('what would be too large is refused before all of it is drawn', async () => {
  const photographs = await plainPdf(async (pdf) => {
    const picture = await pdf.embedPng(png(noise(300, 300)));
    for (let index = 0; index < 3; index++) pdf.addPage([595, 842]).drawImage(picture, { x: 0, y: 0, width: 595, height: 842 });
  });
  expect(await codeOf(photographs, 100_000)).toBe('document.preparedTooLarge');
});

/** A page with letters of a font that is in no file; the file says of it what `change` leaves. */
async function withBorrowedFont(change: (font: PDFDict) => void): Promise<Uint8Array> {
  return plainPdf(async (pdf) => {
    const font = await pdf.embedFont(StandardFonts.Helvetica);
    pdf.getPage(0).drawText('Bonjour', { font });
    await pdf.flush();
    for (const one of dictionariesOf(pdf)) if (nameIn(one, 'BaseFont') === 'Helvetica') change(one);
  });
}

test.each<readonly [string, (font: PDFDict) => void]>([
  ['that it is one', () => {}],
  ['nothing of its type', (font) => void font.delete(PDFName.of('Type'))],
  [
    'nothing of its type or kind',
    (font) => {
      for (const key of ['Type', 'Subtype']) font.delete(PDFName.of(key));
    },
  ],
])('a font that is in no file is drawn, where the PDF says of it %s', async (_, change) => {
  const { bytes, warnings } = await prepare(await withBorrowedFont(change));
  expect([warnings, Buffer.from(bytes).includes('Helvetica')]).toEqual([['renderedToImages'], false]);
});

test.each([
  ['I true', ['renderedToImages']],
  ['Interpolate true', ['renderedToImages']],
  ['I false', ['pdfaRepaired']],
])('a picture inside a page that has /%s gives %j', async (key, warnings) => {
  const pdf = await PDFDocument.create();
  const content = pdf.context.stream(`q 100 0 0 100 0 0 cm BI /W 2 /H 2 /CS /G /BPC 8 /${key} ID abcd EI Q`);
  pdf.addPage([595, 842]).node.set(PDFName.of('Contents'), pdf.context.register(content));
  expect((await prepare(await pdf.save())).warnings).toEqual(warnings);
});
