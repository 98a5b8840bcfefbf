import { PluginError } from '../../api/plugin-error.js';
import type { PreparedBody } from '../document-preparer.js';
import { kindOf } from './file-kind.js';
import { jpegBody } from './jpeg-body.js';
import { pdfBody } from './pdf-body.js';
import { rtfBody } from './rtf-body.js';
import { textBody } from './text-body.js';
import { tiffBody } from './tiff-body.js';

/**
 * Turns a file or a typed text into the body of a document.
 * @param folder where the parts of the renderer are
 * @throws PluginError `document.*`
 */
export async function prepareBody(folder: string, source: Uint8Array | string, { maxBytes }: { readonly maxBytes: number }): Promise<PreparedBody> {
  const size = typeof source === 'string' ? Buffer.byteLength(source) : source.length;
  if (size === 0) throw new PluginError('document.empty');
  if (size > maxBytes) throw new PluginError('document.tooLarge');
  const body = typeof source === 'string' ? textBody(source) : await fileBody(folder, source, maxBytes);
  if (body.bytes.length > maxBytes) throw new PluginError('document.preparedTooLarge');
  return body;
}

async function fileBody(folder: string, bytes: Uint8Array, maxBytes: number): Promise<PreparedBody> {
  switch (await kindOf(bytes)) {
    case 'pdf':
      return pdfBody(folder, bytes, maxBytes);
    case 'jpeg':
      return jpegBody(folder, bytes);
    case 'tiff':
      return tiffBody(folder, bytes, maxBytes);
    case 'rtf':
      return rtfBody(bytes);
    case 'text':
      return textBody(bytes);
  }
}
