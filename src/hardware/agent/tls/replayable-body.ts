import { Readable } from 'node:stream';

/** Up to this size a body is held, so that it can be sent again; a larger one passes through. */
const MOST_BYTES_HELD = 256 * 1024;

/** The whole body when it is small, else a stream of it. Rejects when the source fails. */
export async function replayable(body: Readable): Promise<Buffer | Readable> {
  const chunks = body.iterator({ destroyOnReturn: true });
  const held: Buffer[] = [];
  let size = 0;
  for (;;) {
    const { done, value } = await chunks.next();
    if (done) return Buffer.concat(held);
    const chunk = Buffer.from(value);
    held.push(chunk);
    size += chunk.length;
    if (size > MOST_BYTES_HELD) return Readable.from(following(held, chunks), { objectMode: false });
  }
}

async function* following(held: Buffer[], chunks: AsyncIterator<unknown>): AsyncGenerator<unknown> {
  yield* held.splice(0);
  yield* { [Symbol.asyncIterator]: () => chunks };
}
