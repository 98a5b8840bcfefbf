import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Controls, FAULTS, type Fault, SCENARIOS, type Scenario, type SimulatorState } from './state.js';

/** Longest answer that is still one. */
export const MOST_LATENCY_MS = 600_000;

/** Counts for tests and the curious: they name nobody. */
export interface ExchangeCounts {
  readonly exchanges: number;
  /** Rules that refused, the last one at the end. */
  readonly refusals: readonly string[];
}

/** `POST /controle` turns the controls, `GET /etat` tells where they stand. */
export function registerControls(app: FastifyInstance, state: SimulatorState, counts: () => ExchangeCounts): void {
  const report = () => ({
    simulateur: true,
    controls: state.controls,
    faults: FAULTS,
    scenario: state.scenario,
    scenarios: SCENARIOS,
    accesses: state.traces.length,
    ...counts(),
  });

  app.get('/etat', async () => report());

  app.post('/controle', async (request, reply) => {
    if (!isOwn(request)) return reply.code(403).send({ erreur: 'Seules les pages du simulateur peuvent changer ses réglages.' });
    const wanted = read(request.body);
    if (!wanted) return reply.code(400).send({ erreur: 'Réglage incompréhensible.' });
    if (wanted.reset) state.reset();
    if (wanted.scenario) state.play(wanted.scenario);
    Object.assign(state.controls, wanted.controls);
    return report();
  });
}

/** A browser names the origin of a POST; what is no browser names none. */
export function isOwn({ headers }: FastifyRequest): boolean {
  return headers.origin === undefined || headers.origin === `http://${headers.host}`;
}

function read(body: unknown): { readonly reset: boolean; readonly scenario: Scenario | undefined; readonly controls: Partial<Controls> } | undefined {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return undefined;
  const { ageOfMajority, fault, latencyMs, reset, scenario, ...others } = body as Record<string, unknown>;
  if (!Object.keys(others).every((name) => SWITCHES.includes(name))) return undefined;
  if (latencyMs !== undefined && !isWholeUpTo(latencyMs, MOST_LATENCY_MS)) return undefined;
  if (ageOfMajority !== undefined && !isWholeUpTo(ageOfMajority, OLDEST)) return undefined;
  if (fault !== undefined && !FAULTS.includes(fault as Fault)) return undefined;
  if (scenario !== undefined && !SCENARIOS.includes(scenario as Scenario)) return undefined;
  if ([reset, ...Object.values(others)].some((value) => value !== undefined && typeof value !== 'boolean')) return undefined;
  return {
    reset: reset === true,
    scenario: scenario as Scenario | undefined,
    controls: {
      ...(latencyMs !== undefined && { latencyMs: Number(latencyMs) }),
      ...(fault !== undefined && { fault: fault as Fault }),
      ...(ageOfMajority !== undefined && { ageOfMajority: Number(ageOfMajority) }),
      ...(others as Partial<Pick<Controls, Switch>>),
    },
  };
}

type Switch = 'withdrawn' | 'minorsManaged' | 'hiddenFromBoth';
const SWITCHES: readonly string[] = ['withdrawn', 'minorsManaged', 'hiddenFromBoth'] satisfies readonly Switch[];
const OLDEST = 150;

const isWholeUpTo = (value: unknown, most: number): boolean => typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= most;
