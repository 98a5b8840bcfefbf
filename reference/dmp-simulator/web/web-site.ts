import { fileURLToPath } from 'node:url';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance, FastifyReply } from 'fastify';
import { isOwn } from '../controls.js';
import { registerAccessRoutes } from './access-routes.js';
import { registerAdditionRoutes } from './addition-routes.js';
import { registerDocumentRoutes } from './document-routes.js';
import { sendPage } from './exchange.js';
import { BROKEN, FOREIGN_FORM, type Refusal, refusalOf, refusalPage, unreadable } from './pages/refusal-page.js';
import type { Demonstration } from './pages/simulator-start-page.js';
import { registerSessionRoutes } from './session-routes.js';
import { SiteSessions } from './site-sessions.js';
import { registerStartRoutes } from './start-routes.js';

const LONGEST_FORM = 4_096;

/** The start page of the simulator and the pages of the Web-PS, as HTML that needs no script. */
export async function registerWebSite(app: FastifyInstance, context: Demonstration): Promise<void> {
  // Its own scope: the controls beside it read no forms.
  await app.register(async (site) => {
    await site.register(helmet, {
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          formAction: ["'self'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
        },
      },
      strictTransportSecurity: false, // plain HTTP on the loopback
      crossOriginEmbedderPolicy: false,
      // An address holds a matricule: no other site is told. With `no-referrer` a form would not name its origin.
      referrerPolicy: { policy: 'same-origin' },
      frameguard: { action: 'deny' },
    });
    await site.register(fastifyStatic, { root: fileURLToPath(new URL('public/', import.meta.url)), wildcard: false, index: false, cacheControl: false });
    site.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    site.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: LONGEST_FORM }, (_request, body, done) =>
      done(null, new URLSearchParams(String(body))),
    );
    site.addHook('onRequest', async (request, reply) => (request.method === 'POST' && !isOwn(request) ? refuse(reply, FOREIGN_FORM) : undefined));
    site.setNotFoundHandler((_request, reply) => refuse(reply, refusalOf({ kind: 'unknownPage' })));
    site.setErrorHandler(({ statusCode = 500 }: { readonly statusCode?: number }, _request, reply) =>
      refuse(reply, statusCode < 500 ? unreadable(statusCode) : BROKEN),
    );

    const sessions = new SiteSessions();
    registerStartRoutes(site, context);
    registerSessionRoutes(site, sessions);
    registerAccessRoutes(site, context, sessions);
    registerDocumentRoutes(site, context.world, sessions);
    // Its own scope: no other page takes a file.
    await site.register(async (form) => registerAdditionRoutes(form, context.world, sessions));
  });
}

const refuse = (reply: FastifyReply, refusal: Refusal): FastifyReply => sendPage(reply, refusalPage(refusal), refusal.status);
