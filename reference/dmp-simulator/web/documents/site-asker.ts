import type { PatientKey } from '../../documents/document-model.js';
import { type Asker, MODE, STRUCTURE } from '../../vihf.js';
import type { SiteSession } from '../site-sessions.js';

/** Who has signed in, in the terms of the rules of the services. Nobody comes here in an emergency. */
export const askerOf = ({ professional, situation }: Pick<SiteSession, 'professional' | 'situation'>, { insOid, matricule }: PatientKey): Asker => ({
  nameId: professional.psId,
  resource: { matricule, insOid },
  value: (name) => (name === STRUCTURE ? situation?.structureId : name === MODE ? 'DIRECTE' : undefined),
  values: () => [],
  codes: () => [],
});
