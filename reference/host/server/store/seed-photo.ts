/**
 * A grey JPEG picture drawn block by block: baseline, one component, and of each 8 × 8 block only its brightness. Enough for an invented photo,
 * without a binary file among the sources.
 */
export function greyJpeg(columns: number, rows: number, brightness: (column: number, row: number) => number): Buffer {
  const bits = new BitWriter();
  let before = 0;
  for (let row = 0; row < rows; row += 1)
    for (let column = 0; column < columns; column += 1) {
      const level = Math.max(0, Math.min(255, Math.round(brightness(column, row)))) - 128;
      writeDifference(bits, level - before);
      before = level;
      bits.write(0, 1); // no other coefficient in this block
    }
  const [width, height] = [columns * 8, rows * 8];
  return Buffer.concat([
    Buffer.of(0xff, 0xd8),
    segment(0xe0, [...Buffer.from('JFIF\0'), 1, 1, 1, 0, 72, 0, 72, 0, 0]),
    // Steps of 8: a coefficient is then the brightness itself.
    segment(0xdb, [0, ...Array.from({ length: 64 }, () => 8)]),
    segment(0xc0, [8, height >> 8, height & 255, width >> 8, width & 255, 1, 1, 0x11, 0]),
    segment(0xc4, [0, ...DIFFERENCE_LENGTHS, ...DIFFERENCE_LENGTHS.flatMap((count) => Array.from({ length: count })).map((_, size) => size)]),
    segment(0xc4, [0x10, 1, ...Array.from({ length: 15 }, () => 0), 0]),
    segment(0xda, [1, 1, 0, 0, 63, 0]),
    bits.end(),
    Buffer.of(0xff, 0xd9),
  ]);
}

/** How many codes of 1, 2, 3… bits there are for the size of a difference (ITU-T T.81, table K.3). */
const DIFFERENCE_LENGTHS = [0, 1, 5, 1, 1, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0];
/** Code and length for each size, in order: codes of one length follow each other. */
const SIZE_CODES = codesOf(DIFFERENCE_LENGTHS);

function codesOf(lengths: readonly number[]): readonly (readonly [code: number, length: number])[] {
  const codes: [number, number][] = [];
  let code = 0;
  for (const [index, count] of lengths.entries()) {
    for (let left = count; left > 0; left -= 1) {
      codes.push([code, index + 1]);
      code += 1;
    }
    code <<= 1;
  }
  return codes;
}

function writeDifference(bits: BitWriter, difference: number): void {
  const size = difference === 0 ? 0 : Math.floor(Math.log2(Math.abs(difference))) + 1;
  const [code, length] = SIZE_CODES[size] ?? [0, 0];
  bits.write(code, length);
  bits.write(difference < 0 ? difference + 2 ** size - 1 : difference, size);
}

function segment(marker: number, content: readonly number[]): Buffer {
  const length = content.length + 2;
  return Buffer.from([0xff, marker, length >> 8, length & 255, ...content]);
}

class BitWriter {
  private readonly bytes: number[] = [];
  private pending = '';

  write(value: number, length: number): void {
    if (length) this.pending += value.toString(2).padStart(length, '0');
    for (; this.pending.length >= 8; this.pending = this.pending.slice(8)) this.push(Number.parseInt(this.pending.slice(0, 8), 2));
  }

  end(): Buffer {
    if (this.pending) this.push(Number.parseInt(this.pending.padEnd(8, '1'), 2));
    return Buffer.from(this.bytes);
  }

  /** A byte that looks like a marker is followed by a zero. */
  private push(byte: number): void {
    this.bytes.push(byte);
    if (byte === 0xff) this.bytes.push(0);
  }
}
