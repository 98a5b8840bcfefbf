import type { FastifyInstance } from 'fastify';
import type { SimulatorState } from './state.js';
import { xml } from './xml-writing.js';

/** Where the DMP publishes it too, under another host. */
export const PARAMETER_FILE = '/web/dmp/documents/param-lps';

/** The file a software fetches once a week (EX_GEN-1540). The names of its switches are known; the schema around them is ours [A]. */
export function registerParameterFile(app: FastifyInstance, state: SimulatorState): void {
  app.get(PARAMETER_FILE, async (_request, reply) => {
    const { ageOfMajority, hiddenFromBoth, minorsManaged } = state.controls;
    const written = xml`
      <param-lps>
        <production>false</production>
        <fonctions-gestion-mineurs>${String(minorsManaged)}</fonctions-gestion-mineurs>
        <age-majorite>${String(ageOfMajority)}</age-majorite>
        <cumul-invisible_patient-masque_ps>${String(hiddenFromBoth)}</cumul-invisible_patient-masque_ps>
      </param-lps>`;
    return reply.type('application/xml; charset=UTF-8').header('cache-control', 'no-store').send(`<?xml version="1.0" encoding="UTF-8"?>\n${written.text}`);
  });
}
