import { randomUUID } from 'node:crypto';
import type { Query } from './query.js';
import type { BusinessRefusal } from './refusal.js';
import { DMP_OID, REASONS } from './rules/query-rules.js';
import type { SimulatedRecord } from './state.js';
import { NAMESPACES } from './xml-reading.js';
import { digitsOf, type Markup, NOTHING, stampOf, xml } from './xml-writing.js';

/** Pieces of the HL7 v3 answers, for whoever answers an HL7 message. */

export interface Hl7Message {
  /** `PRPA_IN201308UV02`. */
  readonly interaction: string;
  /** The request that is answered. */
  readonly query: Query;
  /** The answer's own time. */
  readonly now: number;
  /** `attentionLine*`, then `acknowledgement`. */
  readonly head: Markup;
  readonly reason: { readonly code: string; readonly displayName: string };
  /** What follows `reasonCode` in the control act. */
  readonly act: Markup;
}

const INTERNET_ACCOUNT = '1.2.250.1.213.4.1.2.9';
export const OBSERVATIONS = '1.2.250.1.213.4.1.2.3';
const CLOSING_REASONS = '1.2.250.1.213.4.1.2.4';

/** Words for the reasons that have some. */
const CLOSING_TEXTS: Readonly<Record<string, string>> = { FERMETURE_DEMANDE_PATIENT: 'Fermeture à la demande du patient' };

export function hl7Message({ act, head, interaction, now, query, reason }: Hl7Message): Markup {
  return xml`
    <${interaction} xmlns="${NAMESPACES.hl7}" xmlns:xsi="${NAMESPACES.xsi}" ITSVersion="XML_1.0">
      <id root="${randomUUID()}"/>
      <creationTime value="${stampOf(now)}"/>
      <interactionId root="2.16.840.1.113883.1.6" extension="${interaction}"/>
      <processingCode code="D"/><processingModeCode code="T"/><acceptAckCode code="NE"/>
      <receiver typeCode="RCV">${device(query.id('sender', 'device', 'id').root ?? '', query.text('sender', 'device', 'softwareName') ?? '')}</receiver>
      <sender typeCode="SND">${device(DMP_OID, 'DMP')}</sender>
      ${head}
      <controlActProcess classCode="CACT" moodCode="EVN">
        <reasonCode code="${reason.code}" codeSystem="${REASONS}" displayName="${reason.displayName}"/>
        ${act}
      </controlActProcess>
    </${interaction}>`;
}

/** `refusal` absent: AA. */
export function acknowledgement(query: Query, refusal?: BusinessRefusal): Markup {
  const detail = refusal
    ? xml`<acknowledgementDetail typeCode="E"><code code="${refusal.code}"/><text>${refusal.text}</text></acknowledgementDetail>`
    : NOTHING;
  return xml`<acknowledgement typeCode="${refusal?.typeCode ?? 'AA'}"><targetMessage>${identifier('id', query.id('id'))}</targetMessage>${detail}</acknowledgement>`;
}

/** Of a 201308. */
export function queryAck(query: Query, code: 'OK' | 'NF' | 'AE' | 'QE'): Markup {
  return xml`<queryAck>${identifier('queryId', query.id('controlActProcess', 'queryByParameter', 'queryId'))}<queryResponseCode code="${code}"/></queryAck>`;
}

export function observation(code: string, system: string, value: boolean): Markup {
  return xml`<subjectOf typeCode="SBJ"><administrativeObservation classCode="OBS" moodCode="EVN"><code code="${code}" codeSystem="${system}"/><value xsi:type="BL" value="${String(value)}"/></administrativeObservation></subjectOf>`;
}

/** Names as the DMP writes them. */
export function nameOf({ traits }: SimulatedRecord): Markup {
  const usedName = traits.usedName ? xml`<family qualifier="SP">${traits.usedName}</family>` : NOTHING;
  return xml`<name><prefix>${traits.sex === 'F' ? 'Mme' : 'M.'}</prefix>${traits.givenNames.split(' ').map((given) => xml`<given>${given}</given>`)}${usedName}<family qualifier="BR">${traits.birthName}</family></name>`;
}

const accountAndMes = ({ account, attachedToMes }: SimulatedRecord): Markup =>
  xml`${observation('COMPTE_INTERNET_OUVERT', INTERNET_ACCOUNT, account !== undefined)}${observation('RATTACHEMENT_ENS', OBSERVATIONS, attachedToMes)}`;

export interface PatientParts {
  /** Between `name` and `administrativeGenderCode`. */
  readonly telecoms?: Markup;
  /** After `birthTime`. */
  readonly more?: Markup;
  /** After those of the account and of Mon espace santé. */
  readonly observations?: Markup;
}

/** A record as a 201308 tells it. */
export function registration(record: SimulatedRecord, { more = NOTHING, observations = NOTHING, telecoms = NOTHING }: PatientParts = {}): Markup {
  const { closing, insOid, matricule, status, traits } = record;
  const closedOn = closing ? xml`<effectiveTime value="${digitsOf(closing.date)}"/>` : NOTHING;
  return xml`
    <subject contextConductionInd="false" typeCode="SUBJ">
      <registrationEvent classCode="REG" moodCode="EVN">
        <statusCode code="completed"/>${closedOn}
        <subject1 typeCode="SBJ"><patient classCode="PAT">
          <id root="${insOid}" extension="${matricule}"/>
          <statusCode code="${status}"/>
          <patientPerson classCode="PSN" determinerCode="INSTANCE">
            ${nameOf(record)}${telecoms}
            <administrativeGenderCode code="${traits.sex}"/><birthTime value="${digitsOf(traits.birthDate)}"/>${more}
          </patientPerson>
          ${accountAndMes(record)}${observations}
        </patient></subject1>
        <custodian typeCode="CST"><assignedEntity classCode="ASSIGNED"><id root="${DMP_OID}"/></assignedEntity></custodian>
      </registrationEvent>
    </subject>`;
}

export function reasonOfClosing({ closing }: SimulatedRecord): Markup {
  if (!closing) return NOTHING;
  const words = CLOSING_TEXTS[closing.reason];
  return xml`<reasonOf typeCode="RSON"><detectedIssueEvent classCode="ALRT" moodCode="EVN"><code code="${closing.reason}" codeSystem="${CLOSING_REASONS}"/>${words ? xml`<text>${words}</text>` : NOTHING}</detectedIssueEvent></reasonOf>`;
}

const device = (oid: string, name: string): Markup =>
  xml`<device classCode="DEV" determinerCode="INSTANCE"><id root="${oid}"/><softwareName>${name}</softwareName></device>`;

/** As the request wrote it: what it left out stays out. */
function identifier(name: 'id' | 'queryId', { extension, root }: { readonly root: string | undefined; readonly extension: string | undefined }): Markup {
  const attributes = [...(root ? [xml` root="${root}"`] : []), ...(extension ? [xml` extension="${extension}"`] : [])];
  return name === 'id' ? xml`<id${attributes}/>` : xml`<queryId${attributes}/>`;
}
