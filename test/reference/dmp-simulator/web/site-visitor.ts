import { XMLParser } from 'fast-xml-parser';
import fastify, { type FastifyInstance } from 'fastify';
import { registerWebSite } from '../../../../reference/dmp-simulator/web/web-site.js';
import { InMemoryState, NURSE } from './in-memory-state.js';
import { worldOf } from './in-memory-world.js';

export const PIN = '4821';

export interface Answer {
  readonly status: number;
  readonly url: string;
  readonly body: string;
  /** The body with its apostrophes. */
  readonly text: string;
  readonly headers: Readonly<Record<string, unknown>>;
  /** `href` of the first link that has these words. */
  link(words: string): string;
}

/** A browser without a screen: keeps its cookie and follows redirections. */
export class SiteVisitor {
  #cookie: string | undefined;

  private constructor(
    readonly state: InMemoryState,
    private readonly app: FastifyInstance,
  ) {}

  static async arrive(): Promise<SiteVisitor> {
    const state = new InMemoryState();
    const app = fastify();
    await registerWebSite(app, { world: worldOf(state), pin: PIN, cards: ['cps-infirmiere', 'cps-kine'] });
    await app.ready();
    return new SiteVisitor(state, app);
  }

  /** The same site in another browser. */
  another(): SiteVisitor {
    return new SiteVisitor(this.state, this.app);
  }

  get cookie(): string | undefined {
    return this.#cookie;
  }

  open = (url: string): Promise<Answer> => this.send('GET', url);

  submit(url: string, fields: Readonly<Record<string, string>>, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    return this.send('POST', url, new URLSearchParams(fields).toString(), { 'content-type': 'application/x-www-form-urlencoded', ...headers });
  }

  /** A form with a file. */
  async upload(url: string, fields: Readonly<Record<string, string | File>>): Promise<Answer> {
    const form = new FormData();
    for (const [name, value] of Object.entries(fields)) form.append(name, value);
    const written = new Response(form);
    const contentType = written.headers.get('content-type') ?? '';
    return this.send('POST', url, Buffer.from(await written.arrayBuffer()), { 'content-type': contentType });
  }

  signIn(url = '/AccesDirect/TableauDeBord', professional = NURSE, code = PIN): Promise<Answer> {
    return this.submit(url, { psId: professional.psId, code });
  }

  async send(method: 'GET' | 'POST', url: string, payload?: string | Buffer, headers: Readonly<Record<string, string>> = {}): Promise<Answer> {
    const {
      body,
      headers: received,
      statusCode,
    } = await this.app.inject({
      method,
      url,
      ...(payload !== undefined && { payload }),
      headers: { ...headers, ...(this.#cookie && { cookie: this.#cookie }) },
    });
    const cookie = received['set-cookie'];
    if (typeof cookie === 'string') this.#cookie = cookie;
    const { location } = received;
    if (statusCode === 303 && location) return this.open(location);
    return { status: statusCode, url, body, text: body.replaceAll('&#39;', "'"), headers: received, link: (words) => linkIn(body, words) };
  }
}

function linkIn(body: string, words: string): string {
  const found = [...body.matchAll(/<a [^>]*href="([^"]*)"[^>]*>(.*?)<\/a>/gs)].find(([, , inside = '']) => inside.replace(/<.*?>/gs, '').trim() === words);
  if (!found?.[1]) throw new Error(`no link "${words}"`);
  return found[1].replaceAll('&amp;', '&');
}

/** Throws when a tag is not closed: but for void elements the pages are well-formed XML. */
export function expectWellFormed(body: string): void {
  const parser = new XMLParser({ unpairedTags: ['meta', 'link', 'input', 'br', 'img'], ignoreAttributes: false, allowBooleanAttributes: true });
  parser.parse(body.replace('<!doctype html>', ''), { allowBooleanAttributes: true, unpairedTags: ['meta', 'link', 'input', 'br', 'img'] });
}
