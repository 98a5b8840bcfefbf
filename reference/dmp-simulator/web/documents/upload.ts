import type { Readable } from 'node:stream';

/** Read off the line, and no more of it kept. */
const MOST_BYTES = 25 * 1024 * 1024;

/** A form with a file, as it came. */
export type Upload = FormData | 'tooLarge' | 'unreadable';

/** What is too much is still taken off the line, so that the browser hears why. */
export async function readUpload(contentType: string, payload: Readable): Promise<Upload> {
  const pieces: Buffer[] = [];
  let size = 0;
  for await (const piece of payload as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size <= MOST_BYTES) pieces.push(piece);
  }
  if (size > MOST_BYTES) return 'tooLarge';
  return new Response(Buffer.concat(pieces), { headers: { 'content-type': contentType } }).formData().catch(() => 'unreadable' as const);
}
