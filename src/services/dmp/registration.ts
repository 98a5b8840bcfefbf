import type { QualifiedPatient } from '../../api/patient.js';
import { PluginError } from '../../api/plugin-error.js';
import type { DmpContext } from './dmp-context.js';
import { hl7Message, registered } from './hl7.js';
import { authorSpecialityOf } from './holder-role.js';
import { isSomebodyElse } from './patient-of.js';
import { OBSERVATIONS, PROFESSIONAL_IDS, STRUCTURE_IDS } from './protocol-constants.js';
import { type Reason, reasonCode } from './reason.js';
import type { Session } from './session.js';
import { type Xml, xml } from './xml.js';
import type { XmlNode } from './xml-node.js';

/** A change to a record, in the order of the HL7 schema (NE2009). */
interface Registration {
  readonly reason: Reason;
  readonly patient: QualifiedPatient;
  readonly status: 'active' | 'terminated';
  /** Content of `patientPerson`. */
  readonly person: Xml;
  readonly observations?: readonly Xml[];
  /** After the subject, the last in the control act. */
  readonly reasonOf?: Xml;
}

const CREATION = { request: 'PRPA_IN201311UV02', wrapper: 'PRPA_IN201311UV02_Response', yes: 'PRPA_IN201312UV02', no: 'PRPA_IN201313UV02' } as const;
const REVISION = { request: 'PRPA_IN201314UV02', wrapper: 'PRPA_IN201314UV02_Response', yes: 'PRPA_IN201315UV02', no: 'PRPA_IN201316UV02' } as const;

export const creationMessage = (registration: Registration, context: DmpContext, session: Session): Xml =>
  hl7Message(CREATION.request, context, controlAct(registration, session));

export const revisionMessage = (registration: Registration, context: DmpContext, session: Session): Xml =>
  hl7Message(REVISION.request, context, controlAct(registration, session));

/** @throws PluginError what the refusal means; `dmp.unreadable`, also for an answer about somebody else */
export const parseCreation = (answer: XmlNode, patient: QualifiedPatient): void => parse(answer, patient, CREATION);
/** As `parseCreation`. */
export const parseRevision = (answer: XmlNode, patient: QualifiedPatient): void => parse(answer, patient, REVISION);

function parse(answer: XmlNode, { identity }: QualifiedPatient, { wrapper, yes, no }: typeof CREATION | typeof REVISION): void {
  const patients = registered(answer, wrapper, yes, no).all('subject/registrationEvent/subject1/patient');
  if (patients.some((patient) => isSomebodyElse(patient, identity.matricule))) throw new PluginError('dmp.unreadable');
}

const controlAct = ({ reason, patient: { identity }, status, person, observations, reasonOf }: Registration, session: Session): Xml => xml`
  ${reasonCode(reason)}
  <subject typeCode="SUBJ" contextConductionInd="false">
    <registrationRequest classCode="REG" moodCode="RQO">
      <statusCode code="active"/>
      <subject1 typeCode="SBJ">
        <patient classCode="PAT">
          <id root="${identity.insOid}" extension="${identity.matricule}"/>
          <statusCode code="${status}"/>
          <patientPerson classCode="PSN" determinerCode="INSTANCE">${person}</patientPerson>
          <providerOrganization classCode="ORG" determinerCode="INSTANCE" xsi:nil="true"/>
          ${observations}
        </patient>
      </subject1>
      ${author(session)}
    </registrationRequest>
  </subject>
  ${reasonOf}`;

/** The holder of the session, in the structure the VIHF speaks for. */
function author({ holder, situation }: Session): Xml {
  const { code, system } = authorSpecialityOf(holder);
  return xml`
    <author typeCode="AUT">
      <assignedEntity classCode="ASSIGNED">
        <id root="${PROFESSIONAL_IDS}" extension="${holder.id}"/>
        <code code="${code}" codeSystem="${system}"/>
        <assignedPerson classCode="PSN" determinerCode="INSTANCE">
          <name><family>${holder.familyName}</family>${holder.givenName ? xml`<given>${holder.givenName}</given>` : undefined}</name>
        </assignedPerson>
        <representedOrganization classCode="ORG" determinerCode="INSTANCE">
          <id root="${STRUCTURE_IDS}" extension="${situation.structureId}"/>
          <name>${situation.structureName}</name>
          <contactParty classCode="CON"/>
        </representedOrganization>
      </assignedEntity>
    </author>`;
}

/** `at`: since when it is so, `yyyyMMddHHmmss` in UTC. */
export const observation = (code: string, isSo: boolean, at?: string): Xml => xml`
  <subjectOf typeCode="SBJ">
    <administrativeObservation classCode="OBS" moodCode="EVN">
      <code code="${code}" codeSystem="${OBSERVATIONS}"/>
      ${at === undefined ? undefined : xml`<effectiveTime value="${at}"/>`}
      <value xsi:type="BL" value="${String(isSo)}"/>
    </administrativeObservation>
  </subjectOf>`;

/** Both are always told: one that is left out would mean nothing. */
export const oppositions = (wishes: { readonly refusesBreakGlass: boolean; readonly refusesEmergency: boolean }): readonly Xml[] => [
  observation('OPPOSITION_BRIS_DE_GLACE', wishes.refusesBreakGlass),
  observation('OPPOSITION_ACCES_URGENCE', wishes.refusesEmergency),
];
