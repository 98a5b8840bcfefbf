import type { Readable } from 'node:stream';
import { PluginError } from '../../api/plugin-error.js';
import { LARGEST_ANSWER } from './protocol-constants.js';

/**
 * The whole body of an answer. Beyond the limit the stream is destroyed, and the exchange with it.
 * @throws PluginError `dmp.tooLarge`; `dmp.unreachable` when the line drops before the end
 */
export async function readBody(body: Readable, limit = LARGEST_ANSWER): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let length = 0;
  try {
    for await (const chunk of body) {
      const bytes: Uint8Array = typeof chunk === 'string' ? Buffer.from(chunk) : chunk;
      length += bytes.length;
      if (length > limit) throw new PluginError('dmp.tooLarge'); // leaving the loop destroys the stream
      chunks.push(bytes);
    }
  } catch (error) {
    throw error instanceof PluginError ? error : new PluginError('dmp.unreachable', { detail: { layer: 'http', code: codeOf(error) } }, { cause: error });
  }
  return Buffer.concat(chunks, length);
}

const codeOf = (error: unknown): string => (error instanceof Error && 'code' in error ? String(error.code) : 'ERR_STREAM_PREMATURE_CLOSE');
