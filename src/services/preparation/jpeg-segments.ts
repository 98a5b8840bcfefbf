import { PluginError } from '../../api/plugin-error.js';

/** One marker of a JPEG with what follows it, its length and the picture's data included. */
export interface JpegSegment {
  readonly marker: number;
  readonly bytes: Uint8Array;
}

export const SOI = 0xd8;
export const EOI = 0xd9;
export const APP1 = 0xe1;
export const APP13 = 0xed;
export const APP14 = 0xee;
const SOS = 0xda;
const DQT = 0xdb;
const DHT = 0xc4;
const DEEPEST_SCANS = 100;

/** A JPEG cut into its segments, to its end mark and no further. @throws PluginError `document.corrupt` */
export function segmentsOf(bytes: Uint8Array): readonly JpegSegment[] {
  const segments: JpegSegment[] = [];
  let scans = 0;
  for (let index = 0; ; ) {
    const marker = bytes[index + 1];
    if (bytes[index] !== 0xff || marker === undefined) throw new PluginError('document.corrupt');
    // A marker may be preceded by any number of 0xff.
    if (marker === 0xff) {
      index += 1;
      continue;
    }
    const end = marker === SOI || marker === EOI ? index + 2 : index + 2 + lengthAt(bytes, index + 2);
    const wholeEnd = marker === SOS ? endOfScan(bytes, end) : end;
    if (wholeEnd > bytes.length || (marker === SOS && ++scans > DEEPEST_SCANS)) throw new PluginError('document.corrupt');
    segments.push({ marker, bytes: bytes.subarray(index, wholeEnd) });
    if (marker === EOI) return segments;
    index = wholeEnd;
  }
}

/** Width, height and number of colours. @throws PluginError `document.corrupt` */
export function frameOf(segments: readonly JpegSegment[]): { readonly width: number; readonly height: number; readonly components: number } {
  // Baseline, extended and progressive: lossless and arithmetic coding are read by few.
  const frame = segments.find(({ marker }) => marker === 0xc0 || marker === 0xc1 || marker === 0xc2);
  // The tables of its steps and codes: a lenient reader invents them, and shows another picture.
  const isWhole = [DQT, DHT, SOS].every((needed) => segments.some(({ marker }) => marker === needed));
  if (!frame || frame.bytes.length < 10 || !isWhole || frame.bytes[4] !== 8) throw new PluginError('document.corrupt');
  const { bytes } = frame;
  const [height, width, components] = [lengthAt(bytes, 5), lengthAt(bytes, 7), bytes[9] ?? 0];
  if (width === 0 || height === 0 || ![1, 3, 4].includes(components)) throw new PluginError('document.corrupt');
  return { width, height, components };
}

export function joined(segments: readonly JpegSegment[]): Uint8Array {
  return Buffer.concat(segments.map(({ bytes }) => bytes));
}

const lengthAt = (bytes: Uint8Array, index: number): number => ((bytes[index] ?? 0) << 8) | (bytes[index + 1] ?? 0);

/** A marker ends the data of a scan, unless it restarts it or is a data byte 0xff followed by zero. */
function endOfScan(bytes: Uint8Array, start: number): number {
  for (let index = bytes.indexOf(0xff, start); index !== -1; index = bytes.indexOf(0xff, index + 1)) {
    const next = bytes[index + 1] ?? 0;
    if (next !== 0 && next !== 0xff && !(next >= 0xd0 && next <= 0xd7)) return index;
  }
  throw new PluginError('document.corrupt');
}
