import { timestamp } from '../hl7.js';
import { patientPerson } from '../patient-person.js';
import { observation, oppositions, parseRevision, revisionMessage } from '../registration.js';
import type { Transaction } from '../transaction.js';
import type { CreationRequest } from './td11-creation.js';

/** TD1.2: a closed record is open again, with the patient's agreement. Withdrawn, as TD1.1. */
export const td12Reactivation: Transaction<CreationRequest, void> = {
  td: 'TD1.2',
  action: 'urn:hl7-org:v3:PRPA_IN201314UV02',
  path: '/patients',
  kind: 'write',
  refusals: { DMPAccessDeniedByRightsService: 'dmp.withdrawn' },

  build: ({ patient, creation }, context, session) =>
    revisionMessage(
      {
        reason: { code: 'REAC', displayName: 'Réactivation de dossier' },
        patient,
        status: 'active',
        person: patientPerson({ ...creation, identity: patient.identity, mobilePhone: creation.mobile, vitale: creation.vitale.beneficiary }),
        observations: [observation('CONSENTEMENT_REACTIVATION_DMP', true, timestamp(creation.consentAt)), ...oppositions(creation)],
      },
      context,
      session,
    ),

  parse: (answer, { patient }) => parseRevision(answer, patient),
};
