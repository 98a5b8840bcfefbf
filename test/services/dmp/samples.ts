import type { AdministrativeData, AuthorisedProfessional, CardState } from '../../../src/api/messages.js';
import type { PatientIdentity, PostalAddress, QualifiedPatient } from '../../../src/api/patient.js';
import type { Holder, Situation } from '../../../src/api/professional.js';
import type { DmpContext } from '../../../src/services/dmp/dmp-context.js';
import type { Session } from '../../../src/services/dmp/session.js';
import { type Xml, xml } from '../../../src/services/dmp/xml.js';

export const LEA: Holder = { id: '899900021212', familyName: 'INFIRMIER0212', givenName: 'Léa', professionCode: '60' };
export const CABINET: Situation = { id: '499900021212001', structureName: 'CABINET MME INFIRMIER0212', structureId: '499900021212001', sectorCode: 'SA07' };
export const SESSION: Session = { holder: LEA, situation: CABINET };
/** Other cards: a physician, one in training, one who stands in, and the staff of a structure. */
export const ALONSO: Holder = { id: '899900001230', familyName: 'ALONSO0123', givenName: 'Fabrice', professionCode: '10', specialityCode: 'SM26' };
export const STUDENT: Holder = { id: '899900007770', familyName: 'ETUDIANTE0777', givenName: 'Zélie', cardKind: 'CPF', professionCode: '10' };
export const LOCUM: Holder = { id: '899900008880', familyName: 'REMPLACANT0888', givenName: 'Hugo', professionCode: '60' };
export const SECRETARY: Holder = {
  id: '699900021212001/0001',
  familyName: 'SECRETAIRE0212',
  givenName: 'Sylvie',
  cardKind: 'CPE',
  professionCode: 'SECRETARIAT_MEDICAL',
};
export const unlocked = (holder: Holder = LEA, situation: Situation = CABINET): CardState => ({ kind: 'unlocked', holder, situation, since: 0 });

export function patient(identity: Partial<Omit<PatientIdentity, 'insStatus'>> = {}): QualifiedPatient {
  return {
    id: 'p15',
    identity: {
      matricule: '279035121518989',
      insOid: '1.2.250.1.213.1.4.10',
      insStatus: 'qualifiée',
      birthName: 'PAT-TROIS',
      birthGivenNames: 'DOMINIQUE',
      sex: 'F',
      birthDate: '1979-03-28',
      birthPlaceCode: '51215',
      ...identity,
    },
  };
}

export const NOW = Date.UTC(2026, 0, 5, 9, 30, 0, 250);

/** Ids count up, so that a message can be written down. */
export function context(changes: Partial<DmpContext> = {}): DmpContext {
  let count = 0;
  return {
    baseUrl: 'https://dmp.test/services',
    environment: 'simulator',
    lps: { oid: '1.2.250.1.999.7.1', name: 'LPS EXEMPLE', version: '1.0.0', homologationNumber: 'TEST-0000' },
    newId: () => {
      count += 1;
      return `00000000-0000-4000-8000-${String(count).padStart(12, '0')}`;
    },
    now: () => NOW,
    ...changes,
  };
}

export interface Answered {
  readonly authorisation?: string;
  readonly treatingPhysician?: string;
  readonly status?: string;
  readonly account?: string;
  readonly attached?: string;
  readonly person?: string;
  readonly ids?: string;
  readonly effectiveTime?: string;
  readonly reason?: string;
}

const observation = (code: string, value?: string) =>
  value === undefined
    ? ''
    : `<subjectOf typeCode="SBJ"><administrativeObservation classCode="OBS" moodCode="EVN"><code code="${code}"/><value xsi:type="BL" value="${value}"/></administrativeObservation></subjectOf>`;
const attention = (code: string, value: string) => `<attentionLine><keyWordText code="${code}"/>${value}</attentionLine>`;

export const PERSON = `<name><prefix>Mme</prefix><given>DOMINIQUE</given><family qualifier="BR">PAT-TROIS</family></name><administrativeGenderCode code="F"/><birthTime value="19790328"/>`;

/** TD0.2: the answer about a record that exists. */
export function found(answered: Answered = {}): string {
  const { authorisation = 'VALIDE', treatingPhysician = 'false', status = 'active', account, attached, person = PERSON, effectiveTime, reason } = answered;
  const ids =
    answered.ids ?? '<id root="1.2.250.1.213.1.4.10" extension="279035121518989"/><id root="1.2.250.1.213.1.4.2" extension="0123456789012345678901"/>';
  return message(
    `${attention('AUTORISATION', `<value xsi:type="CV" code="${authorisation}"/>`)}${attention('STATUT_MT', `<value xsi:type="BL" value="${treatingPhysician}"/>`)}
    <acknowledgement typeCode="AA"/>`,
    `<subject typeCode="SUBJ"><registrationEvent classCode="REG" moodCode="EVN"><statusCode code="completed"/>
    ${effectiveTime ? `<effectiveTime value="${effectiveTime}"/>` : ''}
    <subject1 typeCode="SBJ"><patient classCode="PAT">${ids}<statusCode code="${status}"/>
      <patientPerson classCode="PSN" determinerCode="INSTANCE">${person}</patientPerson>
      ${observation('COMPTE_INTERNET_OUVERT', account)}${observation('RATTACHEMENT_ENS', attached)}
    </patient></subject1></registrationEvent></subject>
    <queryAck><queryResponseCode code="OK"/></queryAck>
    ${reason ? `<reasonOf typeCode="RSON"><detectedIssueEvent classCode="ALRT" moodCode="EVN"><code code="${reason}"/></detectedIssueEvent></reasonOf>` : ''}`,
  );
}

/** TD0.2: no record. */
export const notFound = (): string => message('<acknowledgement typeCode="AA"/>', '<queryAck><queryResponseCode code="NF"/></queryAck>');

export const message = (head: string, act: string): string =>
  `<PRPA_IN201308UV02 xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0">${head}
  <controlActProcess classCode="CACT" moodCode="EVN">${act}</controlActProcess></PRPA_IN201308UV02>`;

/** A SOAP answer to `relatesTo`; undefined: an answer that names no message. */
export const soap = (body: string, relatesTo?: string): string => `<?xml version="1.0" encoding="UTF-8"?>
<soap:Envelope xmlns:soap="http://www.w3.org/2003/05/soap-envelope"><soap:Header>
${relatesTo === undefined ? '' : `<RelatesTo xmlns="http://www.w3.org/2005/08/addressing">${relatesTo}</RelatesTo>`}
</soap:Header><soap:Body>${body}</soap:Body></soap:Envelope>`;

export const fault = (subcode: string | undefined, text: string, code = 'soap:Sender'): string =>
  `<soap:Fault><soap:Code><soap:Value>${code}</soap:Value>${subcode ? `<soap:Subcode><soap:Value>${subcode}</soap:Value></soap:Subcode>` : ''}</soap:Code>
  <soap:Reason><soap:Text xml:lang="fr">${text}</soap:Text></soap:Reason></soap:Fault>`;

/** What a service of the DMP's own says. */
export const service = (
  operation: string,
  output: string,
  namespace = operation.includes('uthorization') ? 'urn:si-dmp-habilitations' : 'urn:si-dmp-patients',
): string =>
  `<ns2:${operation}Response xmlns:ns2="${namespace}"><ns2:output>${output.replace(/<(\/?)(\w)/g, '<$1ns2:$2')}</ns2:output></ns2:${operation}Response>`;

/** TD1.6: one line of the list. */
export const authorised = ({ id, familyName, givenName, specialities, since, lastAction, mode, treatingPhysician }: AuthorisedProfessional): Xml => xml`
  <listOfAuthorizationByPatient>
    <nationalId>${id}</nationalId><nationalIdType>1.2.250.1.71.4.2.1</nationalIdType><firstName>${givenName}</firstName><lastName>${familyName}</lastName>
    <codeSpeciality>G15_10/SM26</codeSpeciality>${specialities.map((label) => xml`<libSpeciality>${label}</libSpeciality>`)}
    <startOfAuthorization>${since}</startOfAuthorization><lastActionDate>${lastAction}</lastActionDate><mode>${mode === 'authorised' ? 'ACTIVE' : 'INTERDITE'}</mode>
    ${treatingPhysician ? xml`<specificRight>MEDECIN_TRAITANT</specificRight>` : undefined}
  </listOfAuthorizationByPatient>`;

const WRAPPERS = {
  PRPA_IN201312UV02: 'PRPA_IN201311UV02_Response',
  PRPA_IN201313UV02: 'PRPA_IN201311UV02_Response',
  PRPA_IN201315UV02: 'PRPA_IN201314UV02_Response',
  PRPA_IN201316UV02: 'PRPA_IN201314UV02_Response',
} as const;

/** TD1.1 (312, 313) and TD1.2, 1.3b, 1.4 (315, 316), in their wrapper. `refused`: a code of the DMP. */
export function registrationAnswer(interaction: keyof typeof WRAPPERS, { ids = '', refused = '', text = '' } = {}): string {
  const patient = `<subject typeCode="SUBJ"><registrationEvent classCode="REG" moodCode="EVN"><statusCode code="active"/>
    <subject1 typeCode="SBJ"><patient classCode="PAT">${ids}<statusCode code="active"/></patient></subject1></registrationEvent></subject>`;
  const acknowledgement = refused
    ? `<acknowledgement typeCode="AE"><acknowledgementDetail typeCode="E"><code code="${refused}"/><text>${text}</text></acknowledgementDetail></acknowledgement>`
    : '<acknowledgement typeCode="AA"/>';
  const wrapper = WRAPPERS[interaction];
  return `<gdp:${wrapper} xmlns:gdp="asip:ci-sis:gdp:2010"><${interaction} xmlns="urn:hl7-org:v3" ITSVersion="XML_1.0">${acknowledgement}
    <controlActProcess classCode="CACT" moodCode="EVN">${refused ? '' : patient}</controlActProcess></${interaction}></gdp:${wrapper}>`;
}

/** TD1.3a: `patientPerson` and both wishes, as the DMP tells them. */
export function administrative(data: AdministrativeData, ids: string): string {
  const { birthName, usedName, givenNames, sex, birthDate, address, homePhone, mobilePhone, email, legalRepresentative: parent } = data;
  const person = xml`
    <name><prefix>M</prefix>${givenNames.split(' ').map((given) => xml`<given>${given}</given>`)}
      ${usedName ? xml`<family qualifier="SP">${usedName}</family>` : undefined}<family qualifier="BR">${birthName}</family></name>
    ${homePhone ? xml`<telecom value="tel:${homePhone}" use="HP"/>` : undefined}${mobilePhone ? xml`<telecom use="MC" value="tel:${mobilePhone}"/>` : undefined}
    ${email ? xml`<telecom value="mailto:${email}"/>` : undefined}
    <administrativeGenderCode code="${sex}"/><birthTime value="${birthDate}"/><deceasedInd value="false"/>
    ${addr(address)}
    ${
      parent &&
      xml`<personalRelationship classCode="PRS"><code code="${parent.relation}" codeSystem="2.16.840.1.113883.1.11.19579"/>
        ${parent.address && addr(parent.address)}
        ${parent.telecoms?.map(({ value, use }) => (use ? xml`<telecom use="${use}" value="${value}"/>` : xml`<telecom value="${value}"/>`))}
        <relationshipHolder1 classCode="PSN" determinerCode="INSTANCE"><name><given>${parent.givenName}</given><family>${parent.familyName}</family></name></relationshipHolder1>
      </personalRelationship>`
    }
    <birthPlace classCode="BIRTHPL"/>`;
  const wishes =
    observation('OPPOSITION_BRIS_DE_GLACE', String(data.refusesBreakGlass)) + observation('OPPOSITION_ACCES_URGENCE', String(data.refusesEmergency));
  return found({ ids, person: person.text, account: 'false' }).replace('</patient>', `${wishes}</patient>`);
}

const addr = ({ line, complement, postalCode, city, country }: PostalAddress): Xml => xml`
  <addr><streetAddressLine>${line}</streetAddressLine><additionalLocator>${complement}</additionalLocator><postalCode>${postalCode}</postalCode>
    <city>${city}</city><country>${country}</country></addr>`;
