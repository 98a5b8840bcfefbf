import { constants, generateKeyPair, type KeyObject, privateDecrypt } from 'node:crypto';
import { promisify } from 'node:util';
import { type ErrorCode, PluginError } from '../../api/plugin-error.js';

/** What may be typed, and how anything else is refused. */
interface CodeForm {
  readonly pattern: RegExp;
  readonly refusal: ErrorCode;
}
const PIN: CodeForm = { pattern: /^\d{4}$/, refusal: 'card.pinFormat' };
/** Of a PKCS#12. */
export const PASSPHRASE: CodeForm = { pattern: /./s, refusal: 'structure.noPassphrase' };

interface Pair {
  readonly privateKey: KeyObject;
  readonly jwk: JsonWebKey;
}

/**
 * The only place a PIN, or the passphrase of a structure, is opened. A key serves one attempt on one card: what was typed for a card, or before a "last try" was shown,
 * cannot be tried on another or later.
 */
export class PinVault {
  private current: Pair | undefined;
  private next = newPair();

  constructor(private readonly form = PIN) {}

  /** The key the next PIN is to be encrypted with. Undefined until the first `renew`, and while it is being replaced. */
  get pinKey(): JsonWebKey | undefined {
    return this.current?.jwk;
  }

  /** The old key is dead when this returns, the new one is there when the promise resolves. */
  async renew(): Promise<void> {
    this.current = undefined;
    const { next } = this;
    this.next = newPair();
    this.current = await next;
  }

  /** As bytes the caller wipes. @throws PluginError `card.pinUnreadable`, and the refusal of what has not the form of a code */
  open(encryptedPin: string): Buffer {
    const pin = this.decrypt(encryptedPin);
    if (this.form.pattern.test(pin.toString('latin1'))) return pin;
    pin.fill(0);
    throw new PluginError(this.form.refusal);
  }

  private decrypt(encryptedPin: string): Buffer {
    if (!this.current) throw new PluginError('card.pinUnreadable');
    try {
      const { privateKey } = this.current;
      return privateDecrypt({ key: privateKey, padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' }, Buffer.from(encryptedPin, 'base64'));
    } catch {
      throw new PluginError('card.pinUnreadable');
    }
  }
}

async function newPair(): Promise<Pair> {
  const { privateKey, publicKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  return { privateKey, jwk: { ...publicKey.export({ format: 'jwk' }), alg: 'RSA-OAEP-256', key_ops: ['encrypt'], ext: true } as JsonWebKey };
}
