import { beforeAll, expect, test } from 'vitest';
import { exifOf } from '../../../src/services/preparation/exif.js';
import { jpegBody } from '../../../src/services/preparation/jpeg-body.js';
import { jpegOf } from '../../../src/services/preparation/jpeg-encoder.js';
import { frameOf, joined, segmentsOf } from '../../../src/services/preparation/jpeg-segments.js';
import { preparationFolder } from './preparation-folder.js';
import { cmykJpeg, exifSegment, twoColours, withSegment } from './sample-pictures.js';

const folder = preparationFolder();
let jpeg: Uint8Array;
beforeAll(async () => {
  jpeg = (await jpegOf(folder, twoColours())).bytes;
});

const codeOf = (bytes: Uint8Array): Promise<unknown> => jpegBody(folder, bytes).catch((error: unknown) => (error as { code?: unknown }).code);
const orientationOf = (bytes: Uint8Array) => segmentsOf(bytes).map(exifOf).find(Boolean);

test('a picture is kept byte for byte, also with what the camera wrote', async () => {
  expect(await jpegBody(folder, jpeg)).toEqual({ mediaType: 'image/jpeg', bytes: jpeg, warnings: [] });
  const turned = withSegment(jpeg, exifSegment(6, false));
  expect(await jpegBody(folder, turned)).toMatchObject({ bytes: turned, warnings: [] });
});

test('where it was taken is taken out; how to turn it stays', async () => {
  const { bytes, warnings } = await jpegBody(folder, withSegment(jpeg, exifSegment(6, true)));
  expect(warnings).toEqual(['hiddenDataRemoved']);
  expect(orientationOf(bytes)).toEqual({ orientation: 6, hasLocation: false });
  // The picture itself is untouched.
  expect(joined(segmentsOf(bytes).slice(-2))).toEqual(joined(segmentsOf(jpeg).slice(-2)));
});

test('what follows its end is not sent', async () => {
  const { bytes, warnings } = await jpegBody(folder, Buffer.concat([jpeg, jpeg]));
  expect(Buffer.from(bytes).equals(jpeg)).toBe(true);
  expect(warnings).toEqual(['hiddenDataRemoved']);
});

test('the colours of a printer become those of a screen', async () => {
  const { bytes, warnings } = await jpegBody(folder, cmykJpeg());
  expect(warnings).toEqual(['coloursConverted']);
  expect(frameOf(segmentsOf(bytes))).toEqual({ width: 8, height: 8, components: 3 });
});

test('a picture that is cut, empty or of endless size is refused', async () => {
  expect(await codeOf(jpeg.subarray(0, jpeg.length / 2))).toBe('document.corrupt');
  expect(await codeOf(Uint8Array.of(0xff, 0xd8, 0xff, 0xd9))).toBe('document.corrupt');
  const huge = Buffer.from(jpeg);
  const frame = huge.indexOf(Buffer.from([0xff, 0xc0]));
  huge.writeUInt16BE(60_000, frame + 5);
  huge.writeUInt16BE(60_000, frame + 7);
  expect(await codeOf(huge)).toBe('document.imageTooLarge');
});

test('a picture that is there and cannot be decoded is refused', async () => {
  const withoutTables = segmentsOf(jpeg).filter(({ marker }) => marker !== 0xc4);
  expect(await codeOf(joined(withoutTables))).toBe('document.corrupt');
  const garbled = Buffer.from(jpeg);
  garbled.fill(0x55, garbled.length - 100, garbled.length - 2);
  expect(await codeOf(garbled)).toBe('document.corrupt');
});
