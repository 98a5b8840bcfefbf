import { randomBytes } from 'node:crypto';

/** Who has signed in, and for which structure: none yet when the professional has several and has not chosen. */
export interface WebSession {
  readonly psId: string;
  readonly structureId?: string | undefined;
}

const COOKIE = 'dmp_simulateur';
const IDLE_MS = 30 * 60_000;
const MOST_SESSIONS = 500;

/** Sessions of the site, in memory: a restart signs everybody out. */
export class WebSessions {
  readonly #sessions = new Map<string, { readonly session: WebSession; readonly usedAt: number }>();

  constructor(private readonly now: () => number = Date.now) {}

  find(cookies: string | undefined): WebSession | undefined {
    const token = tokenIn(cookies);
    const found = token === undefined ? undefined : this.#sessions.get(token);
    if (token === undefined || !found) return undefined;
    this.#sessions.delete(token);
    if (this.now() - found.usedAt > IDLE_MS) return undefined;
    this.#sessions.set(token, { ...found, usedAt: this.now() });
    return found.session;
  }

  /** Replaces the session of the same browser. Gives the cookie to set. */
  open(session: WebSession, cookies: string | undefined): string {
    this.close(cookies);
    const token = randomBytes(32).toString('base64url');
    this.#sessions.set(token, { session, usedAt: this.now() });
    const [oldest] = this.#sessions.keys();
    if (this.#sessions.size > MOST_SESSIONS && oldest !== undefined) this.#sessions.delete(oldest);
    return `${COOKIE}=${token}; Path=/; HttpOnly; SameSite=Lax`;
  }

  /** Gives the cookie that ends it in the browser too. */
  close(cookies: string | undefined): string {
    const token = tokenIn(cookies);
    if (token !== undefined) this.#sessions.delete(token);
    return `${COOKIE}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0`;
  }
}

const tokenIn = (cookies = ''): string | undefined =>
  cookies
    .split(';')
    .map((cookie) => cookie.trim().split('='))
    .find(([name]) => name === COOKIE)?.[1];
