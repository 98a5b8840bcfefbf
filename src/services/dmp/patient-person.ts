import type { KnownRepresentative } from '../../api/messages.js';
import type { PatientIdentity, PostalAddress } from '../../api/patient.js';
import type { VitaleBeneficiary } from '../../api/vitale.js';
import { CONTACT_KINDS, RELATIONSHIPS } from './protocol-constants.js';
import { type Xml, xml } from './xml.js';

/** What is told of a patient. Phones in E.164; what is absent or empty is not told. */
interface Person {
  readonly identity: PatientIdentity;
  readonly homePhone?: string | undefined;
  readonly mobilePhone?: string | undefined;
  readonly email?: string | undefined;
  readonly address: PostalAddress;
  /** The Carte Vitale that was read, as it says. */
  readonly vitale?: VitaleBeneficiary | undefined;
  readonly legalRepresentative?: KnownRepresentative | undefined;
}

const CIVILITIES: Readonly<Record<PatientIdentity['sex'], string | undefined>> = { F: 'Mme', M: 'M', UN: undefined };

/** Content of `patientPerson`, in the order of the HL7 schema. Dates are text: a lunar one is legal. */
export const patientPerson = ({ identity, homePhone, mobilePhone, email, address, vitale, legalRepresentative }: Person): Xml => xml`
  ${name(identity)}
  ${homePhone ? xml`<telecom value="tel:${homePhone}" use="HP"/>` : undefined}
  ${mobilePhone ? xml`<telecom value="tel:${mobilePhone}" use="MC"/>` : undefined}
  ${email ? xml`<telecom value="mailto:${email}"/>` : undefined}
  <administrativeGenderCode code="${identity.sex}"/>
  <birthTime value="${identity.birthDate.replaceAll('-', '')}"/>
  ${postalAddress(address)}
  ${vitale && vitaleContact(vitale)}
  ${legalRepresentative && relationship(legalRepresentative)}
  <birthPlace classCode="BIRTHPL"/>`;

/** The least that names a patient. */
export const briefPerson = ({ birthName, birthGivenNames }: PatientIdentity): Xml => xml`
  <name><family qualifier="BR">${birthName}</family><given>${birthGivenNames}</given></name>`;

/** The traits of INSi, the given names in one piece: nobody can tell where a compound one ends. */
const name = ({ sex, usedName, birthName, birthGivenNames }: PatientIdentity): Xml => xml`
  <name>
    ${CIVILITIES[sex] && xml`<prefix>${CIVILITIES[sex]}</prefix>`}
    ${usedName ? xml`<family qualifier="SP">${usedName}</family>` : undefined}
    <family qualifier="BR">${birthName}</family>
    <given>${birthGivenNames}</given>
  </name>`;

const postalAddress = ({ line, complement, postalCode, city, country }: PostalAddress): Xml => xml`
  <addr>
    <streetAddressLine>${line}</streetAddressLine>
    ${complement ? xml`<additionalLocator>${complement}</additionalLocator>` : undefined}
    <postalCode>${postalCode}</postalCode>
    <city>${city}</city>
    <country>${country}</country>
  </addr>`;

/** The schema wants a telecom of every contact; a card has none. */
const vitaleContact = ({ birthName, usedName, givenName, birthDate }: VitaleBeneficiary): Xml => xml`
  <contactParty classCode="CON">
    <code code="CARTE_SESAM_VITALE" codeSystem="${CONTACT_KINDS}"/>
    <telecom nullFlavor="NI"/>
    <contactPerson>
      <name>
        <family qualifier="BR">${birthName}</family>
        ${usedName ? xml`<family qualifier="SP">${usedName}</family>` : undefined}
        <given>${givenName}</given>
      </name>
      <birthTime value="${birthDate}"/>
    </contactPerson>
  </contactParty>`;

const relationship = ({ relation, familyName, givenName, address, telecoms }: KnownRepresentative): Xml => xml`
  <personalRelationship classCode="PRS">
    <code code="${relation}" codeSystem="${RELATIONSHIPS}"/>
    ${address && postalAddress(address)}
    ${telecoms?.map(({ value, use }) => (use ? xml`<telecom value="${value}" use="${use}"/>` : xml`<telecom value="${value}"/>`))}
    <relationshipHolder1 classCode="PSN" determinerCode="INSTANCE">
      <name><family>${familyName}</family><given>${givenName}</given></name>
    </relationshipHolder1>
  </personalRelationship>`;
