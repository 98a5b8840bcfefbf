import type { PreparedBody } from '../document-preparer.js';
import { drawnBody } from './drawn-body.js';
import { tiffPages } from './tiff-pages.js';

/**
 * A scan of one or many pages, kept as it is where every reader shows it, else as pictures of the same pages.
 * @throws PluginError `document.corrupt`, `document.imageTooLarge`, `document.tooManyPages`, `document.preparedTooLarge`
 */
export async function tiffBody(folder: string, bytes: Uint8Array, maxBytes: number): Promise<PreparedBody> {
  const pages = tiffPages(bytes);
  const hasLocation = pages.some((page) => page.hasLocation);
  if (!hasLocation && pages.every(({ isPlain }) => isPlain)) {
    // Each is decoded once: what cannot be shown here cannot be shown to the patient.
    for (const page of pages) page.draw();
    return { mediaType: 'image/tiff', bytes, warnings: [] };
  }
  const drawn = await drawnBody(folder, { pages: pages.length, sizeOf: (index) => pages[index]?.size, draw: (index) => pages[index]?.draw() }, maxBytes);
  return { ...drawn, warnings: [...drawn.warnings, ...(hasLocation ? (['hiddenDataRemoved'] as const) : [])] };
}
