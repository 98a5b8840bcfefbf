import { PDFArray, type PDFDocument, PDFName, PDFStream } from 'pdf-lib';
import { operatorsOf } from './pdf-operators.js';
import { contentOf, nameIn, valueIn } from './pdf-structure.js';
import type { PdfaFault } from './pdfa-fault.js';

/** Every instruction of PDF 1.4. */
const OPERATORS = new Set(
  (
    'b B b* B* BDC BMC BT BX c cm cs CS d d0 d1 Do DP EMC ET EX f F f* G g gs h i ID j J k K l m M MP n q Q re RG rg ri s S SC sc SCN scn sh ' +
    'T* Tc Td TD Tf Tj TJ TL Tm Tr Ts Tw Tz v w W W* y \' "'
  ).split(' '),
);
const INTENTS = ['RelativeColorimetric', 'AbsoluteColorimetric', 'Perceptual', 'Saturation'];
const DEEPEST_STATES = 28;

/** The colours that pages name without a profile. */
export interface DeviceColours {
  isRgb: boolean;
  isCmyk: boolean;
}

/** Looks at what draws the pages, the patterns and the signs of fonts, and notes the colours they name. @throws PluginError `document.corrupt` */
export function contentFaults(pdf: PDFDocument, colours: DeviceColours): ReadonlySet<PdfaFault> {
  const faults = new Set<PdfaFault>();
  for (const content of contentsOf(pdf)) {
    let depth = 0;
    for (const { flags, name, names } of operatorsOf(content)) {
      if (!OPERATORS.has(name)) faults.add('content');
      if (name === 'ri' && !INTENTS.includes(names[0] ?? '')) faults.add('content');
      if (name === 'q' && ++depth > DEEPEST_STATES) faults.add('limits');
      if (name === 'Q') depth -= 1;
      if (name === 'rg' || name === 'RG' || names.includes('DeviceRGB') || names.includes('RGB')) colours.isRgb = true;
      if (name === 'k' || name === 'K' || names.includes('DeviceCMYK') || names.includes('CMYK')) colours.isCmyk = true;
      if (name === 'ID' && ['LZW', 'LZWDecode', 'Crypt'].some((filter) => names.includes(filter))) faults.add('picture');
      if (name === 'ID' && ['I', 'Interpolate'].some((key) => flags.includes(key))) faults.add('picture');
    }
  }
  return faults;
}

/** A page's streams are one text: an instruction may begin in one and end in the next. */
function contentsOf(pdf: PDFDocument): readonly Uint8Array[] {
  const pages = pdf.getPages().map(({ node }) => {
    const contents = valueIn(node, 'Contents');
    const streams = contents instanceof PDFArray ? contents.asArray().map((one) => pdf.context.lookup(one)) : [contents];
    return Buffer.concat(streams.flatMap((one) => (one instanceof PDFStream ? [contentOf(one), Buffer.from('\n')] : [])));
  });
  const others = pdf.context.enumerateIndirectObjects().flatMap(([, object]) => (object instanceof PDFStream && isDrawing(object) ? [contentOf(object)] : []));
  return [...pages, ...others];
}

const isDrawing = ({ dict }: PDFStream): boolean => nameIn(dict, 'Subtype') === 'Form' || dict.has(PDFName.of('PatternType'));
