import { accountOf, authorisation, NO_ADMINISTRATIVE } from './data/records.js';
import type { Authorisation, AuthorisationState, SimulatedRecord } from './state.js';

/** As earlier versions wrote it: bare authorisations, an account that is there or not, no administrative data. */
type Kept = Omit<SimulatedRecord, 'authorisations' | 'administrative'> & {
  readonly authorisations: Readonly<Record<string, Authorisation | AuthorisationState>>;
  readonly administrative?: SimulatedRecord['administrative'];
  readonly internetAccount?: boolean;
};

export const keyOf = ({ insOid, matricule }: Pick<SimulatedRecord, 'matricule' | 'insOid'>): string => `${insOid}|${matricule}`;

/** A record as a file holds it; what an earlier version did not know is taken from the start. */
export function recordIn(kept: unknown, start: readonly SimulatedRecord[]): SimulatedRecord {
  const { administrative, authorisations, internetAccount, ...record } = kept as Kept;
  const first = start.find((known) => keyOf(known) === keyOf(record));
  return {
    ...record,
    ...(internetAccount && { account: first?.account ?? accountOf(record.matricule) }),
    authorisations: Object.fromEntries(
      Object.entries(authorisations).map(([who, status]) => [who, typeof status === 'string' ? authorisation(status) : status]),
    ),
    administrative: administrative ?? first?.administrative ?? NO_ADMINISTRATIVE,
  };
}
