import type { FastifyInstance } from 'fastify';
import { formOf, sendPage } from './exchange.js';
import { signedOutPage } from './pages/sign-in-page.js';
import { DASHBOARD_HREF, SETTINGS_HREF } from './site-address.js';
import { cookieOf, type SiteSessions } from './site-sessions.js';

/** Choosing a situation, and leaving. */
export function registerSessionRoutes(site: FastifyInstance, sessions: SiteSessions): void {
  site.post('/situation', (request, reply) => {
    const session = sessions.find(request.headers.cookie);
    const form = formOf(request);
    const situation = session?.professional.situations.find(({ structureId }) => structureId === form.get('structureId'));
    if (!session || !situation) return reply.redirect(SETTINGS_HREF, 303);
    session.situation = situation;
    return reply.redirect(session.waiting.get(form.get('suite') ?? '') ?? DASHBOARD_HREF, 303);
  });

  site.post('/deconnexion', (request, reply) => {
    const session = sessions.find(request.headers.cookie);
    if (session) sessions.close(session);
    return reply.header('set-cookie', cookieOf()).redirect('/deconnexion', 303);
  });

  site.get('/deconnexion', (_request, reply) => sendPage(reply, signedOutPage()));
}
