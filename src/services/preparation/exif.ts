import { APP1, type JpegSegment } from './jpeg-segments.js';

const EXIF = Buffer.from('Exif\0\0', 'latin1');
const ORIENTATION = 0x0112;
const LOCATION = 0x8825;

/** What the camera wrote: how the picture is to be turned (1: not at all), and whether it says where it was taken. */
export interface Exif {
  readonly orientation: number;
  readonly hasLocation: boolean;
}

/** Of an APP1 segment; nothing for another kind of metadata, or one that cannot be read. */
export function exifOf({ marker, bytes }: JpegSegment): Exif | undefined {
  const body = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).subarray(4);
  if (marker !== APP1 || !body.subarray(0, EXIF.length).equals(EXIF)) return undefined;
  const tiff = body.subarray(EXIF.length);
  try {
    const isLittle = tiff.toString('latin1', 0, 2) === 'II';
    const short = (at: number): number => (isLittle ? tiff.readUInt16LE(at) : tiff.readUInt16BE(at));
    const directory = isLittle ? tiff.readUInt32LE(4) : tiff.readUInt32BE(4);
    const entries = Array.from({ length: short(directory) }, (_, index) => directory + 2 + 12 * index);
    const turned = entries.find((at) => short(at) === ORIENTATION);
    const orientation = turned === undefined ? 1 : short(turned + 8);
    return { orientation: orientation >= 1 && orientation <= 8 ? orientation : 1, hasLocation: entries.some((at) => short(at) === LOCATION) };
  } catch {
    return undefined;
  }
}

/** Metadata that says no more than how to turn the picture. */
export function orientationSegment(orientation: number): JpegSegment {
  const tiff = Buffer.alloc(26);
  tiff.write('MM', 0, 'latin1');
  tiff.writeUInt16BE(42, 2);
  tiff.writeUInt32BE(8, 4);
  tiff.writeUInt16BE(1, 8);
  tiff.writeUInt16BE(ORIENTATION, 10);
  tiff.writeUInt16BE(3, 12);
  tiff.writeUInt32BE(1, 14);
  tiff.writeUInt16BE(orientation, 18);
  const head = Buffer.from([0xff, APP1, 0, 2 + EXIF.length + tiff.length]);
  return { marker: APP1, bytes: Buffer.concat([head, EXIF, tiff]) };
}
