import { deflateSync } from 'node:zlib';
import { type Bitmap, isGrey, samplesOf } from './bitmap.js';
import { jpegOf } from './jpeg-encoder.js';

/** A picture as a PDF holds it. */
export interface PageImage {
  readonly width: number;
  readonly height: number;
  readonly filter: 'FlateDecode' | 'DCTDecode';
  /** 4 only on the way to fewer: what is sent has the colours of a screen. */
  readonly colours: 1 | 3 | 4;
  /** Most software writes the printer's colours the other way round. */
  readonly isInverted?: boolean;
  readonly bytes: Uint8Array;
}

/** Bytes per point up to which a picture is kept without loss: a page of text stays below, a photograph never does. */
const LOSSLESS_UP_TO = 0.12;

/** Without loss where that is small, as a JPEG otherwise. */
export async function pageImage(folder: string, bitmap: Bitmap): Promise<PageImage> {
  const { width, height } = bitmap;
  const colours = isGrey(bitmap) ? 1 : 3;
  const lossless = deflateSync(samplesOf(bitmap, colours), { level: 6 });
  if (lossless.length <= LOSSLESS_UP_TO * width * height) return { width, height, filter: 'FlateDecode', colours, bytes: lossless };
  const jpeg = await jpegOf(folder, bitmap);
  const isSmaller = jpeg.bytes.length < lossless.length;
  return { width, height, colours, ...(isSmaller ? { filter: 'DCTDecode', bytes: jpeg.bytes } : { filter: 'FlateDecode', bytes: lossless }) };
}
