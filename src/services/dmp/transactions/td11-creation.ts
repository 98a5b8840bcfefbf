import type { QualifiedPatient } from '../../../api/patient.js';
import type { RecordCreation } from '../../record-gateway.js';
import { timestamp } from '../hl7.js';
import { patientPerson } from '../patient-person.js';
import { creationMessage, observation, oppositions, parseCreation } from '../registration.js';
import type { Transaction } from '../transaction.js';

export interface CreationRequest {
  readonly patient: QualifiedPatient;
  readonly creation: RecordCreation;
}

/** TD1.1: a record for a patient who has none and has agreed to it. Withdrawn from the national system: its rights service refuses it to everybody. */
export const td11Creation: Transaction<CreationRequest, void> = {
  td: 'TD1.1',
  action: 'urn:hl7-org:v3:PRPA_IN201311UV02',
  path: '/patients',
  kind: 'write',
  refusals: { DMPAccessDeniedByRightsService: 'dmp.withdrawn' },

  build: ({ patient, creation }, context, session) =>
    creationMessage(
      {
        reason: { code: 'CREA_RD', displayName: 'Création de dossier' },
        patient,
        status: 'active',
        person: patientPerson({ ...creation, identity: patient.identity, mobilePhone: creation.mobile, vitale: creation.vitale.beneficiary }),
        observations: [observation('CONSENTEMENT_OUVERTURE_DMP', true, timestamp(creation.consentAt)), ...oppositions(creation)],
      },
      context,
      session,
    ),

  parse: (answer, { patient }) => parseCreation(answer, patient),
};
