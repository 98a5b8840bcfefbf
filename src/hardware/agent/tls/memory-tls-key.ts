import { createSecureContext } from 'node:tls';
import type { KeyWithCertificate } from '../card-keys.js';
import { SingleHandshakeAgent } from './single-handshake-agent.js';
import { MOST_CONNECTIONS, type TlsAgent, type TlsKeyProvider } from './tls-key-provider.js';

/** The key is in the memory of the agent: software cards, certificates of a structure. */
export class MemoryTlsKey implements TlsKeyProvider {
  readonly kind = 'memory';

  constructor(private readonly authentication: KeyWithCertificate) {}

  open(ca: Buffer | undefined): TlsAgent {
    const key = this.authentication.key.export({ type: 'pkcs8', format: 'pem' });
    const secureContext = createSecureContext({ key, cert: this.authentication.certificate.toString(), minVersion: 'TLSv1.2', ...(ca && { ca }) });
    return new SingleHandshakeAgent({ secureContext, rejectUnauthorized: true, maxSockets: MOST_CONNECTIONS });
  }

  async failureOf(): Promise<undefined> {
    return undefined;
  }

  close(): void {}
}
