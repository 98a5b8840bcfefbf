import { fileTypeFromBuffer } from 'file-type';
import { type ErrorCode, PluginError } from '../../api/plugin-error.js';

/** What a file may be. */
export type FileKind = 'pdf' | 'jpeg' | 'tiff' | 'rtf' | 'text';

const ACCEPTED = new Map<string, FileKind>([
  ['pdf', 'pdf'],
  ['jpg', 'jpeg'],
  ['tif', 'tiff'],
  ['rtf', 'rtf'],
]);
/** What users are likely to try, each with what to save it as. */
const REFUSED = new Map<string, ErrorCode>([
  ['png', 'document.isPng'],
  ['apng', 'document.isPng'],
  ['gif', 'document.isGif'],
  ['heic', 'document.isHeic'],
  ['avif', 'document.isHeic'],
  ['docx', 'document.isWord'],
  ['docm', 'document.isWord'],
  ['dotx', 'document.isWord'],
  ['odt', 'document.isOpenDocument'],
  ['ott', 'document.isOpenDocument'],
  ['ods', 'document.isOpenDocument'],
  ['odp', 'document.isOpenDocument'],
  ['xlsx', 'document.isOffice'],
  ['xlsm', 'document.isOffice'],
  ['pptx', 'document.isOffice'],
  // The common container of what Office wrote before 2007.
  ['cfb', 'document.isOffice'],
  ['zip', 'document.isArchive'],
  ['rar', 'document.isArchive'],
  ['7z', 'document.isArchive'],
  ['gz', 'document.isArchive'],
  ['tar', 'document.isArchive'],
]);
/** Text all the same, but of no letter: what begins so by chance is none of these. */
const WRITTEN_FORMATS = new Set(['xml', 'ps', 'eps', 'pgp']);
/** A reader looks for the beginning of a PDF this far. */
const PDF_BEGINS_WITHIN = 1024;

/** What a file is by its content. @throws PluginError `document.is*`, `document.formatUnknown` */
export async function kindOf(bytes: Uint8Array): Promise<FileKind> {
  // Told apart first: half of what begins so is also the beginning of a sound.
  if (hasUtf16Mark(bytes)) return 'text';
  const found = await fileTypeFromBuffer(bytes);
  const accepted = found && ACCEPTED.get(found.ext);
  if (accepted) return accepted;
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, PDF_BEGINS_WITHIN));
  if (isHtml(head)) throw new PluginError('document.isHtml');
  // A note may begin with the letters that begin a picture or a program: « BMI 24,5 ».
  if (found && !WRITTEN_FORMATS.has(found.ext) && isPrintable(bytes)) return 'text';
  if (found) throw new PluginError(REFUSED.get(found.ext) ?? (found.mime.startsWith('image/') ? 'document.isOtherImage' : 'document.formatUnknown'));
  if (head.includes('%PDF-')) return 'pdf';
  if (!bytes.includes(0)) return 'text';
  throw new PluginError('document.formatUnknown');
}

const hasUtf16Mark = ([first, second]: Uint8Array): boolean => (first === 0xff && second === 0xfe) || (first === 0xfe && second === 0xff);

/** Signs, spaces, tabs and ends of lines or pages alone. */
const isPrintable = (bytes: Uint8Array): boolean => bytes.every((byte) => byte >= 0x20 || byte === 0x09 || byte === 0x0a || byte === 0x0c || byte === 0x0d);

const isHtml = (head: Buffer): boolean =>
  /^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype html|html|head|body)\b/is.test(head.toString('latin1'));
