import type { QualifiedPatient } from '../../../api/patient.js';
import { briefPerson } from '../patient-person.js';
import { CLOSING_REASONS } from '../protocol-constants.js';
import { parseRevision, revisionMessage } from '../registration.js';
import type { Transaction } from '../transaction.js';
import { xml } from '../xml.js';

const AT_THE_PATIENTS_DEMAND = xml`
  <reasonOf typeCode="RSON">
    <detectedIssueEvent classCode="ALRT" moodCode="EVN">
      <code code="FERMETURE_DEMANDE_PATIENT" codeSystem="${CLOSING_REASONS}"/>
      <text>FERMETURE_DEMANDE_PATIENT</text>
    </detectedIssueEvent>
  </reasonOf>`;

/** TD1.4: the patient wants the record closed. Refused for one attached to Mon espace santé. */
export const td14Closing: Transaction<{ readonly patient: QualifiedPatient }, void> = {
  td: 'TD1.4',
  action: 'urn:hl7-org:v3:PRPA_IN201314UV02',
  path: '/patients',
  kind: 'write',

  build: ({ patient }, context, session) =>
    revisionMessage(
      {
        reason: { code: 'FERM', displayName: 'Fermeture de dossier' },
        patient,
        status: 'terminated',
        person: briefPerson(patient.identity),
        reasonOf: AT_THE_PATIENTS_DEMAND,
      },
      context,
      session,
    ),

  parse: (answer, { patient }) => parseRevision(answer, patient),
};
