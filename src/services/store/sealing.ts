import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { inject, injectable } from 'inversify';
import { PluginContext } from '../../api/host.js';

const SECRET = 'outboxKey';
const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const CHUNK_BYTES = 64 * 1024;

/**
 * Encrypts what is kept of patients: AES-256-GCM, a fresh nonce each, bound to a name so that no two can be exchanged. Nonce, ciphertext, tag. The key is in
 * the host's secret storage; where that was lost a new one is made, and what the old one sealed stays sealed.
 */
@injectable()
export class Sealing {
  private key: Promise<Buffer> | undefined;

  constructor(@inject(PluginContext) private readonly host: Pick<PluginContext, 'secrets'>) {}

  /** `name`: of the row and of the field. */
  async seal(name: string, pieces: Iterable<Uint8Array>): Promise<Buffer> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, await this.ownKey(), nonce).setAAD(Buffer.from(name));
    const sealed: Buffer[] = [nonce];
    for (const piece of pieces) sealed.push(cipher.update(piece));
    sealed.push(cipher.final(), cipher.getAuthTag());
    return Buffer.concat(sealed);
  }

  /** Piece by piece, after all of it was checked. `undefined`: another key sealed it, or it was changed. */
  async open(name: string, blob: ArrayBuffer): Promise<(() => Generator<Uint8Array>) | undefined> {
    const key = await this.ownKey();
    const sealed = new Uint8Array(blob);
    if (sealed.byteLength < NONCE_BYTES + TAG_BYTES) return undefined;
    const pieces = () => opened(key, name, sealed);
    try {
      for (const _ of pieces());
      return pieces;
    } catch {
      return undefined;
    }
  }

  private ownKey(): Promise<Buffer> {
    this.key ??= this.readKey().catch((error: unknown) => {
      this.key = undefined;
      throw error;
    });
    return this.key;
  }

  private async readKey(): Promise<Buffer> {
    const { secrets } = this.host;
    if (!(await secrets.get(SECRET))) await secrets.set(SECRET, randomBytes(32).toString('base64'));
    // Another process may have set its own meanwhile: the one that was kept counts.
    const kept = Buffer.from((await secrets.get(SECRET)) ?? '', 'base64');
    if (kept.byteLength !== 32) throw new Error('the secret was not kept');
    return kept;
  }
}

function* opened(key: Buffer, name: string, sealed: Uint8Array): Generator<Uint8Array> {
  const end = sealed.byteLength - TAG_BYTES;
  const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(end));
  for (let at = NONCE_BYTES; at < end; at += CHUNK_BYTES) yield decipher.update(sealed.subarray(at, Math.min(end, at + CHUNK_BYTES)));
  decipher.final();
}
