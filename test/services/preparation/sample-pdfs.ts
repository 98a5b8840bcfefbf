import { join } from 'node:path';
import { PDFDocument, PDFName, StandardFonts } from 'pdf-lib';
import pdfmake from 'pdfmake';
import { bitmap, png } from './sample-pictures.js';

const FONT = join(import.meta.dirname, '../../../node_modules/pdfmake/fonts/Roboto/Roboto-Regular.ttf');
const TEXT = 'Compte rendu de consultation : toux sèche depuis trois jours, sans fièvre. ';

/** As practice software prints: its fonts are embedded, and it says nothing of archives. `isArchive`: it is PDF/A-1b, which the library writes wrong where a title has an `&`. */
export async function printedPdf({ pages = 1, isArchive = false, text = TEXT.repeat(8), title = 'Compte rendu' } = {}): Promise<Uint8Array> {
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path === FONT);
  pdfmake.setFonts({ Roboto: { normal: FONT, bold: FONT, italics: FONT, bolditalics: FONT } });
  const content = Array.from({ length: pages }, (_, index) => ({ text: `Page ${index + 1}. ${text}`, ...(index > 0 && { pageBreak: 'before' as const }) }));
  const info = { title, author: 'Dr Martin', creationDate: new Date(Date.UTC(2026, 10, 20, 9)) };
  const buffer = await pdfmake.createPdf({ content, info, ...(isArchive ? { version: '1.4', subset: 'PDF/A-1b' } : { version: '1.7' }) }).getBuffer();
  return new Uint8Array(buffer);
}

/** A page of a PDF whose font every reader takes from its own. */
export async function plainPdf(change: (pdf: PDFDocument) => void | Promise<void> = () => undefined, pages = 1): Promise<Uint8Array> {
  const pdf = await PDFDocument.create();
  const font = await pdf.embedFont(StandardFonts.Helvetica);
  for (let index = 1; index <= pages; index++) pdf.addPage([595, 842]).drawText(`Page ${index}`, { x: 60, y: 700, size: 40, font });
  await change(pdf);
  return pdf.save();
}

/** A logo with a transparent edge. */
export const pdfWithAlpha = (): Promise<Uint8Array> =>
  plainPdf(async (pdf) => {
    const logo = await pdf.embedPng(png(bitmap(40, 40, (x) => [0, 120, 40, x * 6])));
    pdf.getPage(0).drawImage(logo, { x: 100, y: 300, width: 200, height: 200 });
  });

/** Something of a page that is clicked, with the action that follows. */
export const pdfWithAction = (action: Readonly<Record<string, unknown>>): Promise<Uint8Array> =>
  plainPdf((pdf) => {
    const link = pdf.context.obj({ Type: 'Annot', Subtype: 'Link', Rect: [10, 10, 100, 100], A: action as Record<string, string> });
    pdf.getPage(0).node.set(PDFName.of('Annots'), pdf.context.obj([pdf.context.register(link)]));
  });
