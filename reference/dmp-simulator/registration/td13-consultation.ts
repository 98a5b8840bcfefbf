import { type Answer, soapEnvelope } from '../answers.js';
import { acknowledgement, hl7Message, OBSERVATIONS, observation, queryAck, reasonOfClosing, registration } from '../hl7-answers.js';
import type { Operation, Request } from '../operation.js';
import { planned } from '../planned-operation.js';
import { Query } from '../query.js';
import { recordOf } from '../rules/profile-rules.js';
import { queryRules } from '../rules/query-rules.js';
import { PATIENTS } from '../service-paths.js';
import type { AdministrativeState, RepresentativeState } from '../state.js';
import { type Markup, NOTHING, xml } from '../xml-writing.js';
import { reasonRule } from './header-rules.js';
import { isReason } from './reason-code.js';
import { BREAK_GLASS, EMERGENCY } from './registration-message.js';

const REASON = { code: 'CNSLT_DATA', displayName: 'Consultation des données de gestion de dossier' };
const RELATIONSHIPS = '2.16.840.1.113883.1.11.19579';
const ANSWER = 'PRPA_IN201308UV02';

/** TD1.3a: what the DMP manages about a patient. Of every record, whoever asks: it is no consultation of the record itself. */
export const td13Consultation: Operation = planned<Query>({
  td: 'TD1.3a',
  action: 'urn:hl7-org:v3:PRPA_IN201307UV02',
  path: PATIENTS,
  isOpenToStructures: true,
  isFor: isReason(REASON.code),
  rules: queryRules.map((rule) => (rule.name === 'reason TEST_EXST' ? reasonRule(REASON.code) : rule)),
  read: ({ payload, vihf }) => new Query(vihf, payload),
  refuse: (refusal, query, request) => answer(query, request, acknowledgement(query, refusal), queryAck(query, refusal.typeCode === 'AE' ? 'AE' : 'QE')),
  carryOut(query, request, world) {
    const record = recordOf(query.vihf, world);
    if (!record) return answer(query, request, acknowledgement(query), queryAck(query, 'NF'));
    const { administrative } = record;
    const parts = { telecoms: telecomsOf(administrative), more: moreOf(administrative), observations: oppositionsOf(administrative) };
    return answer(query, request, acknowledgement(query), xml`${registration(record, parts)}${reasonOfClosing(record)}${queryAck(query, 'OK')}`);
  },
  words: () => 'Consultation des données administratives',
});

function answer(query: Query, { messageId, now }: Request, head: Markup, act: Markup): Answer {
  return soapEnvelope(messageId, `urn:hl7-org:v3:${ANSWER}`, hl7Message({ interaction: ANSWER, query, now, head, reason: REASON, act }));
}

const telecomsOf = ({ email, homePhone, mobilePhone }: AdministrativeState): Markup => xml`
  ${homePhone ? xml`<telecom value="tel:${homePhone}" use="HP"/>` : NOTHING}
  ${mobilePhone ? xml`<telecom value="tel:${mobilePhone}" use="MC"/>` : NOTHING}
  ${email ? xml`<telecom value="mailto:${email}"/>` : NOTHING}`;

const moreOf = ({ address, legalRepresentative }: AdministrativeState): Markup => xml`
  <deceasedInd value="false"/>
  ${Object.values(address).some(Boolean) ? addressOf(address) : NOTHING}
  ${legalRepresentative ? relationshipOf(legalRepresentative) : NOTHING}
  <birthPlace classCode="BIRTHPL"/>`;

const addressOf = ({ city, complement, country, line, postalCode }: AdministrativeState['address']): Markup => xml`
  <addr>
    <streetAddressLine>${line}</streetAddressLine>
    ${complement ? xml`<additionalLocator>${complement}</additionalLocator>` : NOTHING}
    <postalCode>${postalCode}</postalCode><city>${city}</city><country>${country}</country>
  </addr>`;

const relationshipOf = ({ address, familyName, givenName, relation, telecoms = [] }: RepresentativeState): Markup => xml`
  <personalRelationship classCode="PRS">
    <code code="${relation}" codeSystem="${RELATIONSHIPS}"/>
    ${address ? addressOf(address) : NOTHING}
    ${telecoms.map(({ value, use }) => (use ? xml`<telecom value="${value}" use="${use}"/>` : xml`<telecom value="${value}"/>`))}
    <relationshipHolder1 classCode="PSN" determinerCode="INSTANCE"><name><family>${familyName}</family><given>${givenName}</given></name></relationshipHolder1>
  </personalRelationship>`;

const oppositionsOf = ({ refusesBreakGlass, refusesEmergency }: AdministrativeState): Markup =>
  xml`${observation(BREAK_GLASS, OBSERVATIONS, refusesBreakGlass)}${observation(EMERGENCY, OBSERVATIONS, refusesEmergency)}`;
