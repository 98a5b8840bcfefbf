import type { PreparedBody, Preview, PreviewOptions, PreviewPage } from '../document-preparer.js';
import { type Bitmap, scaledToWidth, turned } from './bitmap.js';
import { exifOf } from './exif.js';
import { imagePdf } from './image-pdf.js';
import { jpegOf } from './jpeg-encoder.js';
import { frameOf, segmentsOf } from './jpeg-segments.js';
import { PageRenderer } from './page-renderer.js';
import { textOfRtf } from './rtf-body.js';
import { tiffPages } from './tiff-pages.js';

/** No screen is wider. */
const WIDEST = 4000;

/**
 * What the patient will see of a body.
 * @param folder where the parts of the renderer are
 * @throws PluginError `document.*`
 */
export async function previewBody(folder: string, { mediaType, bytes }: Pick<PreparedBody, 'mediaType' | 'bytes'>, options: PreviewOptions): Promise<Preview> {
  switch (mediaType) {
    case 'text/plain':
      return { kind: 'text', text: new TextDecoder().decode(bytes) };
    case 'text/rtf':
      return { kind: 'text', text: textOfRtf(bytes) };
    case 'image/tiff': {
      const pages = tiffPages(bytes);
      const width = widthOf(options);
      return {
        kind: 'pages',
        pages: await pictures(folder, pages.length, options, (index) => pages[index] && scaledToWidth(pages[index].draw(), width)),
        count: pages.length,
      };
    }
    case 'image/jpeg':
      return jpegPreview(folder, bytes, options);
    case 'application/pdf': {
      const renderer = await PageRenderer.open(folder, bytes);
      try {
        return {
          kind: 'pages',
          pages: await pictures(folder, renderer.pages, options, (index) => onScreen(renderer, index, widthOf(options))),
          count: renderer.pages,
        };
      } finally {
        renderer.close();
      }
    }
  }
}

/** A photograph may be far larger than a screen. */
async function jpegPreview(folder: string, bytes: Uint8Array, options: PreviewOptions): Promise<Preview> {
  const segments = segmentsOf(bytes);
  const { width, height, components } = frameOf(segments);
  const orientation = segments.map(exifOf).find((exif) => exif)?.orientation ?? 1;
  const image = { width, height, filter: 'DCTDecode', colours: components === 1 ? 1 : 3, bytes } as const;
  const renderer = await PageRenderer.open(folder, await imagePdf(folder, [{ image, size: { width, height } }]));
  try {
    const shown = orientation >= 5 ? Math.round((widthOf(options) * width) / height) : widthOf(options);
    const pages = await pictures(folder, 1, options, (index) => turned(onScreen(renderer, index, Math.min(width, Math.max(1, shown))), orientation));
    return { kind: 'pages', pages, count: 1 };
  } finally {
    renderer.close();
  }
}

async function pictures(
  folder: string,
  count: number,
  { first, count: wanted }: PreviewOptions,
  draw: (index: number) => Bitmap | undefined,
): Promise<readonly PreviewPage[]> {
  const pages: PreviewPage[] = [];
  for (let index = Math.max(0, first); index < Math.min(count, first + wanted); index++) {
    const bitmap = draw(index);
    if (bitmap) pages.push({ mediaType: 'image/jpeg', bytes: (await jpegOf(folder, bitmap)).bytes });
  }
  return pages;
}

function onScreen(renderer: PageRenderer, index: number, width: number): Bitmap {
  const size = renderer.sizeOf(index);
  // A strip is shown as a strip, and not as a picture of endless height.
  const height = Math.min(3 * WIDEST, Math.max(1, Math.round((width * size.height) / size.width)));
  return renderer.draw(index, width, height);
}

const widthOf = ({ width }: PreviewOptions): number => Math.min(WIDEST, Math.max(1, Math.round(width)));
