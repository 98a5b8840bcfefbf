import { PluginError } from '../../api/plugin-error.js';
import type { PreparedBody } from '../document-preparer.js';
import { exifOf, orientationSegment } from './exif.js';
import { imagePdf } from './image-pdf.js';
import { jpegOf } from './jpeg-encoder.js';
import { APP1, APP13, APP14, frameOf, type JpegSegment, joined, SOI, segmentsOf } from './jpeg-segments.js';
import { MOST_PIXELS } from './limits.js';
import { PageRenderer } from './page-renderer.js';

/**
 * A photograph or scan, kept as it is but for what it holds besides the picture. In the colours of a printer it is made again.
 * @param folder where the parts of the renderer are
 * @throws PluginError `document.corrupt`, `document.imageTooLarge`
 */
export async function jpegBody(folder: string, bytes: Uint8Array): Promise<PreparedBody> {
  const segments = segmentsOf(bytes);
  const frame = frameOf(segments);
  const { width, height } = frame;
  if (width * height > MOST_PIXELS) throw new PluginError('document.imageTooLarge');
  const orientation = segments.map(exifOf).find((exif) => exif)?.orientation ?? 1;
  const isInverted = segments.some(({ marker }) => marker === APP14);
  const colours = frame.components === 4 ? 4 : frame.components === 1 ? 1 : 3;
  const image = { width, height, filter: 'DCTDecode', colours, bytes, isInverted: colours === 4 && isInverted } as const;
  const page = await PageRenderer.open(folder, await imagePdf(folder, [{ image, size: { width: 100, height: 100 } }]));
  try {
    if (!page.canDecodePicture(0)) throw new PluginError('document.corrupt');
    if (colours !== 4) return kept(bytes, segments, orientation);
    const made = segmentsOf((await jpegOf(folder, page.draw(0, width, height))).bytes);
    return { mediaType: 'image/jpeg', bytes: joined(oriented(made, orientation)), warnings: ['coloursConverted'] };
  } finally {
    page.close();
  }
}

/** Where it was taken is nobody's business, and what follows its end is not the picture. */
function kept(bytes: Uint8Array, segments: readonly JpegSegment[], orientation: number): PreparedBody {
  const hasLocation = segments.some((segment) => exifOf(segment)?.hasLocation || namesLocation(segment));
  const clean = hasLocation
    ? oriented(
        segments.filter(({ marker }) => marker !== APP1 && marker !== APP13),
        orientation,
      )
    : segments;
  const body = joined(clean);
  const isSame = body.length === bytes.length;
  return { mediaType: 'image/jpeg', bytes: isSame ? bytes : body, warnings: isSame ? [] : ['hiddenDataRemoved'] };
}

function oriented(segments: readonly JpegSegment[], orientation: number): readonly JpegSegment[] {
  if (orientation === 1) return segments;
  return segments.flatMap((segment) => (segment.marker === SOI ? [segment, orientationSegment(orientation)] : [segment]));
}

/** The other kind of metadata, which is text. */
const namesLocation = ({ marker, bytes }: JpegSegment): boolean =>
  marker === APP1 && /exif:GPS|photoshop:City|Iptc4xmpCore:Location/.test(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1'));
