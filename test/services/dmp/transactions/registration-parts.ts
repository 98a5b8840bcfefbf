import type { RecordCreation } from '../../../../src/services/record-gateway.js';

/** A patient with everything that can be told. */
export const ADDRESS = { line: "5 BD ALEXANDRE D'OYON", complement: 'BÂT. <A> & B', postalCode: '72019', city: 'LE MANS CEDEX 2', country: 'FRANCE' };

export const CREATION: RecordCreation = {
  consentAt: Date.UTC(2026, 0, 5, 8, 15, 30, 999),
  refusesBreakGlass: true,
  refusesEmergency: false,
  address: ADDRESS,
  email: 'dominique@exemple.fr',
  mobile: '+33611111111',
  vitale: {
    readAt: Date.UTC(2026, 0, 5, 8, 10),
    beneficiary: {
      birthName: 'PAT TROIS',
      usedName: 'PAT QUATRE',
      givenName: 'DOMINIQUE',
      birthDate: '19790328',
      birthRank: 1,
      nir: '279035121518989',
      certificationDate: '20250102',
      insuredNir: '279035121518989',
      quality: '0',
      address: ['5 BD ALEXANDRE D’OYON'],
    },
  },
};

/** What stands before the control act. */
export const header = (interaction: string): string =>
  [
    `<${interaction} xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0">`,
    '<id root="1.2.250.1.999.7.1.1.1" extension="00000000-0000-4000-8000-000000000001"/><creationTime value="20260105093000"/>',
    `<interactionId root="2.16.840.1.113883.1.6" extension="${interaction}"/>`,
    '<processingCode code="D"/><processingModeCode code="T"/><acceptAckCode code="AL"/>',
    '<receiver typeCode="RCV"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.213.4.1.1.1"/><softwareName>DMP</softwareName></device></receiver>',
    '<sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.999.7.1"/><softwareName>LPS EXEMPLE</softwareName></device></sender>',
    '<attentionLine xsi:nil="true"/><controlActProcess classCode="CACT" moodCode="EVN">',
  ].join('');

/** The traits of INSi: birth name, all given names. */
export const NAME = '<name><prefix>Mme</prefix><family qualifier="BR">PAT-TROIS</family><given>DOMINIQUE</given></name>';
export const BIRTH = '<administrativeGenderCode code="F"/><birthTime value="19790328"/>';
export const ADDR =
  "<addr><streetAddressLine>5 BD ALEXANDRE D'OYON</streetAddressLine><additionalLocator>BÂT. &lt;A&gt; &amp; B</additionalLocator>" +
  '<postalCode>72019</postalCode><city>LE MANS CEDEX 2</city><country>FRANCE</country></addr>';
/** The card, as it says. */
export const VITALE =
  '<contactParty classCode="CON"><code code="CARTE_SESAM_VITALE" codeSystem="1.2.250.1.213.4.1.2.5"/><telecom nullFlavor="NI"/><contactPerson>' +
  '<name><family qualifier="BR">PAT TROIS</family><family qualifier="SP">PAT QUATRE</family><given>DOMINIQUE</given></name>' +
  '<birthTime value="19790328"/></contactPerson></contactParty>';
export const BIRTH_PLACE = '<birthPlace classCode="BIRTHPL"/>';
export const AUTHOR =
  '<author typeCode="AUT"><assignedEntity classCode="ASSIGNED"><id root="1.2.250.1.71.4.2.1" extension="899900021212"/>' +
  '<code code="G15_60" codeSystem="1.2.250.1.213.1.1.4.5"/><assignedPerson classCode="PSN" determinerCode="INSTANCE">' +
  '<name><family>INFIRMIER0212</family><given>Léa</given></name></assignedPerson>' +
  '<representedOrganization classCode="ORG" determinerCode="INSTANCE"><id root="1.2.250.1.71.4.2.2" extension="499900021212001"/>' +
  '<name>CABINET MME INFIRMIER0212</name><contactParty classCode="CON"/></representedOrganization></assignedEntity></author>';

export const observation = (code: string, value: boolean, at?: string): string =>
  '<subjectOf typeCode="SBJ"><administrativeObservation classCode="OBS" moodCode="EVN">' +
  `<code code="${code}" codeSystem="1.2.250.1.213.4.1.2.3"/>${at ? `<effectiveTime value="${at}"/>` : ''}` +
  `<value xsi:type="BL" value="${value}"/></administrativeObservation></subjectOf>`;

export interface Expected {
  readonly reason: string;
  readonly status?: string;
  readonly person: string;
  readonly observations: string;
  readonly after?: string;
}

/** The control act of a registration, to the end of the message. */
export const act = (interaction: string, { reason, status = 'active', person, observations, after = '' }: Expected): string =>
  `${reason}<subject typeCode="SUBJ" contextConductionInd="false"><registrationRequest classCode="REG" moodCode="RQO"><statusCode code="active"/>` +
  `<subject1 typeCode="SBJ"><patient classCode="PAT"><id root="1.2.250.1.213.1.4.10" extension="279035121518989"/><statusCode code="${status}"/>` +
  `<patientPerson classCode="PSN" determinerCode="INSTANCE">${person}</patientPerson>` +
  `<providerOrganization classCode="ORG" determinerCode="INSTANCE" xsi:nil="true"/>${observations}</patient></subject1>${AUTHOR}</registrationRequest></subject>` +
  `${after}</controlActProcess></${interaction}>`;

export const reason = (code: string, displayName: string): string =>
  `<reasonCode code="${code}" codeSystem="1.2.250.1.213.1.1.4.11" displayName="${displayName}"/>`;
