import { authorisation, RECORDS } from './data/records.js';
import type { Scenario, SimulatedRecord } from './state.js';

const CLOSED = { status: 'terminated', closing: { date: '2026-01-15', reason: 'FERMETURE_DEMANDE_PATIENT' }, authorisations: {} } as const;
const OPEN = { status: 'active', authorisations: {} } as const;

/** What each scenario makes of a record of the start; undefined: the patient has none. */
const PLOTS: Readonly<Record<Scenario, (record: SimulatedRecord) => SimulatedRecord | undefined>> = {
  demonstration: (record) => record,
  allAuthorised: (record) => ({ ...open(record), authorisations: { '*': authorisation('VALIDE') } }),
  noneAuthorised: (record) => ({ ...open(record), ...OPEN }),
  allExpired: (record) => ({ ...open(record), authorisations: { '*': authorisation('EXPIRE') } }),
  allBlocked: (record) => ({ ...open(record), authorisations: { '*': authorisation('INTERDIT') } }),
  allClosed: (record) => ({ ...record, ...CLOSED }),
  allAttachedToMes: (record) => ({ ...open(record), attachedToMes: true }),
  noRecord: () => undefined,
};

/** The records a scenario begins with. */
export const recordsOf = (scenario: Scenario): readonly SimulatedRecord[] => RECORDS.flatMap((record) => PLOTS[scenario](record) ?? []);

function open({ closing: _, ...record }: SimulatedRecord): SimulatedRecord {
  return { ...record, status: 'active' };
}
