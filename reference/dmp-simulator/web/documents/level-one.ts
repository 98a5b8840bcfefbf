import type { Coded } from '../../documents/document-model.js';
import type { Person } from '../../documents/hl7-strings.js';
import type { SimulatedRecord } from '../../state.js';
import { digitsOf, type Markup, NOTHING, xml } from '../../xml-writing.js';
import type { Situation } from '../site-sessions.js';
import type { Body } from './stored-body.js';

/** What a CDA of level 1 is written from. `creationTime`: `yyyyMMddHHmmss`, UTC. Days: `yyyy-MM-dd`. */
export interface LevelOne {
  readonly uniqueId: string;
  readonly setId: string;
  readonly title: string;
  readonly type: Coded;
  readonly creationTime: string;
  readonly actStart: string;
  readonly actStop: string;
  readonly person: Person;
  readonly speciality: Coded;
  readonly situation: Situation;
  readonly facility: Coded;
  readonly practice: Coded;
  readonly record: SimulatedRecord;
  readonly body: Body;
}

/** A first version, in the order and with the templates that the rules of the DMP want. */
export function levelOne(document: LevelOne): Markup {
  const { body, creationTime, facility, person, practice, record, situation, speciality, type } = document;
  const at = `${creationTime}+0000`;
  const id = xml`<id root="1.2.250.1.71.4.2.1" extension="${person.id}"/>`;
  const name = xml`<assignedPerson><name><family>${person.family}</family><given>${person.given}</given></name></assignedPerson>`;
  const structure = xml`<id root="1.2.250.1.71.4.2.2" extension="${situation.structureId}"/><name>${situation.structureName}</name>`;
  const act = xml`<effectiveTime><low value="${digitsOf(document.actStart)}"/>${document.actStop ? xml`<high value="${digitsOf(document.actStop)}"/>` : NOTHING}</effectiveTime>`;
  return xml`
    <ClinicalDocument xmlns="urn:hl7-org:v3">
      <realmCode code="FR"/><typeId root="2.16.840.1.113883.1.3" extension="POCD_HD000040"/>
      <templateId root="2.16.840.1.113883.2.8.2.1"/><templateId root="1.2.250.1.213.1.1.1.1"/><templateId root="1.3.6.1.4.1.19376.1.2.20"/>
      <id root="${document.uniqueId}"/>${codeOf('code', type)}<title>${document.title}</title><effectiveTime value="${at}"/>
      <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25" displayName="Normal"/><languageCode code="fr-FR"/>
      <setId root="${document.setId}"/><versionNumber value="1"/>
      ${recordTarget(record)}
      <author><time value="${at}"/>
        <assignedAuthor>${id}${codeOf('code', speciality)}${NOT_ASKED}${name}<representedOrganization>${structure}</representedOrganization></assignedAuthor>
      </author>
      <custodian><assignedCustodian><representedCustodianOrganization>${structure}</representedCustodianOrganization></assignedCustodian></custodian>
      <legalAuthenticator><time value="${at}"/><signatureCode code="S"/><assignedEntity>${id}${NOT_ASKED}${name}</assignedEntity></legalAuthenticator>
      <documentationOf><serviceEvent>${act}
        <performer typeCode="PRF">
          <assignedEntity>${id}${codeOf('code', speciality)}${name}
            <representedOrganization>${structure}${codeOf('standardIndustryClassCode', practice)}</representedOrganization>
          </assignedEntity>
        </performer>
      </serviceEvent></documentationOf>
      <componentOf><encompassingEncounter>${act}
        <location><healthCareFacility>${codeOf('code', facility)}</healthCareFacility></location>
      </encompassingEncounter></componentOf>
      <component><nonXMLBody><text mediaType="${body.mediaType}" representation="B64">${body.bytes.toString('base64')}</text></nonXMLBody></component>
    </ClinicalDocument>`;
}

const NOT_ASKED = xml`<addr nullFlavor="NASK"/><telecom nullFlavor="NASK"/>`;

/** [A] The record does not say where the patient was born; the matricule does, but for who was born elsewhere. */
const birthPlaceOf = ({ matricule }: SimulatedRecord): string => matricule.slice(5, 10);

const recordTarget = (record: SimulatedRecord): Markup => {
  const { birthDate, birthName, givenNames, sex, usedName } = record.traits;
  const [firstGiven = ''] = givenNames.split(' ');
  return xml`
    <recordTarget><patientRole><id root="${record.insOid}" extension="${record.matricule}"/>${NOT_ASKED}
      <patient>
        <name><family qualifier="BR">${birthName}</family>${usedName ? xml`<family qualifier="CL">${usedName}</family>` : NOTHING}
          <given>${givenNames}</given><given qualifier="BR">${firstGiven}</given></name>
        <administrativeGenderCode code="${sex}" codeSystem="2.16.840.1.113883.5.1" displayName="${sex === 'F' ? 'Féminin' : 'Masculin'}"/>
        <birthTime value="${digitsOf(birthDate)}"/>
        <birthplace><place><addr><county>${birthPlaceOf(record)}</county></addr></place></birthplace>
      </patient>
    </patientRole></recordTarget>`;
};

const codeOf = (element: string, { code, display, system }: Coded): Markup => xml`
  <${element} code="${code}" codeSystem="${system}" displayName="${display}"/>`;
