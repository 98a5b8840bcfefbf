import type { FastifyInstance } from 'fastify';
import { MOST_LATENCY_MS } from '../controls.js';
import { type Controls, FAULTS, SCENARIOS } from '../state.js';
import { formOf, sendPage } from './exchange.js';
import { type Demonstration, simulatorStartPage } from './pages/simulator-start-page.js';

/** The start page and its form. */
export function registerStartRoutes(site: FastifyInstance, demonstration: Demonstration): void {
  const { state } = demonstration.world;

  site.get<{ Querystring: { reglages?: string } }>('/', (request, reply) =>
    sendPage(reply, simulatorStartPage(demonstration, request.query.reglages === 'appliques' ? 'applied' : undefined)),
  );

  site.post('/reglages', (request, reply) => {
    const form = formOf(request);
    const controls = controlsIn(form);
    const scenario = SCENARIOS.find((known) => known === form.get('scenario'));
    if (form.has('reset')) state.reset();
    else if (scenario) state.play(scenario);
    else if (controls) Object.assign(state.controls, controls);
    else return sendPage(reply, simulatorStartPage(demonstration, 'refused'), 400);
    return reply.redirect('/?reglages=appliques', 303);
  });
}

/** The parameter file is turned by its own requests alone. */
function controlsIn(form: URLSearchParams): Pick<Controls, 'latencyMs' | 'fault' | 'withdrawn'> | undefined {
  const latency = form.get('latencyMs') ?? '';
  const fault = FAULTS.find((known) => known === form.get('fault'));
  return fault && /^\d{1,7}$/.test(latency) && Number(latency) <= MOST_LATENCY_MS
    ? { latencyMs: Number(latency), fault, withdrawn: form.has('withdrawn') }
    : undefined;
}
