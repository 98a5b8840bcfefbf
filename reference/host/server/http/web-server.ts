import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import type { AddressInfo, Socket } from 'node:net';
import { dirname, extname, join } from 'node:path';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import websocket from '@fastify/websocket';
import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { WebSocket } from 'ws';
import { LARGEST_POSTED_FILE, type PostedFile } from '../../../../src/api/host.js';
import type { HeldFiles } from '../held-files.js';
import { isInside } from '../plugins/plugin-folder.js';
import type { PluginRegistry } from '../plugins/plugin-registry.js';
import { StartupError } from '../startup-error.js';
import { RequestGuard, SUBPROTOCOL } from './request-guard.js';

const ICONS = join(dirname(createRequire(import.meta.url).resolve('lucide-static/package.json')), 'icons');
const LARGEST_MESSAGE = 1_000_000;
const PAGE_FILES = new Set(['.js', '.mjs', '.css', '.svg', '.png', '.woff2', '.json', '.map']);
const FAVICON =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect width="24" height="24" rx="6" fill="#0b5a82"/><path d="M12 6v12M6 12h12" stroke="#fff" stroke-width="3" stroke-linecap="round"/></svg>';
const GOODBYE = 1_000;
const POSTED_TYPE = 'application/octet-stream';
const FILE_NAME = 'x-file-name';
const FILE_TYPE = 'x-file-type';
const LONGEST_NAME = 200;
const FOREVER = 'public, max-age=31536000, immutable';

export interface WebServerOptions {
  readonly port: number;
  readonly pageFolder: string;
  readonly token: string;
  readonly registry: PluginRegistry;
  /** What plugins have offered to the pages. */
  readonly files: HeldFiles;
  /** What pages have posted to the practice itself. */
  readonly posted: HeldFiles;
  onWindow(socket: WebSocket): void;
}

/** What the browser gets: the page, the plugins' page halves, icons, and the socket. On the loopback only. */
export class WebServer {
  private readonly connections = new Set<Socket>();

  private constructor(
    private readonly server: FastifyInstance,
    readonly url: string,
  ) {
    server.server.on('connection', (socket) => {
      this.connections.add(socket);
      socket.once('close', () => this.connections.delete(socket));
    });
  }

  /** @throws StartupError when the port is taken */
  static async listen(options: WebServerOptions): Promise<WebServer> {
    const server = Fastify({ logger: false, forceCloseConnections: true, bodyLimit: LARGEST_MESSAGE });
    const port = (): number => (server.server.address() as AddressInfo).port;
    const guard = new RequestGuard(options.token, port);
    await server.register(websocket, { options: { maxPayload: LARGEST_MESSAGE, handleProtocols: () => SUBPROTOCOL } });
    // After the socket's own hook, which marks an upgrade: only then is a refused one closed. Before everything else.
    server.addHook('onRequest', async (request, reply) => {
      const refusal = guard.refusal(request.headers, request.headers.upgrade !== undefined);
      if (refusal) return reply.code(403).type('text/plain; charset=utf-8').send('Cette page ne répond qu’à l’application du cabinet ouverte sur ce poste.');
    });
    await server.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          // A plugin shows what it has fetched: the pages of a document before it is sent.
          imgSrc: ["'self'", 'data:', 'blob:'],
          fontSrc: ["'self'"],
          connectSrc: ["'self'", () => `ws://127.0.0.1:${port()}`, () => `ws://localhost:${port()}`],
          frameAncestors: ["'none'"],
          baseUri: ["'none'"],
          // A receipt is shown by the browser's own viewer, from bytes the page has fetched.
          frameSrc: ['blob:'],
          formAction: ["'self'"],
        },
      },
      strictTransportSecurity: false, // plain HTTP on the loopback
      crossOriginEmbedderPolicy: false,
      referrerPolicy: { policy: 'no-referrer' },
      frameguard: { action: 'deny' },
    });
    await server.register(fastifyStatic, {
      root: options.pageFolder,
      index: false,
      dotfiles: 'deny',
      cacheControl: false,
      setHeaders: (response) => response.setHeader('cache-control', 'no-cache'),
    });
    routes(server, options, guard);
    try {
      await server.listen({ host: '127.0.0.1', port: options.port });
    } catch (error) {
      await server.close();
      if ((error as NodeJS.ErrnoException).code === 'EADDRINUSE')
        throw new StartupError(`Le port ${options.port} est déjà utilisé par un autre programme. Choisissez-en un autre avec --port.`);
      throw error;
    }
    return new WebServer(server, `http://127.0.0.1:${port()}`);
  }

  /** A window that does not answer the goodbye is not waited for. */
  async close(): Promise<void> {
    const late = setTimeout(() => {
      for (const socket of this.connections) socket.destroy();
    }, GOODBYE);
    await this.server.close();
    clearTimeout(late);
  }
}

function routes(server: FastifyInstance, { pageFolder, token, registry, files, posted, onWindow }: WebServerOptions, guard: RequestGuard): void {
  const sendPage = (reply: FastifyReply): FastifyReply =>
    reply
      .header('cache-control', 'no-store')
      .type('text/html; charset=utf-8')
      .send(withToken(readFileSync(join(pageFolder, 'index.html'), 'utf8'), token));

  server.get('/', (_request, reply) => sendPage(reply));
  server.get('/index.html', (_request, reply) => sendPage(reply));
  server.get('/socket', { websocket: true }, (socket) => onWindow(socket));
  server.get<{ Params: { file: string } }>('/icons/:file', (request, reply) => {
    const { file } = request.params;
    if (!/^[a-z0-9-]+\.svg$/.test(file) || !existsSync(join(ICONS, file))) return reply.code(404).send();
    return reply.header('cache-control', FOREVER).sendFile(file, ICONS);
  });
  server.get<{ Params: { id: string; hash: string; '*': string } }>('/plugins/:id/:hash/*', (request, reply) => {
    const { id, hash, '*': file } = request.params;
    const plugin = registry.find(id);
    const { folder, manifest, browserHash } = plugin?.source ?? {};
    if (!plugin?.enabled || !folder || !manifest?.browser || hash !== browserHash || !PAGE_FILES.has(extname(file))) return reply.code(404).send();
    const root = join(folder, dirname(manifest.browser));
    if (!existsSync(join(root, file)) || !isInside(root, join(root, file))) return reply.code(404).send();
    return reply.header('cache-control', FOREVER).sendFile(file, root);
  });
  server.get<{ Params: { id: string } }>('/files/:id', (request, reply) => {
    reply.header('cache-control', 'no-store');
    if (!guard.isOfSession(request.headers)) return reply.code(403).send();
    const file = files.take(request.params.id);
    return file ? reply.type(file.mediaType).header('content-disposition', 'attachment').send(file.bytes) : reply.code(404).send();
  });
  // The bytes as they are, whatever the file is: its type is named in a header.
  server.addContentTypeParser(POSTED_TYPE, { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  const posting = {
    bodyLimit: LARGEST_POSTED_FILE,
    // Before a byte of the body is read.
    onRequest: async (request: FastifyRequest, reply: FastifyReply) => (guard.isOfSession(request.headers) ? undefined : reply.code(403).send()),
  };
  server.post<{ Body: Buffer }>('/files', posting, (request, reply) => keepPosted(posted, request, reply));
  server.post<{ Params: { id: string }; Body: Buffer }>('/plugins/:id/files', posting, (request, reply) => {
    const plugin = registry.find(request.params.id);
    return plugin?.enabled ? keepPosted(plugin.posted, request, reply) : reply.code(404).send();
  });
  server.get('/favicon.ico', (_request, reply) => reply.type('image/svg+xml').send(FAVICON));
  // An address of the application is the page itself, which reads it; a missing file stays missing.
  server.setNotFoundHandler((request, reply) => {
    const { pathname } = new URL(request.url, 'http://localhost');
    // The id of a plugin's page has dots of its own.
    const isFile = extname(pathname) !== '' && !/^\/(pages|extensions)\//.test(pathname);
    if (request.method !== 'GET' || isFile || /^\/(plugins|icons|files|socket|assets)(\/|$)/.test(pathname)) return reply.code(404).send();
    return sendPage(reply);
  });
}

/** Answers the id it is taken by, once. */
function keepPosted(files: HeldFiles, { headers, body: bytes }: FastifyRequest<{ Body: Buffer }>, reply: FastifyReply): FastifyReply {
  const name = nameIn(headers[FILE_NAME]);
  const id = Buffer.isBuffer(bytes) && name !== undefined ? files.keep({ name, mediaType: String(headers[FILE_TYPE]), bytes }) : undefined;
  if (id === undefined || name === undefined) return reply.code(400).send();
  const answer: PostedFile = { id, name, size: bytes.length };
  return reply.code(201).header('cache-control', 'no-store').send(answer);
}

/** The name travels percent-encoded. */
function nameIn(header: string | string[] | undefined): string | undefined {
  try {
    return typeof header === 'string' ? decodeURIComponent(header).slice(0, LONGEST_NAME) : undefined;
  } catch {
    return undefined;
  }
}

function withToken(page: string, token: string): string {
  const meta = `<meta name="session-token" content="${token}" />`;
  const declared = /<meta\s+name="session-token"[^>]*>/;
  return declared.test(page) ? page.replace(declared, meta) : page.replace('<head>', `<head>${meta}`);
}
