import { PluginError } from '../../api/plugin-error.js';
import type { PreparedBody } from '../document-preparer.js';
import { drawnBody } from './drawn-body.js';
import { MOST_RENDERED_PIXELS, RENDERING_DPI } from './limits.js';
import { PageRenderer, type PageSize } from './page-renderer.js';
import { refuseActiveParts } from './pdf-refusals.js';
import { repaired } from './pdf-repair.js';
import { readPdf, removeUnreachable } from './pdf-structure.js';
import { isMendable } from './pdfa-fault.js';
import { hasFields, pdfaFaults } from './pdfa-rules.js';

/** Wide enough to see a difference, small enough for hundreds of pages. */
const COMPARED_DPI = 36;
/** More than that, and reading each takes longer than writing the file anew. */
const MOST_REVISIONS = 5;

/**
 * A PDF as PDF/A-1b: as it is, repaired where it stays the same to the eye, else as pictures of its pages.
 * @throws PluginError `document.corrupt`, `document.pdf*`, `document.tooManyPages`, `document.preparedTooLarge`
 */
export async function pdfBody(folder: string, bytes: Uint8Array, maxBytes: number): Promise<PreparedBody> {
  if (!hasEnd(bytes)) throw new PluginError('document.corrupt');
  const renderer = await PageRenderer.open(folder, bytes);
  try {
    const pdf = await readPdf(bytes);
    refuseActiveParts(pdf);
    const { pages } = renderer;
    if (pages === 0 || pages !== pdf.getPageCount()) throw new PluginError('document.corrupt');
    removeUnreachable(pdf);
    const faults = pdfaFaults(pdf, bytes, renderer.isSound);
    if (faults.size === 0 && (await areFormerVersionsHarmless(bytes))) return { mediaType: 'application/pdf', bytes, warnings: [] };
    const mendable = new Set([...faults].filter(isMendable));
    if (mendable.size === faults.size && !hasFields(pdf)) {
      const mended = await repaired(folder, pdf, bytes, mendable);
      if (await looksTheSame(folder, renderer, mended)) return { mediaType: 'application/pdf', bytes: mended, warnings: ['pdfaRepaired'] };
    }
    return await drawnBody(folder, { pages, sizeOf: (index) => renderer.sizeOf(index), draw: (index) => drawn(renderer, index) }, maxBytes);
  } finally {
    renderer.close();
  }
}

/** Without it the file was cut, and pages may be missing that nobody would miss. */
function hasEnd(bytes: Uint8Array): boolean {
  const end = Buffer.from(bytes.subarray(-2048)).toString('latin1');
  return end.includes('startxref') && end.includes('%%EOF');
}

/** What a later change took away is still in a file that is kept as it is. */
async function areFormerVersionsHarmless(bytes: Uint8Array): Promise<boolean> {
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const ends: number[] = [];
  for (let at = file.indexOf('%%EOF'); at !== -1; at = file.indexOf('%%EOF', at + 1)) ends.push(at + 5);
  if (ends.length > MOST_REVISIONS) return false;
  for (const end of ends.slice(0, -1)) refuseActiveParts(await readPdf(bytes.subarray(0, end)));
  return true;
}

function drawn(renderer: PageRenderer, index: number) {
  const { width, height } = pixelsOf(renderer.sizeOf(index), RENDERING_DPI);
  return renderer.draw(index, width, height);
}

/** Of a page in points. A poster is drawn with fewer points per inch. */
function pixelsOf({ width, height }: PageSize, dpi: number): PageSize {
  const factor = Math.min(dpi / 72, Math.sqrt(MOST_RENDERED_PIXELS / Math.max(1, width * height)));
  return { width: Math.max(1, Math.round(width * factor)), height: Math.max(1, Math.round(height * factor)) };
}

async function looksTheSame(folder: string, before: PageRenderer, bytes: Uint8Array): Promise<boolean> {
  const after = await PageRenderer.open(folder, bytes);
  try {
    for (let index = 0; index < before.pages; index++) {
      const { width, height } = pixelsOf(before.sizeOf(index), COMPARED_DPI);
      const [left, right] = [before, after].map((one) => one.draw(index, width, height).rgba);
      if (!left || !right || !Buffer.from(left.buffer).equals(Buffer.from(right.buffer))) return false;
    }
    return after.pages === before.pages;
  } finally {
    after.close();
  }
}
