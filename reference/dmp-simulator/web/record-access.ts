import type { Authorisation, SimulatedRecord, SimulatorState } from '../state.js';
import type { PatientKey } from './site-address.js';

/** What one professional may do with one patient's record. */
export type RecordAccess =
  | { readonly kind: 'missing' }
  | { readonly kind: 'valid' | 'none' | 'expired' | 'blocked' | 'closed'; readonly record: SimulatedRecord };

const BY_AUTHORISATION: Readonly<Record<Authorisation, 'valid' | 'none' | 'expired' | 'blocked'>> = {
  VALIDE: 'valid',
  NON_EXISTE: 'none',
  EXPIRE: 'expired',
  INTERDIT: 'blocked',
};

/** `structureId`: what he speaks for; a CPE's is authorised in his place. */
export function accessTo(state: SimulatorState, { insOid, matricule }: PatientKey, psId: string, structureId?: string): RecordAccess {
  const record = state.findRecord(matricule, insOid);
  if (!record) return { kind: 'missing' };
  return {
    kind: record.status === 'terminated' ? 'closed' : BY_AUTHORISATION[state.authorisationOf(record, psId, structureId)],
    record,
  };
}
