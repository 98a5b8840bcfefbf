import type { PatientIdentity, QualifiedPatient } from '../../../api/patient.js';
import type { Holder } from '../../../api/professional.js';
import type { MedicalDocument } from '../../medical-document.js';
import { authorSpeciality, type Coded, documentType, facilityType, practiceSetting } from '../coded.js';
import { authorSpecialityOf } from '../holder-role.js';
import { PROFESSIONAL_IDS, STRUCTURE_IDS } from '../protocol-constants.js';
import { Xml, xml } from '../xml.js';
import { localTime } from './local-time.js';

/** A document around its body: what stands before and after the base64 text. */
export interface ClinicalDocument {
  readonly before: string;
  readonly after: string;
}

/** Where the template is split. XML has no such character, so nobody can have typed it. */
const BODY = '\u0000';

/**
 * CDA R2 level 1 (CI-SIS: HL7 France, header, XDS-SD) of one version of a document. Written in canonical form (C14N with comments, so without a
 * declaration), as its digest in the submission's signature wants it: elements that are empty are not abbreviated, attributes stand in the order of
 * their names.
 * @throws RangeError for a code no official list holds, and for a character XML has no way to write
 */
export function clinicalDocument(document: MedicalDocument, { identity }: QualifiedPatient): ClinicalDocument {
  const { act, author, structure } = document;
  const at = localTime(document.createdAt);
  const whole = xml`
    <ClinicalDocument xmlns="urn:hl7-org:v3">
      <realmCode code="FR"></realmCode>
      <typeId extension="POCD_HD000040" root="2.16.840.1.113883.1.3"></typeId>
      <templateId root="2.16.840.1.113883.2.8.2.1"></templateId>
      <templateId root="1.2.250.1.213.1.1.1.1"></templateId>
      <templateId root="1.3.6.1.4.1.19376.1.2.20"></templateId>
      <id root="${document.uniqueId}"></id>
      ${coded('code', documentType(document.typeCode))}
      <title>${document.title}</title>
      <effectiveTime value="${at}"></effectiveTime>
      <confidentialityCode code="N" codeSystem="2.16.840.1.113883.5.25" displayName="Normal"></confidentialityCode>
      <languageCode code="fr-FR"></languageCode>
      <setId root="${document.setId}"></setId>
      <versionNumber value="${document.version}"></versionNumber>
      ${recordTarget(identity)}
      <author>
        <time value="${at}"></time>
        <assignedAuthor>
          ${professionalId(author)}${speciality(author)}${NOT_ASKED}${person(author)}
          <representedOrganization>${organisation(structure)}</representedOrganization>
        </assignedAuthor>
      </author>
      <custodian>
        <assignedCustodian><representedCustodianOrganization>${organisation(structure)}</representedCustodianOrganization></assignedCustodian>
      </custodian>
      <legalAuthenticator>
        <time value="${at}"></time><signatureCode code="S"></signatureCode>
        <assignedEntity>${professionalId(author)}${NOT_ASKED}${person(author)}</assignedEntity>
      </legalAuthenticator>
      <documentationOf>
        <serviceEvent>
          ${period(act)}
          <performer typeCode="PRF">
            <assignedEntity>
              ${professionalId(author)}${speciality(author)}${person(author)}
              <representedOrganization>
                ${organisation(structure)}${coded('standardIndustryClassCode', practiceSetting(document.practiceSetting))}
              </representedOrganization>
            </assignedEntity>
          </performer>
        </serviceEvent>
      </documentationOf>
      ${document.replaces ? replacement(document.replaces) : undefined}
      <componentOf>
        <encompassingEncounter>
          ${period(act)}
          <location><healthCareFacility>${coded('code', facilityType(document.facilityType))}</healthCareFacility></location>
        </encompassingEncounter>
      </componentOf>
      <component><nonXMLBody><text mediaType="${document.mediaType}" representation="B64">${new Xml(BODY)}</text></nonXMLBody></component>
    </ClinicalDocument>`;
  const [before = '', after = ''] = whole.text.split(BODY);
  return { before, after };
}

/** Nobody has asked for it. */
const NOT_ASKED = xml`<addr nullFlavor="NASK"></addr><telecom nullFlavor="NASK"></telecom>`;

const SEXES: Readonly<Record<PatientIdentity['sex'], string>> = { F: 'Féminin', M: 'Masculin', UN: 'Inconnu' };

/** The five traits go with an INS; a used name is `CL` here, unlike in the HL7 messages. */
function recordTarget({ birthDate, birthGivenNames, birthName, birthPlaceCode, insOid, matricule, sex, usedName }: PatientIdentity): Xml {
  const [firstGiven = ''] = birthGivenNames.split(' ');
  return xml`
    <recordTarget>
      <patientRole>
        <id extension="${matricule}" root="${insOid}"></id>${NOT_ASKED}
        <patient>
          <name>
            <family qualifier="BR">${birthName}</family>${usedName ? xml`<family qualifier="CL">${usedName}</family>` : undefined}
            <given>${birthGivenNames}</given><given qualifier="BR">${firstGiven}</given>
          </name>
          <administrativeGenderCode code="${sex}" codeSystem="2.16.840.1.113883.5.1" displayName="${SEXES[sex]}"></administrativeGenderCode>
          <birthTime value="${day(birthDate)}"></birthTime>
          <birthplace><place><addr><county>${birthPlaceCode}</county></addr></place></birthplace>
        </patient>
      </patientRole>
    </recordTarget>`;
}

const professionalId = ({ id }: Holder): Xml => xml`<id extension="${id}" root="${PROFESSIONAL_IDS}"></id>`;

const speciality = (holder: Holder): Xml => coded('code', authorSpeciality(authorSpecialityOf(holder).code));

const person = ({ familyName, givenName }: Holder): Xml => xml`
  <assignedPerson><name><family>${familyName}</family><given>${givenName}</given></name></assignedPerson>`;

const organisation = ({ id, name }: MedicalDocument['structure']): Xml => xml`<id extension="${id}" root="${STRUCTURE_IDS}"></id><name>${name}</name>`;

const period = ({ start, end }: MedicalDocument['act']): Xml => xml`
  <effectiveTime><low value="${day(start)}"></low>${end ? xml`<high value="${day(end)}"></high>` : undefined}</effectiveTime>`;

const replacement = (uniqueId: string): Xml => xml`
  <relatedDocument typeCode="RPLC"><parentDocument><id root="${uniqueId}"></id></parentDocument></relatedDocument>`;

const coded = (element: string, { code, system, display }: Coded): Xml => xml`
  <${element} code="${code}" codeSystem="${system}" displayName="${display}"></${element}>`;

/** `yyyy-MM-dd` as HL7 writes it. */
const day = (date: string): string => date.replaceAll('-', '');
