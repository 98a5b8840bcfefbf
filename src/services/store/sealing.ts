import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { inject, injectable } from 'inversify';
import { PluginContext } from '../../api/host.js';

const SECRET = 'outboxKey';
const ALGORITHM = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/**
 * Encrypts what is kept of patients: AES-256-GCM, a fresh nonce each, bound to a name so that no two can be exchanged. Nonce, ciphertext, tag. The key is in
 * the host's secret storage; where that was lost a new one is made, and what the old one sealed stays sealed.
 */
@injectable()
export class Sealing {
  private key: Promise<Buffer> | undefined;

  constructor(@inject(PluginContext) private readonly host: Pick<PluginContext, 'secrets'>) {}

  /** `name`: of the row and of the field. */
  async seal(name: string, bytes: Uint8Array): Promise<Buffer> {
    const nonce = randomBytes(NONCE_BYTES);
    const cipher = createCipheriv(ALGORITHM, await this.ownKey(), nonce).setAAD(Buffer.from(name));
    return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
  }

  /** `undefined`: another key sealed it, or it was changed. */
  async open(name: string, blob: ArrayBuffer): Promise<Buffer | undefined> {
    const key = await this.ownKey();
    const sealed = new Uint8Array(blob);
    const end = sealed.byteLength - TAG_BYTES;
    if (end < NONCE_BYTES) return undefined;
    const decipher = createDecipheriv(ALGORITHM, key, sealed.subarray(0, NONCE_BYTES)).setAAD(Buffer.from(name)).setAuthTag(sealed.subarray(end));
    const bytes = decipher.update(sealed.subarray(NONCE_BYTES, end));
    try {
      decipher.final(); // only says whether this is what was sealed: a counter mode holds nothing back
      return bytes;
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
