import { join } from 'node:path';
import pdfmake, { type Content } from 'pdfmake';
import { FONT_FILES } from './font-files.js';

const MILLIMETRE = 72 / 25.4;
/** Points. */
export const mm = (millimetres: number): number => millimetres * MILLIMETRE;

/** What the papers are drawn with: one accent, legible in black and white. */
export const COLOURS = { text: '#15222d', soft: '#465867', accent: '#0b5a82', line: '#b9c8d3', ground: '#f5f8fa', simulated: '#583a97' } as const;

/**
 * An A4 page as PDF/A-1b. `foot` stands at the bottom of the page. The same content and time give the same bytes.
 * Level b, not a: the library writes no tag tree, so claiming one would be false.
 */
export async function pdfDocument(
  fontFolder: string,
  page: { readonly title: string; readonly author: string; readonly at: number; readonly content: Content; readonly foot: Content },
): Promise<Uint8Array> {
  useFonts(fontFolder);
  const at = new Date(page.at);
  const definition: Parameters<typeof pdfmake.createPdf>[0] = {
    version: '1.4',
    subset: 'PDF/A-1b',
    language: 'fr-FR',
    displayTitle: true,
    compress: true,
    pageSize: 'A4',
    pageMargins: [mm(20), mm(16), mm(20), mm(44)],
    info: { title: page.title, author: page.author, creator: 'Passerelle DMP', producer: 'pdfmake', creationDate: at },
    defaultStyle: { font: 'Roboto', fontSize: 10.5, lineHeight: 1.2, color: COLOURS.text },
    content: page.content,
    footer: () => [page.foot],
  };
  return pdfmake.createPdf(definition).getBuffer();
}

function useFonts(folder: string): void {
  // Nothing of a document may come from elsewhere.
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path.startsWith(folder));
  const [regular, medium, mono] = FONT_FILES.map((name) => join(folder, name)) as [string, string, string];
  pdfmake.setFonts({
    Roboto: { normal: regular, bold: medium, italics: regular, bolditalics: medium },
    Mono: { normal: mono, bold: mono, italics: mono, bolditalics: mono },
  });
}
