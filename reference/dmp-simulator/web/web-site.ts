import { fileURLToPath } from 'node:url';
import helmet from '@fastify/helmet';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { isOwn } from '../controls.js';
import { registerAccessRoutes } from './access-routes.js';
import { refusalPage } from './pages/refusal-page.js';
import type { Demonstration } from './pages/simulator-start-page.js';
import { registerSessionRoutes } from './session-routes.js';
import { registerStartRoutes } from './start-routes.js';
import { WebSessions } from './web-sessions.js';

const LONGEST_FORM = 4_096;
const HTML = 'text/html; charset=utf-8';

/** The start page of the simulator and the pages of the Web-PS, as HTML that needs no script. */
export async function registerWebSite(app: FastifyInstance, context: Demonstration): Promise<void> {
  // Its own scope: the services beside it read no forms.
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
      // An address holds a matricule: it is told to nobody else. With `no-referrer` a form would not name its origin.
      referrerPolicy: { policy: 'same-origin' },
      frameguard: { action: 'deny' },
    });
    await site.register(fastifyStatic, { root: fileURLToPath(new URL('public/', import.meta.url)), prefix: '/public/', index: false, cacheControl: false });
    site.addHook('onSend', async (_request, reply) => void reply.header('cache-control', 'no-store'));
    site.addContentTypeParser('application/x-www-form-urlencoded', { parseAs: 'string', bodyLimit: LONGEST_FORM }, (_request, body, done) =>
      done(null, new URLSearchParams(String(body))),
    );
    site.addHook('onRequest', async (request, reply) => {
      if (request.method === 'POST' && !isOwn(request))
        return reply
          .code(403)
          .type(HTML)
          .send(refusalPage({ title: 'Demande refusée', sentence: 'Seules les pages du simulateur peuvent envoyer ce formulaire.' }));
    });
    site.setNotFoundHandler((_request, reply) =>
      reply
        .code(404)
        .type(HTML)
        .send(
          refusalPage({
            title: 'Page inconnue',
            sentence: 'Le WEB DMP n’a pas de page à cette adresse. Ses adresses s’écrivent à la lettre, majuscules comprises.',
          }),
        ),
    );
    site.setErrorHandler((error: { readonly statusCode?: number }, _request, reply) => {
      const isTheirs = error.statusCode !== undefined && error.statusCode < 500;
      return reply
        .code(isTheirs ? Number(error.statusCode) : 500)
        .type(HTML)
        .send(
          isTheirs
            ? refusalPage({ title: 'Demande illisible', sentence: 'Le simulateur ne comprend pas ce qui lui a été envoyé.' })
            : refusalPage({
                title: 'Le simulateur n’a pas pu répondre',
                sentence: 'Une erreur est survenue dans le simulateur. Rien n’est perdu\u00a0: recommencez.',
              }),
        );
    });

    const sessions = new WebSessions();
    registerStartRoutes(site, context);
    registerSessionRoutes(site, context.state, sessions);
    registerAccessRoutes(site, context, sessions);
  });
}
