import { PluginError } from '../../api/plugin-error.js';
import type { PreparedBody } from '../document-preparer.js';
import type { Bitmap } from './bitmap.js';
import { type ImagePage, imagePdf } from './image-pdf.js';
import { MOST_RENDERED_PAGES } from './limits.js';
import { pageImage } from './page-image.js';
import type { PageSize } from './page-renderer.js';

/** What a PDF may measure, in points. */
const SMALLEST = 3;
const LARGEST = 14_400;

/** Pages that can be drawn one after the other. */
export interface DrawablePages {
  readonly pages: number;
  sizeOf(index: number): PageSize | undefined;
  draw(index: number): Bitmap | undefined;
}

/**
 * The pages as pictures in a PDF/A-1b of the same size on paper.
 * @throws PluginError `document.corrupt`, `document.tooManyPages`, `document.preparedTooLarge`
 */
export async function drawnBody(folder: string, source: DrawablePages, maxBytes: number): Promise<PreparedBody> {
  if (source.pages > MOST_RENDERED_PAGES) throw new PluginError('document.tooManyPages');
  const pages: ImagePage[] = [];
  let bytes = 0;
  for (let index = 0; index < source.pages; index++) {
    const [size, bitmap] = [source.sizeOf(index), source.draw(index)];
    if (!size || !bitmap) throw new PluginError('document.corrupt');
    const image = await pageImage(folder, bitmap);
    pages.push({ image, size: withinPdf(size) });
    bytes += image.bytes.length;
    // The rest need not be drawn to know.
    if (bytes > maxBytes) throw new PluginError('document.preparedTooLarge');
  }
  return { mediaType: 'application/pdf', bytes: await imagePdf(folder, pages), warnings: ['renderedToImages'] };
}

/** Both sides by the same measure, so that the page keeps its shape. */
function withinPdf({ width, height }: PageSize): PageSize {
  const factor = Math.max(Math.min(1, LARGEST / Math.max(width, height)), SMALLEST / Math.min(width, height));
  return { width: width * factor, height: height * factor };
}
