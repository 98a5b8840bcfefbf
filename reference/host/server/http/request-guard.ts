import { timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

export const SUBPROTOCOL = 'practice.v1';
const SESSION_HEADER = 'x-session-token';

/** Keeps out every page but ours: a name that resolves to this machine (Host), a foreign page (Origin), a socket or a file without the token of this run. */
export class RequestGuard {
  constructor(
    private readonly token: string,
    private readonly port: () => number,
  ) {}

  /** Why the request is refused, or null. */
  refusal(headers: IncomingHttpHeaders, isSocket: boolean): string | null {
    const { host, origin } = headers;
    if (!host || !this.hosts.includes(host)) return 'host';
    if (origin !== undefined && origin !== `http://${host}`) return 'origin';
    // Another site may lead its user here by a link, but not use our files in its own page.
    if (headers['sec-fetch-site'] === 'cross-site' && headers['sec-fetch-mode'] !== 'navigate') return 'site';
    if (!isSocket) return null;
    if (origin === undefined) return 'origin';
    return this.hasToken(headers['sec-websocket-protocol']) ? null : 'token';
  }

  /** True when a request of our page names the token of this run: what fetches or posts a file brings it in a header, never in its address. */
  isOfSession({ [SESSION_HEADER]: token }: IncomingHttpHeaders): boolean {
    return typeof token === 'string' && this.isToken(token);
  }

  private get hosts(): readonly string[] {
    return ['127.0.0.1', 'localhost'].map((name) => `${name}:${this.port()}`);
  }

  private hasToken(protocols = ''): boolean {
    const [protocol, token = ''] = protocols.split(',').map((part) => part.trim());
    return protocol === SUBPROTOCOL && this.isToken(token);
  }

  private isToken(token: string): boolean {
    const given = Buffer.from(token);
    const expected = Buffer.from(this.token);
    return given.length === expected.length && timingSafeEqual(given, expected);
  }
}
