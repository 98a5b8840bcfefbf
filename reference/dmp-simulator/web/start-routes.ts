import type { FastifyInstance, FastifyReply } from 'fastify';
import { MOST_LATENCY_MS } from '../controls.js';
import { type Controls, FAULTS } from '../state.js';
import { formOf } from './form.js';
import { type Demonstration, SETTINGS_APPLIED, SETTINGS_REFUSED, simulatorStartPage } from './pages/simulator-start-page.js';

/** The start page and its form. */
export function registerStartRoutes(site: FastifyInstance, demonstration: Demonstration): void {
  const { state } = demonstration;
  const page = (reply: FastifyReply): FastifyReply => reply.type('text/html; charset=utf-8');

  site.get<{ Querystring: { reglages?: string } }>('/', (request, reply) =>
    page(reply).send(simulatorStartPage(demonstration, request.query.reglages === 'appliques' ? SETTINGS_APPLIED : undefined)),
  );

  site.post('/reglages', (request, reply) => {
    const form = formOf(request);
    if (form.has('reset')) state.reset();
    else {
      const controls = controlsIn(form);
      if (!controls) return page(reply).code(400).send(simulatorStartPage(demonstration, SETTINGS_REFUSED));
      Object.assign(state.controls, controls);
    }
    return reply.redirect('/?reglages=appliques', 303);
  });
}

function controlsIn(form: URLSearchParams): Controls | undefined {
  const latency = form.get('latencyMs') ?? '';
  const fault = FAULTS.find((known) => known === form.get('fault'));
  return fault && /^\d{1,7}$/.test(latency) && Number(latency) <= MOST_LATENCY_MS ? { latencyMs: Number(latency), fault } : undefined;
}
