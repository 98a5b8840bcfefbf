import { type Answer, soapEnvelope } from './answers.js';
import { acknowledgement, hl7Message, queryAck, reasonOfClosing, registration } from './hl7-answers.js';
import type { Operation, Request } from './operation.js';
import { planned } from './planned-operation.js';
import { Query } from './query.js';
import type { World } from './rule.js';
import { queryRules } from './rules/query-rules.js';
import { PATIENTS } from './service-paths.js';
import type { Authorisation, SimulatedRecord } from './state.js';
import { STRUCTURE } from './vihf.js';
import { attribute, only } from './xml-reading.js';
import { type Markup, xml } from './xml-writing.js';

const AUTHORISATION_KEY = '1.2.250.1.213.4.1.2.6.1';
const AUTHORISATION_VALUES = '1.2.250.1.213.4.1.2.6.2';
const TREATING_PHYSICIAN = '1.2.250.1.213.4.1.2.6.3';
const REASON = { code: 'TEST_EXST', displayName: "Test d'existence de dossier" };
/** Of TD0.2 and TD1.3a. */
const ANSWER = 'PRPA_IN201308UV02';

/** TD0.2: does the record exist, may this professional read it. Always accepted: the situation is read from the fields of the answer. */
export const td02Existence: Operation = planned<Query>({
  td: 'TD0.2',
  action: 'urn:hl7-org:v3:PRPA_IN201307UV02',
  path: PATIENTS,
  isOpenToStructures: true,
  isFor: (payload) => attribute(only(payload, 'hl7', 'controlActProcess', 'reasonCode'), 'code') === REASON.code,
  rules: queryRules,
  read: ({ payload, vihf }) => new Query(vihf, payload),
  refuse: (refusal, query, request) => answer(query, request, acknowledgement(query, refusal), queryAck(query, refusal.typeCode === 'AE' ? 'AE' : 'QE')),
  carryOut(query, request, world) {
    const found = findingOf(request, world);
    if (!found) return answer(query, request, acknowledgement(query), queryAck(query, 'NF'));
    const { record } = found;
    return answer(
      query,
      request,
      xml`${attention(found, request)}${acknowledgement(query)}`,
      xml`${registration(record)}${reasonOfClosing(record)}${queryAck(query, 'OK')}`,
    );
  },
  words(request, world) {
    const found = findingOf(request, world);
    return found?.record.status === 'active' && found.authorisation === 'VALIDE' ? "Test d'existence et vérification de l'autorisation" : undefined;
  },
});

interface Finding {
  readonly record: SimulatedRecord;
  readonly authorisation: Authorisation;
}

function findingOf({ psId, vihf }: Request, { state }: World): Finding | undefined {
  const record = vihf.resource && state.findRecord(vihf.resource.matricule, vihf.resource.insOid);
  return record && { record, authorisation: state.authorisationOf(record, psId, vihf.value(STRUCTURE)) };
}

function attention({ authorisation, record }: Finding, { psId }: Request): Markup {
  return xml`
    <attentionLine><keyWordText code="AUTORISATION" codeSystem="${AUTHORISATION_KEY}"/><value xsi:type="CV" code="${authorisation}" codeSystem="${AUTHORISATION_VALUES}"/></attentionLine>
    <attentionLine><keyWordText code="STATUT_MT" codeSystem="${TREATING_PHYSICIAN}"/><value xsi:type="BL" value="${String(record.treatingPhysicians.includes(psId))}"/></attentionLine>`;
}

function answer(query: Query, { messageId, now }: Request, head: Markup, act: Markup): Answer {
  return soapEnvelope(messageId, `urn:hl7-org:v3:${ANSWER}`, hl7Message({ interaction: ANSWER, query, now, head, reason: REASON, act }));
}
