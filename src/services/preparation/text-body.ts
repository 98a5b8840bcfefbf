import { PluginError } from '../../api/plugin-error.js';
import type { PreparedBody } from '../document-preparer.js';
import { fromWindows1252 } from './windows-1252.js';

/** Tab, line feed, form feed and carriage return are what a text is laid out with; nothing shows any other control. */
const CONTROL = /(?![\t\n\f\r])\p{Cc}/u;
const BYTE_ORDER_MARK = /^\ufeff/;

/** A text as UTF-8 without a byte order mark, whatever it was before. @throws PluginError `document.empty`, `document.textControl` */
export function textBody(source: Uint8Array | string): PreparedBody {
  const text = typeof source === 'string' ? source : decoded(source);
  if (CONTROL.test(text)) throw new PluginError('document.textControl');
  if (text.trim() === '') throw new PluginError('document.empty');
  const bytes = Buffer.from(text.replace(BYTE_ORDER_MARK, ''), 'utf8');
  const isSame = typeof source === 'string' || bytes.equals(source);
  return { mediaType: 'text/plain', bytes, warnings: isSame ? [] : ['textReencoded'] };
}

function decoded(bytes: Uint8Array): string {
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return strictly('utf-16le', bytes);
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return strictly('utf-16be', bytes);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // What old software of Windows writes. Every byte means something there, so a broken UTF-8 shows as such in the preview.
    return fromWindows1252(Buffer.from(bytes).toString('latin1'));
  }
}

function strictly(encoding: 'utf-16le' | 'utf-16be', bytes: Uint8Array): string {
  try {
    return new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch {
    throw new PluginError('document.corrupt');
  }
}
