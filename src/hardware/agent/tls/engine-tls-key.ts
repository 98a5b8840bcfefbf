import { constants, setEngine } from 'node:crypto';
import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { createSecureContext, type SecureContextOptions } from 'node:tls';
import { PluginError } from '../../../api/plugin-error.js';
import type { AuthenticationKey } from '../pkcs11/cps-card.js';
import { SingleHandshakeAgent } from './single-handshake-agent.js';
import { MOST_CONNECTIONS, type TlsAgent, type TlsKeyProvider } from './tls-key-provider.js';

/** Where libp11's engine for OpenSSL 3 is, by system. */
const ENGINE_FILES = [
  '/usr/lib/x86_64-linux-gnu/engines-3/pkcs11.so',
  '/usr/lib/aarch64-linux-gnu/engines-3/pkcs11.so',
  '/usr/lib64/engines-3/pkcs11.so',
  '/opt/homebrew/lib/engines-3/pkcs11.dylib',
  '/usr/local/lib/engines-3/pkcs11.dylib',
];
const ENGINE = 'pkcs11';
const REMOVAL_MILLISECONDS = 1000;
/**
 * The engine asks for a code even where the card is open already, and the module then takes any. One of two characters is refused by every module
 * before a card sees it, so that no try can be lost; the real code stays with us.
 */
const NO_PIN = '--';

/**
 * The key stays on the card; OpenSSL, in this process, asks the same module for each handshake (libp11). The engine keeps what it knew of the card: once a session
 * is over, another process serves the next (`isWorn`).
 */
export class EngineTlsKey implements TlsKeyProvider {
  readonly kind = 'engine';
  private static worn = false;

  constructor(private readonly key: AuthenticationKey) {}

  /** A key was loaded in this process. */
  static get isWorn(): boolean {
    return EngineTlsKey.worn;
  }

  /** Whether this Node can load the engine: asked once at start, without touching a card. */
  static prepare(modulePath: string): boolean {
    const file = ENGINE_FILES.find((path) => existsSync(path));
    if (!file) return false;
    process.env['OPENSSL_ENGINES'] = dirname(file);
    process.env['PKCS11_MODULE_PATH'] = modulePath;
    try {
      setEngine(ENGINE, constants.ENGINE_METHOD_NONE);
      return true;
    } catch {
      return false;
    }
  }

  open(ca: Buffer | undefined): TlsAgent {
    EngineTlsKey.worn = true;
    const { certificate, token } = this.key;
    const secureContext = createSecureContext({
      cert: certificate.toString(),
      privateKeyEngine: ENGINE,
      privateKeyIdentifier: `${objectUri(this.key)};type=private;pin-value=${NO_PIN}`,
      ...signatureLimits(token.canPss),
      ...(ca && { ca }),
    });
    return new SingleHandshakeAgent({ secureContext, rejectUnauthorized: true, maxSockets: MOST_CONNECTIONS });
  }

  /** The engine says its name in what it throws, in a handshake too. */
  async failureOf(error: unknown): Promise<PluginError | undefined> {
    const { module, token } = this.key;
    const isOfEngine = error instanceof Error && /pkcs#?11/i.test(error.message);
    // A card that was just taken out fails before its reader says so.
    if (isOfEngine && module.isThere(token)) await wait(REMOVAL_MILLISECONDS);
    if (!module.isThere(token)) return new PluginError('card.absent', {}, { cause: error });
    return isOfEngine ? new PluginError('card.noKey', {}, { cause: error }) : undefined;
  }

  close(): void {}
}

/** RFC 7512. The serial number tells two cards apart. */
export const objectUri = ({ id, token }: AuthenticationKey): string =>
  `pkcs11:serial=${encodeURIComponent(token.serialNumber)};id=${[...id].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join('')}`;

/** A CPS3 does no RSA-PSS: neither TLS 1.3, nor the signature schemes TLS 1.2 would prefer. */
const signatureLimits = (canPss: boolean): SecureContextOptions =>
  canPss ? { minVersion: 'TLSv1.2' } : { minVersion: 'TLSv1.2', maxVersion: 'TLSv1.2', sigalgs: 'RSA+SHA256' };
