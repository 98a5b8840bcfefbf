import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { PDFDocument, PDFName, PDFRawStream } from 'pdf-lib';
import type { PageImage } from './page-image.js';
import type { PageSize } from './page-renderer.js';
import { addOutputIntent, describe, writeArchive } from './pdfa-metadata.js';
import { COLOUR_PROFILE_FILE } from './preparation-files.js';

/** One page that is a picture. */
export interface ImagePage {
  readonly image: PageImage;
  readonly size: PageSize;
}

const COLOUR_SPACES = { 1: 'DeviceGray', 3: 'DeviceRGB', 4: 'DeviceCMYK' } as const;

/** A PDF/A-1b whose pages are pictures. The same pictures give the same bytes. */
export async function imagePdf(folder: string, pages: readonly ImagePage[]): Promise<Uint8Array> {
  const pdf = await PDFDocument.create({ updateMetadata: false });
  const { context } = pdf;
  const hash = createHash('sha256');
  for (const { image, size } of pages) {
    const { width, height, filter, colours, bytes, isInverted } = image;
    hash.update(bytes);
    const dictionary = context.obj({
      Type: 'XObject',
      Subtype: 'Image',
      Width: width,
      Height: height,
      ColorSpace: COLOUR_SPACES[colours],
      BitsPerComponent: 8,
      Filter: filter,
      ...(isInverted && { Decode: [1, 0, 1, 0, 1, 0, 1, 0] }),
      Length: bytes.length,
    });
    const page = pdf.addPage([size.width, size.height]);
    page.node.set(PDFName.of('Resources'), context.obj({ XObject: { Page: context.register(PDFRawStream.of(dictionary, bytes)) } }));
    page.node.set(PDFName.of('Contents'), context.register(context.stream(`q ${size.width} 0 0 ${size.height} 0 0 cm /Page Do Q`)));
  }
  describe(pdf, { producer: 'Passerelle DMP' });
  addOutputIntent(pdf, await readFile(join(folder, COLOUR_PROFILE_FILE)));
  return writeArchive(pdf, hash.digest().subarray(0, 16));
}
