import type { X509Certificate } from 'node:crypto';
import type { MimePackage } from './mime-package.js';

/** A request as HTTP carried it. */
export interface Received {
  readonly method: string;
  readonly path: string;
  readonly contentType: string;
  readonly body: Buffer;
  /** Of a multipart body; undefined also when it cannot be read. */
  readonly package?: MimePackage | undefined;
  /** Larger than we read. */
  readonly tooLarge: boolean;
  /** The certificate that opened the line; TLS has verified its chain. */
  readonly client: X509Certificate;
}

/** The message, decoded; null: not UTF-8. */
export const textOf = ({ body, package: parts }: Received): string | null => decoded(parts ? (parts.root?.body ?? Buffer.alloc(0)) : body);

/** Null: not UTF-8. */
export function decoded(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
