import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import encode, { init } from '@jsquash/jpeg/encode.js';
import { type Bitmap, isGrey } from './bitmap.js';
import { ENCODER_FILE } from './preparation-files.js';

/** Letters of a drawn page stay sharp. */
const QUALITY = 80;
const GREY = 1;
const COLOUR = 3;

/** A picture as baseline JPEG. `isGrey`: it has one colour, not three. */
export async function jpegOf(folder: string, bitmap: Bitmap): Promise<{ readonly bytes: Uint8Array; readonly isGrey: boolean }> {
  await ready(folder);
  const grey = isGrey(bitmap);
  const { width, height, rgba } = bitmap;
  const image = { width, height, data: new Uint8ClampedArray(rgba.buffer as ArrayBuffer, rgba.byteOffset, rgba.byteLength), colorSpace: 'srgb' } as ImageData;
  const bytes = await encode(image, { quality: QUALITY, baseline: true, progressive: false, color_space: grey ? GREY : COLOUR });
  return { bytes: new Uint8Array(bytes), isGrey: grey };
}

let started: Promise<void> | undefined;

function ready(folder: string): Promise<void> {
  started ??= readFile(join(folder, ENCODER_FILE)).then(async (file) => {
    const module = await WebAssembly.compile(new Uint8Array(file));
    await (init as (module: WebAssembly.Module) => Promise<void>)(module);
  });
  return started;
}
