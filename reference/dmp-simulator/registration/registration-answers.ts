import { type Answer, soapEnvelope } from '../answers.js';
import { acknowledgement, hl7Message, nameOf } from '../hl7-answers.js';
import type { Request } from '../operation.js';
import type { BusinessRefusal } from '../refusal.js';
import { DMP_OID } from '../rules/query-rules.js';
import type { SimulatedRecord } from '../state.js';
import { type Markup, xml } from '../xml-writing.js';
import type { RegistrationKind } from './registration-kind.js';
import type { RegistrationMessage } from './registration-message.js';

const WRAPPERS = 'asip:ci-sis:gdp:2010';

/** It is done: 201312, 201315. */
export function accept(kind: RegistrationKind, message: RegistrationMessage, request: Request, record: SimulatedRecord): Answer {
  return answer(kind, kind.family.accepted, message, request, acknowledgement(message), registrationOf(record));
}

/** It is not: 201313, 201316. */
export function refuse(kind: RegistrationKind, message: RegistrationMessage, request: Request, refusal: BusinessRefusal): Answer {
  const nothing = xml`<subject typeCode="SUBJ" contextConductionInd="false" xsi:nil="true"/>`;
  return answer(kind, kind.family.refused, message, request, acknowledgement(message, refusal), nothing);
}

function answer(
  { family, reason }: RegistrationKind,
  interaction: string,
  message: RegistrationMessage,
  { messageId, now }: Request,
  head: Markup,
  act: Markup,
): Answer {
  const said = hl7Message({ interaction, query: message, now, head, reason, act });
  return soapEnvelope(messageId, family.answerAction, xml`<${family.wrapper} xmlns="${WRAPPERS}">${said}</${family.wrapper}>`);
}

function registrationOf(record: SimulatedRecord): Markup {
  return xml`
    <subject typeCode="SUBJ" contextConductionInd="false">
      <registrationEvent classCode="REG" moodCode="EVN">
        <statusCode code="completed"/>
        <subject1 typeCode="SBJ"><patient classCode="PAT">
          <id root="${record.insOid}" extension="${record.matricule}"/>
          <statusCode code="${record.status}"/>
          <patientPerson classCode="PSN" determinerCode="INSTANCE">${nameOf(record)}</patientPerson>
        </patient></subject1>
        <custodian typeCode="CST"><assignedEntity classCode="ASSIGNED"><id root="${DMP_OID}"/></assignedEntity></custodian>
      </registrationEvent>
    </subject>`;
}
