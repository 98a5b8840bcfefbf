/** What keeps a PDF from being PDF/A-1b and can be put right without a change to how it looks. Numbers: ISO 19005-1. */
const MENDABLE = [
  'header', // 6.1.2
  'identifier', // 6.1.3
  'crossReference', // 6.1.4
  'lzw', // 6.1.10
  'outputIntent', // 6.2.2
  'imageHints', // 6.2.4: interpolation, other pictures for printing
  'glyphMap', // 6.3.3.2
  'cidSet', // 6.3.5
  'transparencyGroup', // 6.4: said, where nothing is transparent
  'linkFlags', // 6.5.3
  'metadata', // 6.7
] as const;
export type MendableFault = (typeof MENDABLE)[number];

/** What keeps a PDF from being PDF/A-1b. */
export type PdfaFault =
  | MendableFault
  | 'limits' // 6.1.12
  | 'optionalContent' // 6.1.13
  | 'colours' // 6.2.3
  | 'picture' // 6.2.4 to 6.2.7
  | 'graphicsState' // 6.2.8, 6.2.9
  | 'content' // 6.2.10
  | 'font' // 6.3
  | 'transparency' // 6.4
  | 'annotation' // 6.5
  | 'action' // 6.6
  | 'form'; // 6.9

export const isMendable = (fault: PdfaFault): fault is MendableFault => (MENDABLE as readonly string[]).includes(fault);
