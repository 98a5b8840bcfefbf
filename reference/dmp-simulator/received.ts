import type { X509Certificate } from 'node:crypto';

/** A request as HTTP carried it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** Larger than we read. */
  readonly tooLarge: boolean;
  /** The certificate that opened the line; TLS has verified its chain. */
  readonly client: X509Certificate;
}

/** As decoded; null: not UTF-8. */
export function textOf({ body }: Received): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(body);
  } catch {
    return null;
  }
}
