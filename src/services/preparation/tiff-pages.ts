import UTIF, { type IFD } from 'utif2';
import { PluginError } from '../../api/plugin-error.js';
import { type Bitmap, flattened, turned } from './bitmap.js';
import { MOST_PIXELS } from './limits.js';
import type { PageSize } from './page-renderer.js';

const TAGS = {
  ...{ bits: 't258', compression: 't259', colours: 't262', offsets: 't273', orientation: 't274', lengths: 't279', across: 't282', down: 't283', unit: 't296' },
  ...{ width: 't256', height: 't257', tileOffsets: 't324', tileLengths: 't325', extraSamples: 't338', location: 't34853' },
} as const;
/** As TIFF 6 has them and every reader knows: none, CCITT (modified Huffman, group 3, group 4), LZW, PackBits. */
const KNOWN_COMPRESSIONS = [1, 2, 3, 4, 5, 32773];
/** White is zero, black is zero, red green blue, palette. */
const KNOWN_COLOURS = [0, 1, 2, 3];
const A4_WIDTH = 595;
const CENTIMETRES = 3;

/** One picture of a TIFF, not decoded yet. */
export class TiffPage {
  constructor(
    private readonly bytes: Uint8Array,
    private readonly directory: IFD,
  ) {}

  /** Whether every reader shows it, and it holds nothing else. */
  get isPlain(): boolean {
    return (
      KNOWN_COMPRESSIONS.includes(this.number('compression', 1)) &&
      KNOWN_COLOURS.includes(this.number('colours', 0)) &&
      this.numbers('bits').every((bits) => bits <= 8) &&
      this.numbers('extraSamples').length === 0
    );
  }

  get hasLocation(): boolean {
    return TAGS.location in this.directory;
  }

  /** On paper. Without a resolution, as wide as a sheet. */
  get size(): PageSize {
    const inches = this.number('unit', 2) === CENTIMETRES ? 2.54 : 1;
    const [across, down] = [this.number('across', 0) * inches, this.number('down', 0) * inches];
    const isLikely = across >= 50 && across <= 2400 && down >= 50 && down <= 2400;
    const [width, height] = [this.number('width', 0), this.number('height', 0)];
    const size = isLikely ? { width: (72 * width) / across, height: (72 * height) / down } : { width: A4_WIDTH, height: (A4_WIDTH * height) / width };
    return this.orientation >= 5 ? { width: size.height, height: size.width } : size;
  }

  /** @throws PluginError `document.corrupt`, `document.imageTooLarge` */
  check(): void {
    const [width, height] = [this.number('width', 0), this.number('height', 0)];
    const offsets = [...this.numbers('offsets'), ...this.numbers('tileOffsets')];
    const lengths = [...this.numbers('lengths'), ...this.numbers('tileLengths')];
    const isWhole = offsets.length > 0 && offsets.length === lengths.length && offsets.every((at, index) => at + (lengths[index] ?? 0) <= this.bytes.length);
    if (!(width > 0) || !(height > 0) || !isWhole) throw new PluginError('document.corrupt');
    if (width * height > MOST_PIXELS) throw new PluginError('document.imageTooLarge');
  }

  /** As it is looked at, on white. Decoded anew each time: a page in memory is large. @throws PluginError `document.corrupt` */
  draw(): Bitmap {
    try {
      const directory = { ...this.directory };
      UTIF.decodeImage(this.bytes as Buffer, directory);
      const rgba = UTIF.toRGBA8(directory);
      const { width, height } = directory;
      if (!(width > 0) || rgba.length !== width * height * 4) throw new Error('nothing was decoded');
      return turned(flattened({ width, height, rgba }), this.orientation);
    } catch {
      // The cause might quote the picture.
      throw new PluginError('document.corrupt');
    }
  }

  private get orientation(): number {
    return this.number('orientation', 1);
  }

  private numbers(tag: keyof typeof TAGS): readonly number[] {
    const values = this.directory[TAGS[tag]];
    return Array.isArray(values) ? values.map(Number) : [];
  }

  private number(tag: keyof typeof TAGS, otherwise: number): number {
    return this.numbers(tag)[0] ?? otherwise;
  }
}

/** The pictures of a TIFF, each checked to be there. @throws PluginError `document.corrupt`, `document.imageTooLarge` */
export function tiffPages(source: Uint8Array): readonly TiffPage[] {
  // The library takes the buffer under the bytes, and all of it.
  const bytes = new Uint8Array(source);
  const pages = directoriesOf(bytes).map((directory) => new TiffPage(bytes, directory));
  if (pages.length === 0) throw new PluginError('document.corrupt');
  for (const page of pages) page.check();
  return pages;
}

function directoriesOf(bytes: Uint8Array): readonly IFD[] {
  try {
    return UTIF.decode(bytes as Buffer);
  } catch {
    throw new PluginError('document.corrupt');
  }
}
