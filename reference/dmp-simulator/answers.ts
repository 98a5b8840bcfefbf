import { randomUUID } from 'node:crypto';
import type { Query } from './query.js';
import type { Refusal } from './refusal.js';
import { DMP_OID, REASONS } from './rules/query-rules.js';
import type { Authorisation, SimulatedRecord } from './state.js';
import { NAMESPACES } from './xml-reading.js';
import { type Markup, NOTHING, xml } from './xml-writing.js';

/** What goes back by HTTP. */
export interface Answer {
  readonly status: number;
  readonly contentType: string;
  readonly body: Buffer;
}

/** Who asked and what was found; `record` absent: there is none. */
export interface Finding {
  readonly query: Query;
  readonly messageId: string;
  readonly psId: string;
  readonly record?: SimulatedRecord | undefined;
  readonly authorisation?: Authorisation;
  /** The answer's own time. */
  readonly now: number;
}

const ANSWER_ACTION = 'urn:hl7-org:v3:PRPA_IN201308UV02';
const AUTHORISATION_KEY = '1.2.250.1.213.4.1.2.6.1';
const AUTHORISATION_VALUES = '1.2.250.1.213.4.1.2.6.2';
const TREATING_PHYSICIAN = '1.2.250.1.213.4.1.2.6.3';
const INTERNET_ACCOUNT = '1.2.250.1.213.4.1.2.9';
const OBSERVATIONS = '1.2.250.1.213.4.1.2.3';
const CLOSING_REASONS = '1.2.250.1.213.4.1.2.4';

/** Words for the reasons that have some. */
const CLOSING_TEXTS: Readonly<Record<string, string>> = { FERMETURE_DEMANDE_PATIENT: 'Fermeture à la demande du patient' };

/** The situation of a record: always accepted, read from its fields. */
export function existence(finding: Finding): Answer {
  const { authorisation = 'NON_EXISTE', psId, query, record } = finding;
  if (!record)
    return envelope(finding, message(finding, xml`<acknowledgement typeCode="AA">${target(query)}</acknowledgement>`, xml`${queryAck(query, 'NF')}`));
  const attention = xml`
    <attentionLine><keyWordText code="AUTORISATION" codeSystem="${AUTHORISATION_KEY}"/><value xsi:type="CV" code="${authorisation}" codeSystem="${AUTHORISATION_VALUES}"/></attentionLine>
    <attentionLine><keyWordText code="STATUT_MT" codeSystem="${TREATING_PHYSICIAN}"/><value xsi:type="BL" value="${String(record.treatingPhysicians.includes(psId))}"/></attentionLine>`;
  const acknowledgement = xml`${attention}<acknowledgement typeCode="AA">${target(query)}</acknowledgement>`;
  return envelope(finding, message(finding, acknowledgement, xml`${registration(record)}${reasonOfClosing(record)}${queryAck(query, 'OK')}`));
}

/** A refusal, in the form of its layer. */
export function refused(refusal: Refusal, finding?: Finding): Answer {
  switch (refusal.layer) {
    case 'http':
      return { status: refusal.status, contentType: 'text/plain; charset=UTF-8', body: Buffer.from(refusal.text) };
    case 'soap':
      return fault(refusal);
    case 'hl7': {
      if (!finding) throw new Error('an HL7 refusal answers a message that was read');
      const detail = xml`<acknowledgementDetail typeCode="E"><code code="${refusal.code}"/><text>${refusal.text}</text></acknowledgementDetail>`;
      const acknowledgement = xml`<acknowledgement typeCode="${refusal.typeCode}">${target(finding.query)}${detail}</acknowledgement>`;
      return envelope(finding, message(finding, acknowledgement, queryAck(finding.query, refusal.typeCode === 'AE' ? 'AE' : 'QE')));
    }
  }
}

function fault({ code, reason, subcode }: Extract<Refusal, { layer: 'soap' }>): Answer {
  const under = subcode ? xml`<soap:Subcode><soap:Value>soap:${subcode}</soap:Value></soap:Subcode>` : NOTHING;
  const body = xml`
    <soap:Envelope xmlns:soap="${NAMESPACES.soap}"><soap:Body><soap:Fault>
      <soap:Code><soap:Value>soap:${code}</soap:Value>${under}</soap:Code>
      <soap:Reason><soap:Text xml:lang="fr">${reason}</soap:Text></soap:Reason>
    </soap:Fault></soap:Body></soap:Envelope>`;
  return soapAnswer(500, body, 'http://www.w3.org/2005/08/addressing/fault');
}

function envelope({ messageId }: Finding, body: Markup): Answer {
  const written = xml`
    <soap:Envelope xmlns:soap="${NAMESPACES.soap}">
      <soap:Header>
        <Action xmlns="${NAMESPACES.wsa}">${ANSWER_ACTION}</Action>
        <MessageID xmlns="${NAMESPACES.wsa}">urn:uuid:${randomUUID()}</MessageID>
        <To xmlns="${NAMESPACES.wsa}">http://www.w3.org/2005/08/addressing/anonymous</To>
        <RelatesTo xmlns="${NAMESPACES.wsa}">${messageId}</RelatesTo>
      </soap:Header>
      <soap:Body>${body}</soap:Body>
    </soap:Envelope>`;
  return soapAnswer(200, written, ANSWER_ACTION);
}

function soapAnswer(status: number, body: Markup, action: string): Answer {
  return {
    status,
    contentType: `application/soap+xml; charset=UTF-8; action="${action}"`,
    body: Buffer.from(`<?xml version="1.0" encoding="UTF-8"?>\n${body.text}`),
  };
}

function message({ now, query }: Finding, acknowledgement: Markup, act: Markup): Markup {
  return xml`
    <PRPA_IN201308UV02 xmlns="${NAMESPACES.hl7}" xmlns:xsi="${NAMESPACES.xsi}" ITSVersion="XML_1.0">
      <id root="${randomUUID()}"/>
      <creationTime value="${new Date(now).toISOString().slice(0, 19).replace(/\D/g, '')}"/>
      <interactionId root="2.16.840.1.113883.1.6" extension="PRPA_IN201308UV02"/>
      <processingCode code="D"/><processingModeCode code="T"/><acceptAckCode code="NE"/>
      <receiver typeCode="RCV">${device(query.id('sender', 'device', 'id').root ?? '', query.text('sender', 'device', 'softwareName') ?? '')}</receiver>
      <sender typeCode="SND">${device(DMP_OID, 'DMP')}</sender>
      ${acknowledgement}
      <controlActProcess classCode="CACT" moodCode="EVN">
        <reasonCode code="TEST_EXST" codeSystem="${REASONS}" displayName="Test d'existence de dossier"/>
        ${act}
      </controlActProcess>
    </PRPA_IN201308UV02>`;
}

function registration({ attachedToMes, closing, insOid, internetAccount, matricule, status, traits }: SimulatedRecord): Markup {
  const closedOn = closing ? xml`<effectiveTime value="${digits(closing.date)}"/>` : NOTHING;
  const usedName = traits.usedName ? xml`<family qualifier="SP">${traits.usedName}</family>` : NOTHING;
  return xml`
    <subject contextConductionInd="false" typeCode="SUBJ">
      <registrationEvent classCode="REG" moodCode="EVN">
        <statusCode code="completed"/>${closedOn}
        <subject1 typeCode="SBJ"><patient classCode="PAT">
          <id root="${insOid}" extension="${matricule}"/>
          <statusCode code="${status}"/>
          <patientPerson classCode="PSN" determinerCode="INSTANCE">
            <name><prefix>${traits.sex === 'F' ? 'Mme' : 'M.'}</prefix>${traits.givenNames.split(' ').map((given) => xml`<given>${given}</given>`)}${usedName}<family qualifier="BR">${traits.birthName}</family></name>
            <administrativeGenderCode code="${traits.sex}"/><birthTime value="${digits(traits.birthDate)}"/>
          </patientPerson>
          ${observation('COMPTE_INTERNET_OUVERT', INTERNET_ACCOUNT, internetAccount)}
          ${observation('RATTACHEMENT_ENS', OBSERVATIONS, attachedToMes)}
        </patient></subject1>
        <custodian typeCode="CST"><assignedEntity classCode="ASSIGNED"><id root="${DMP_OID}"/></assignedEntity></custodian>
      </registrationEvent>
    </subject>`;
}

function observation(code: string, system: string, value: boolean): Markup {
  return xml`<subjectOf typeCode="SBJ"><administrativeObservation classCode="OBS" moodCode="EVN"><code code="${code}" codeSystem="${system}"/><value xsi:type="BL" value="${String(value)}"/></administrativeObservation></subjectOf>`;
}

function reasonOfClosing({ closing }: SimulatedRecord): Markup {
  if (!closing) return NOTHING;
  const words = CLOSING_TEXTS[closing.reason];
  return xml`<reasonOf typeCode="RSON"><detectedIssueEvent classCode="ALRT" moodCode="EVN"><code code="${closing.reason}" codeSystem="${CLOSING_REASONS}"/>${words ? xml`<text>${words}</text>` : NOTHING}</detectedIssueEvent></reasonOf>`;
}

function queryAck(query: Query, code: 'OK' | 'NF' | 'AE' | 'QE'): Markup {
  const id = query.id('controlActProcess', 'queryByParameter', 'queryId');
  return xml`<queryAck>${identifier('queryId', id)}<queryResponseCode code="${code}"/></queryAck>`;
}

const target = (query: Query): Markup => xml`<targetMessage>${identifier('id', query.id('id'))}</targetMessage>`;
const device = (oid: string, name: string): Markup =>
  xml`<device classCode="DEV" determinerCode="INSTANCE"><id root="${oid}"/><softwareName>${name}</softwareName></device>`;
const digits = (date: string): string => date.replace(/\D/g, '');

/** As the request wrote it: what it left out stays out. */
function identifier(name: 'id' | 'queryId', { extension, root }: { readonly root: string | undefined; readonly extension: string | undefined }): Markup {
  const attributes = [...(root ? [xml` root="${root}"`] : []), ...(extension ? [xml` extension="${extension}"`] : [])];
  return name === 'id' ? xml`<id${attributes}/>` : xml`<queryId${attributes}/>`;
}
