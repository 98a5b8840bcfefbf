import { crc32, deflateSync } from 'node:zlib';
import UTIF from 'utif2';
import type { Bitmap } from '../../../src/services/preparation/bitmap.js';

/** A picture by a rule, from its left upper corner. */
export function bitmap(width: number, height: number, colour: (x: number, y: number) => readonly [number, number, number, number?]): Bitmap {
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) rgba.set([...colour(x, y), 255].slice(0, 4) as number[], (y * width + x) * 4);
  return { width, height, rgba };
}

/** Red at the left, blue at the right. */
export const twoColours = (width = 64, height = 48): Bitmap => bitmap(width, height, (x) => (x < width / 2 ? [200, 20, 20] : [20, 20, 200]));

/** Nothing in it repeats: the worst a compression can be given. The same seed gives the same picture. */
export function noise(width: number, height: number, seed = 1): Bitmap {
  let state = seed;
  const next = (): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state >>> 24;
  };
  return bitmap(width, height, () => [next(), next(), next()]);
}

export function png({ width, height, rgba }: Bitmap): Uint8Array {
  const rows = Buffer.concat(Array.from({ length: height }, (_, y) => Buffer.concat([Buffer.from([0]), rgba.subarray(y * width * 4, (y + 1) * width * 4)])));
  const chunk = (type: string, data: Uint8Array): Buffer => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, check]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  header.set([8, 6], 8);
  return Buffer.concat([Buffer.from('\x89PNG\r\n\x1a\n', 'latin1'), chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', Buffer.alloc(0))]);
}

/** Cyan, in the inverted colours that image software writes: eight points square, by hand, since few encoders make it. */
export function cmykJpeg(): Uint8Array {
  const segment = (marker: number, data: readonly number[]): number[] => [0xff, marker, (data.length + 2) >> 8, (data.length + 2) & 255, ...data];
  const components = [1, 2, 3, 4];
  // One direct value per colour: category 7 (code 01) and seven bits, then the end of the block (code 0). All ones mean 255, all zeros 1.
  const bits = ['0000000', '1111111', '1111111', '1111111'].map((value) => `01${value}0`).join('');
  const data = bits.padEnd(Math.ceil(bits.length / 8) * 8, '1').match(/.{8}/g) ?? [];
  return Uint8Array.from([
    ...[0xff, 0xd8],
    ...segment(0xee, [...Buffer.from('Adobe', 'latin1'), 0, 100, 0, 0, 0, 0, 0]),
    ...segment(0xdb, [0, ...Array<number>(64).fill(8)]),
    ...segment(0xc0, [8, 0, 8, 0, 8, 4, ...components.flatMap((id) => [id, 0x11, 0])]),
    ...segment(0xc4, [0x00, 0, 2, ...Array<number>(14).fill(0), 0, 7]),
    ...segment(0xc4, [0x10, 1, ...Array<number>(15).fill(0), 0]),
    ...segment(0xda, [4, ...components.flatMap((id) => [id, 0]), 0, 63, 0]),
    ...data.flatMap((byte) => (byte === '11111111' ? [0xff, 0] : [Number.parseInt(byte, 2)])),
    ...[0xff, 0xd9],
  ]);
}

/** A camera's metadata that says how to turn the picture and, if wanted, where it was taken; to be put after the first two bytes of a JPEG. */
export function exifSegment(orientation: number, hasLocation: boolean): Buffer {
  const tiff = Buffer.alloc(10 + 12 * (hasLocation ? 2 : 1) + 4);
  tiff.write('II*\0', 0, 'latin1');
  tiff.writeUInt32LE(8, 4);
  tiff.writeUInt16LE(hasLocation ? 2 : 1, 8);
  const entry = (at: number, tag: number, type: number, value: number): void => {
    tiff.writeUInt16LE(tag, at);
    tiff.writeUInt16LE(type, at + 2);
    tiff.writeUInt32LE(1, at + 4);
    tiff.writeUInt32LE(value, at + 8);
  };
  entry(10, 0x0112, 3, orientation);
  if (hasLocation) entry(22, 0x8825, 4, 0);
  const body = Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]);
  return Buffer.concat([Buffer.from([0xff, 0xe1, 0, body.length + 2]), body]);
}

export const withSegment = (jpeg: Uint8Array, segment: Uint8Array): Uint8Array => Buffer.concat([jpeg.subarray(0, 2), segment, jpeg.subarray(2)]);

type Entry = readonly [tag: number, type: 3 | 4, value: number];

/** Pages of a TIFF, each from its entries and its data. */
export function tiff(pages: readonly { readonly entries: readonly Entry[]; readonly data: Uint8Array }[]): Uint8Array {
  const parts: Buffer[] = [Buffer.from('II*\0\0\0\0\0', 'latin1')];
  let size = 8;
  let pointer: readonly [part: number, at: number] = [0, 4];
  for (const { entries, data } of pages) {
    const padded = Buffer.concat([data, Buffer.alloc(data.length % 2)]);
    const all: readonly Entry[] = [...entries, [273, 4, size] as const, [279, 4, data.length] as const].sort(([left], [right]) => left - right);
    const directory = Buffer.alloc(2 + 12 * all.length + 4);
    directory.writeUInt16LE(all.length, 0);
    for (const [index, [tag, type, value]] of all.entries()) {
      directory.writeUInt16LE(tag, 2 + 12 * index);
      directory.writeUInt16LE(type, 4 + 12 * index);
      directory.writeUInt32LE(1, 6 + 12 * index);
      if (type === 3) directory.writeUInt16LE(value, 10 + 12 * index);
      else directory.writeUInt32LE(value, 10 + 12 * index);
    }
    parts[pointer[0]]?.writeUInt32LE(size + padded.length, pointer[1]);
    parts.push(padded, directory);
    pointer = [parts.length - 1, directory.length - 4];
    size += padded.length + directory.length;
  }
  return Buffer.concat(parts);
}

/** Fax group 4: a black bar, 16 of 32 points wide, on every row. One run is spelt out, the rest repeats the row above. */
export function group4Page(rows = 24): { readonly entries: readonly Entry[]; readonly data: Uint8Array } {
  const bits = ['001', '10011', '0000010111', '1', ...Array<string>(rows - 1).fill('111'), '000000000001', '000000000001'].join('');
  const data = Buffer.from((bits.padEnd(Math.ceil(bits.length / 8) * 8, '0').match(/.{8}/g) ?? []).map((byte) => Number.parseInt(byte, 2)));
  return { entries: [...size(32, rows), [258, 3, 1], [259, 3, 4], [262, 3, 0], [277, 3, 1], [278, 4, rows]], data };
}

/** A JPEG inside a TIFF, which not every reader shows. */
export const jpegPage = (jpeg: Uint8Array, width: number, height: number): { readonly entries: readonly Entry[]; readonly data: Uint8Array } => ({
  entries: [...size(width, height), [258, 3, 8], [259, 3, 7], [262, 3, 6], [277, 3, 3], [278, 4, height]],
  data: jpeg,
});

/** With transparency, not compressed. */
export const rgbaTiff = ({ rgba, width, height }: Bitmap): Uint8Array => new Uint8Array(UTIF.encodeImage(rgba, width, height));

const size = (width: number, height: number): readonly Entry[] => [
  [256, 4, width],
  [257, 4, height],
];
