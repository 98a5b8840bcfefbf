/** A picture in memory: red, green, blue and one byte that is not looked at, row by row. */
export interface Bitmap {
  readonly width: number;
  readonly height: number;
  readonly rgba: Uint8Array;
}

export function isGrey({ rgba }: Bitmap): boolean {
  for (let index = 0; index < rgba.length; index += 4) if (rgba[index] !== rgba[index + 1] || rgba[index] !== rgba[index + 2]) return false;
  return true;
}

/** Its points without the fourth byte, or one byte per point where all are grey. */
export function samplesOf({ width, height, rgba }: Bitmap, channels: 1 | 3): Uint8Array {
  const samples = new Uint8Array(width * height * channels);
  for (let from = 0, to = 0; to < samples.length; from += 4) for (let channel = 0; channel < channels; channel++) samples[to++] = rgba[from + channel] ?? 0;
  return samples;
}

/** As paper shows it: what is transparent is white. */
export function flattened({ width, height, rgba }: Bitmap): Bitmap {
  const flat = new Uint8Array(rgba.length);
  for (let index = 0; index < rgba.length; index += 4) {
    const alpha = rgba[index + 3] ?? 255;
    for (let channel = 0; channel < 3; channel++) flat[index + channel] = 255 + Math.round((((rgba[index + channel] ?? 0) - 255) * alpha) / 255);
    flat[index + 3] = 255;
  }
  return { width, height, rgba: flat };
}

/** As it is meant to be looked at. @param orientation how the camera or scanner held it, 1 to 8 (TIFF 6, Exif) */
export function turned(bitmap: Bitmap, orientation: number): Bitmap {
  if (orientation < 2 || orientation > 8) return bitmap;
  const { width, height } = bitmap;
  const isSideways = orientation >= 5;
  const [toWidth, toHeight] = isSideways ? [height, width] : [width, height];
  const from = new Uint32Array(bitmap.rgba.slice().buffer);
  const to = new Uint32Array(from.length);
  for (let y = 0; y < toHeight; y++) {
    for (let x = 0; x < toWidth; x++) {
      const [left, top] = isSideways ? [y, x] : [x, y];
      const column = [2, 3, 7, 8].includes(orientation) ? width - 1 - left : left;
      const row = [3, 4, 6, 7].includes(orientation) ? height - 1 - top : top;
      to[y * toWidth + x] = from[row * width + column] ?? 0;
    }
  }
  return { width: toWidth, height: toHeight, rgba: new Uint8Array(to.buffer) };
}

/** Smaller, each point the mean of those it covers. Never larger. */
export function scaledToWidth(bitmap: Bitmap, width: number): Bitmap {
  if (width >= bitmap.width) return bitmap;
  const ratio = bitmap.width / width;
  const height = Math.max(1, Math.round(bitmap.height / ratio));
  const rgba = new Uint8Array(width * height * 4);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = [Math.floor(y * ratio), Math.min(bitmap.height, Math.max(Math.floor(y * ratio) + 1, Math.floor((y + 1) * ratio)))];
    for (let x = 0; x < width; x++) {
      const [left, right] = [Math.floor(x * ratio), Math.max(Math.floor(x * ratio) + 1, Math.floor((x + 1) * ratio))];
      const sums = [0, 0, 0, 0];
      for (let row = top; row < bottom; row++)
        for (let column = left; column < right; column++)
          for (let channel = 0; channel < 4; channel++) sums[channel] = (sums[channel] ?? 0) + (bitmap.rgba[(row * bitmap.width + column) * 4 + channel] ?? 0);
      const covered = (bottom - top) * (right - left);
      for (let channel = 0; channel < 4; channel++) rgba[(y * width + x) * 4 + channel] = Math.round((sums[channel] ?? 0) / covered);
    }
  }
  return { width, height, rgba };
}
