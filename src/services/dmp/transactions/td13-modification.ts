import type { QualifiedPatient } from '../../../api/patient.js';
import type { RecordModification } from '../../record-gateway.js';
import { patientPerson } from '../patient-person.js';
import { oppositions, parseRevision, revisionMessage } from '../registration.js';
import type { Transaction } from '../transaction.js';

/** TD1.3b: the administrative data of a record, the traits of the patient among them, replaced as a whole. Refused for a record attached to Mon espace santé. */
export const td13Modification: Transaction<{ readonly patient: QualifiedPatient; readonly modification: RecordModification }, void> = {
  td: 'TD1.3b',
  action: 'urn:hl7-org:v3:PRPA_IN201314UV02',
  path: '/patients',
  kind: 'write',

  build: ({ patient, modification }, context, session) =>
    revisionMessage(
      {
        reason: { code: 'MODIF_DATA', displayName: 'Modification des données de gestion du dossier' },
        patient,
        status: 'active',
        person: patientPerson({ ...modification, identity: patient.identity }),
        observations: oppositions(modification),
      },
      context,
      session,
    ),

  parse: (answer, { patient }) => parseRevision(answer, patient),
};
