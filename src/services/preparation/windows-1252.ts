/** The signs of 0x80 to 0x9f; the five that mean nothing stay what they are. */
const SIGNS = '€\u0081‚ƒ„…†‡ˆ‰Š‹Œ\u008dŽ\u008f\u0090‘’“”•–—˜™š›œ\u009džŸ';

/**
 * Text in the alphabet of old software of Windows. Not by `TextDecoder`: that of Node 20 reads these 32 as controls.
 * @param latin1 one letter per byte
 */
export const fromWindows1252 = (latin1: string): string => latin1.replace(/[\u0080-\u009f]/g, (sign) => SIGNS[sign.charCodeAt(0) - 0x80] ?? sign);
