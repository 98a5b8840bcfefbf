import { randomUUID } from 'node:crypto';
import { type HttpAnswer, post, type Question, signAssertion, type TestCard, writeAssertion, writeEnvelope } from '../td02-request.js';

/** TD1.1 to TD1.4 written by hand, for the tests of the simulator alone: the client's code has no part in it. */

/** A patient as a good request names him. */
export interface TestPatient {
  readonly matricule: string;
  readonly sex: 'M' | 'F';
  readonly birthName: string;
  readonly usedName?: string;
  readonly givenNames: string;
  readonly birthTime: string;
  /** `CODE FAMILLE PRÉNOM`. */
  readonly representative?: readonly [relation: string, familyName: string, givenName: string];
}

export type Transaction = 'TD1.1' | 'TD1.2' | 'TD1.3a' | 'TD1.3b' | 'TD1.4';

/** An adult without a record. */
export const PAUL: TestPatient = { matricule: '170082622170161', sex: 'M', birthName: 'INS-FAMILLE-ONZE', givenNames: 'PAUL JEAN MARC', birthTime: '19700807' };
/** A minor without a record. */
export const ZOE: TestPatient = {
  matricule: '216057218101255',
  sex: 'F',
  birthName: 'INS-FAMILLE-ONZE',
  givenNames: 'ZOÉ',
  birthTime: '20160503',
  representative: ['FTH', 'INS-FAMILLE-ONZE', 'PAUL'],
};
/** His record is closed. */
export const ARTHUR: TestPatient = { matricule: '167112622170459', sex: 'M', birthName: 'DESMAUX', givenNames: 'ARTHUR', birthTime: '19671109' };
/** Her record is open. */
export const NATHALIE: TestPatient = {
  matricule: '255069999999934',
  sex: 'F',
  birthName: 'DESMAUX',
  usedName: "D'ÎLE",
  givenNames: 'NATHALIE',
  birthTime: '19550615',
};
/** Her record is attached to Mon espace santé. */
export const LUCIE: TestPatient = { matricule: '278089999901025', sex: 'F', birthName: 'INS-FAMILLE-DIX', givenNames: 'LUCIE', birthTime: '19780828' };

interface Shape {
  readonly interaction: string;
  readonly reason: string;
  readonly consent?: string;
}
const SHAPES: Readonly<Record<Transaction, Shape>> = {
  'TD1.1': { interaction: 'PRPA_IN201311UV02', reason: 'CREA_RD', consent: 'CONSENTEMENT_OUVERTURE_DMP' },
  'TD1.2': { interaction: 'PRPA_IN201314UV02', reason: 'REAC', consent: 'CONSENTEMENT_REACTIVATION_DMP' },
  'TD1.3a': { interaction: 'PRPA_IN201307UV02', reason: 'CNSLT_DATA' },
  'TD1.3b': { interaction: 'PRPA_IN201314UV02', reason: 'MODIF_DATA' },
  'TD1.4': { interaction: 'PRPA_IN201314UV02', reason: 'FERM' },
};
const INSTANCE = 'classCode="PSN" determinerCode="INSTANCE"';
const stamp = (at: number): string => new Date(at).toISOString().slice(0, 19).replace(/\D/g, '');

/** What changes in a good request. */
export interface Variation {
  readonly patient?: TestPatient;
  readonly question?: Partial<Question>;
  readonly card?: TestCard;
  /** `G15_60` of a nurse. */
  readonly profession?: string;
  /** The assertion, before it is signed. */
  readonly assertion?: (xml: string) => string;
  readonly body?: (xml: string) => string;
}

export interface Registrant {
  readonly question: Question;
  readonly card: TestCard;
  readonly trusted: string;
}

/** The body of a good request. */
export function writeBody(
  transaction: Transaction,
  patient: TestPatient,
  { psId, structureId }: Pick<Question, 'psId' | 'structureId'>,
  profession = 'G15_60',
): string {
  const { interaction, reason } = SHAPES[transaction];
  return [
    `<${interaction} xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0">`,
    `<id root="1.2.250.1.999.1.1.1.1" extension="${randomUUID()}"/>`,
    `<creationTime value="${stamp(Date.now())}"/>`,
    `<interactionId root="2.16.840.1.113883.1.6" extension="${interaction}"/>`,
    '<processingCode code="D"/><processingModeCode code="T"/><acceptAckCode code="AL"/>',
    '<receiver typeCode="RCV"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.213.4.1.1.1"/><softwareName>DMP</softwareName></device></receiver>',
    '<sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.999.1.1"/><softwareName>Logiciel de test</softwareName></device></sender>',
    '<attentionLine xsi:nil="true"/>',
    `<controlActProcess classCode="CACT" moodCode="EVN"><reasonCode code="${reason}" codeSystem="1.2.250.1.213.1.1.4.11" displayName="Raison"/>`,
    transaction === 'TD1.3a' ? query(patient) : registration(transaction, patient, psId, structureId, profession),
    `</controlActProcess></${interaction}>`,
  ].join('');
}

const query = ({ matricule }: TestPatient): string =>
  [
    `<queryByParameter><queryId root="1.2.250.1.999.1.1.2" extension="${randomUUID()}"/><statusCode code="new"/><parameterList><dataSource xsi:nil="true"/>`,
    `<patientIdentifier><value root="1.2.250.1.213.1.4.10" extension="${matricule}"/><semanticsText>Patient.id</semanticsText></patientIdentifier>`,
    '</parameterList></queryByParameter>',
  ].join('');

function registration(transaction: Transaction, patient: TestPatient, psId: string, structureId: string, profession: string): string {
  const closes = transaction === 'TD1.4';
  return [
    '<subject typeCode="SUBJ" contextConductionInd="false"><registrationRequest classCode="REG" moodCode="RQO"><statusCode code="active"/>',
    `<subject1 typeCode="SBJ"><patient classCode="PAT"><id root="1.2.250.1.213.1.4.10" extension="${patient.matricule}"/>`,
    `<statusCode code="${closes ? 'terminated' : 'active'}"/><patientPerson ${INSTANCE}>`,
    closes ? `<name><family qualifier="BR">${patient.birthName}</family><given>${patient.givenNames}</given></name>` : person(transaction, patient),
    '</patientPerson><providerOrganization classCode="ORG" determinerCode="INSTANCE" xsi:nil="true"/>',
    closes ? '' : observations(transaction),
    '</patient></subject1>',
    `<author typeCode="AUT"><assignedEntity classCode="ASSIGNED"><id root="1.2.250.1.71.4.2.1" extension="${psId}"/>`,
    `<code code="${profession}" codeSystem="1.2.250.1.213.1.1.4.5"/>`,
    `<assignedPerson ${INSTANCE}><name><family>SOIGNANT</family><given>Claude</given></name></assignedPerson>`,
    '<representedOrganization classCode="ORG" determinerCode="INSTANCE">',
    `<id root="1.2.250.1.71.4.2.2" extension="${structureId}"/><name>CABINET</name><contactParty classCode="CON"/>`,
    '</representedOrganization></assignedEntity></author></registrationRequest></subject>',
    closes
      ? '<reasonOf typeCode="RSON"><detectedIssueEvent classCode="ALRT" moodCode="EVN"><code code="FERMETURE_DEMANDE_PATIENT" codeSystem="1.2.250.1.213.4.1.2.4"/><text>FERMETURE_DEMANDE_PATIENT</text></detectedIssueEvent></reasonOf>'
      : '',
  ].join('');
}

function person(transaction: Transaction, { birthName, birthTime, givenNames, representative, sex, usedName }: TestPatient): string {
  const [firstGiven = ''] = givenNames.split(' ');
  return [
    `<name><prefix>${sex === 'F' ? 'Mme' : 'M'}</prefix>${usedName ? `<family qualifier="SP">${usedName}</family>` : ''}`,
    `<family qualifier="BR">${birthName}</family><given>${givenNames}</given></name>`,
    '<telecom value="tel:+33243000099" use="HP"/><telecom value="tel:+33600000099" use="MC"/><telecom value="mailto:patient@exemple.fr"/>',
    `<administrativeGenderCode code="${sex}"/><birthTime value="${birthTime}"/>`,
    "<addr><streetAddressLine>12 RUE DE L'ÉGLISE</streetAddressLine><additionalLocator>BÂT B</additionalLocator><postalCode>72000</postalCode><city>LE MANS</city><country>FRANCE</country></addr>",
    SHAPES[transaction].consent
      ? `<contactParty classCode="CON"><code code="CARTE_SESAM_VITALE" codeSystem="1.2.250.1.213.4.1.2.5"/><telecom nullFlavor="NI"/><contactPerson><name><family qualifier="BR">${birthName}</family><given>${firstGiven}</given></name><birthTime value="${birthTime}"/></contactPerson></contactParty>`
      : '',
    representative ? relationship(representative) : '',
    '<birthPlace classCode="BIRTHPL"/>',
  ].join('');
}

export const relationship = ([relation, familyName, givenName]: NonNullable<TestPatient['representative']>): string =>
  `<personalRelationship classCode="PRS"><code code="${relation}" codeSystem="2.16.840.1.113883.1.11.19579"/><relationshipHolder1 ${INSTANCE}><name><family>${familyName}</family><given>${givenName}</given></name></relationshipHolder1></personalRelationship>`;

export const observation = (code: string, value: string, date = ''): string =>
  `<subjectOf typeCode="SBJ"><administrativeObservation classCode="OBS" moodCode="EVN"><code code="${code}" codeSystem="1.2.250.1.213.4.1.2.3"/>${date && `<effectiveTime value="${date}"/>`}<value xsi:type="BL" value="${value}"/></administrativeObservation></subjectOf>`;

function observations(transaction: Transaction): string {
  const { consent } = SHAPES[transaction];
  return [
    consent ? observation(consent, 'true', stamp(Date.now())) : '',
    observation('OPPOSITION_BRIS_DE_GLACE', 'true'),
    observation('OPPOSITION_ACCES_URGENCE', 'false'),
  ].join('');
}

/** Writes, varies as asked, and sends. */
export function register(
  transaction: Transaction,
  patient: TestPatient,
  { card, question, trusted }: Registrant,
  variation: Variation = {},
): Promise<HttpAnswer> {
  const about = variation.patient ?? patient;
  const asked = { ...question, matricule: about.matricule, ...variation.question };
  const holder = variation.card ?? card;
  const action = `urn:hl7-org:v3:${SHAPES[transaction].interaction}`;
  const url = `${asked.baseUrl}/patients`;
  const assertion = signAssertion((variation.assertion ?? same)(writeAssertion(asked)), holder);
  const body = (variation.body ?? same)(writeBody(transaction, about, asked, variation.profession));
  const envelope = writeEnvelope(url, assertion, body).replace(/(<Action [^>]*>)[^<]*/, `$1${action}`);
  const headers = { 'content-type': `application/soap+xml; charset=UTF-8; action="${action}"` };
  return post(url, { ...holder.tls, ca: trusted }, Buffer.from(envelope), headers);
}

const same = <T>(value: T): T => value;
