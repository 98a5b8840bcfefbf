import type { FastifyInstance } from 'fastify';
import type { SimulatorState } from '../state.js';
import { addressOf, DASHBOARD, readAddress, SETTINGS } from './address.js';
import { formOf } from './form.js';
import { signedOutPage } from './pages/sign-in-page.js';
import type { WebSessions } from './web-sessions.js';

/** Choosing a situation, and leaving. */
export function registerSessionRoutes(site: FastifyInstance, state: SimulatorState, sessions: WebSessions): void {
  site.post('/situation', (request, reply) => {
    const { cookie } = request.headers;
    const session = sessions.find(cookie);
    const form = formOf(request);
    const situation = state.professionals
      .find(({ psId }) => psId === session?.psId)
      ?.situations.find(({ structureId }) => structureId === form.get('structureId'));
    if (!session || !situation) return reply.redirect(addressOf(SETTINGS), 303);
    return reply
      .header('set-cookie', sessions.open({ ...session, structureId: situation.structureId }, cookie))
      .redirect(nextPage(form.get('vers')) ?? addressOf(DASHBOARD), 303);
  });

  site.post('/deconnexion', (request, reply) => reply.header('set-cookie', sessions.close(request.headers.cookie)).redirect('/deconnexion', 303));

  site.get('/deconnexion', (_request, reply) => reply.type('text/html; charset=utf-8').send(signedOutPage()));
}

/** A page of this site, or nothing: what comes in an address leads nowhere else. */
export function nextPage(wanted: string | null | undefined): string | undefined {
  const address = readAddress(wanted ?? '');
  return address.kind === 'page' ? addressOf(address.page, address.patient) : undefined;
}
