import { expect, test } from 'vitest';
import { td02Existence } from '../../../../src/services/dmp/transactions/td02-existence.js';
import { XmlNode } from '../../../../src/services/dmp/xml-node.js';
import { context, found, message, notFound, PERSON, patient, SESSION } from '../samples.js';

const parse = (answer: string) => td02Existence.parse(XmlNode.parse(answer), { patient: patient() });
const failure = (answer: string): unknown => {
  try {
    return parse(answer);
  } catch (error) {
    return error;
  }
};

test('the request asks for this matricule in this domain', () => {
  expect(td02Existence.build({ patient: patient() }, context(), SESSION).text).toBe(
    [
      '<PRPA_IN201307UV02 xmlns="urn:hl7-org:v3" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" ITSVersion="XML_1.0">',
      // The control act is written first, so its id is the first.
      '<id root="1.2.250.1.999.7.1.1.1" extension="00000000-0000-4000-8000-000000000002"/><creationTime value="20260105093000"/>',
      '<interactionId root="2.16.840.1.113883.1.6" extension="PRPA_IN201307UV02"/>',
      '<processingCode code="D"/><processingModeCode code="T"/><acceptAckCode code="AL"/>',
      '<receiver typeCode="RCV"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.213.4.1.1.1"/><softwareName>DMP</softwareName></device></receiver>',
      '<sender typeCode="SND"><device classCode="DEV" determinerCode="INSTANCE"><id root="1.2.250.1.999.7.1"/><softwareName>LPS EXEMPLE</softwareName></device></sender>',
      '<attentionLine xsi:nil="true"/><controlActProcess classCode="CACT" moodCode="EVN">',
      `<reasonCode code="TEST_EXST" codeSystem="1.2.250.1.213.1.1.4.11" displayName="Test d'existence de dossier"/>`,
      '<queryByParameter><queryId root="1.2.250.1.999.7.1.2" extension="00000000-0000-4000-8000-000000000001"/><statusCode code="new"/>',
      '<parameterList><dataSource xsi:nil="true"/><patientIdentifier><value root="1.2.250.1.213.1.4.10" extension="279035121518989"/>',
      '<semanticsText>Patient.id</semanticsText></patientIdentifier></parameterList></queryByParameter></controlActProcess></PRPA_IN201307UV02>',
    ].join(''),
  );
});

test('production says so', () => {
  expect(td02Existence.build({ patient: patient() }, context({ environment: 'production' }), SESSION).text).toContain('<processingCode code="P"/>');
});

test('an open record that I may read', () => {
  expect(parse(found({ account: 'true', attached: 'true', treatingPhysician: 'true' }))).toEqual({
    record: 'open',
    authorisation: 'valid',
    internetAccount: 'created',
    attachedToMes: true,
    treatingPhysician: true,
    traitsThatDiffer: [],
  });
});

test('no record', () => {
  expect(parse(notFound())).toEqual({
    record: 'missing',
    authorisation: 'none',
    internetAccount: 'unknown',
    attachedToMes: false,
    treatingPhysician: false,
    traitsThatDiffer: [],
  });
});

test.each([
  ['VALIDE', 'valid'],
  ['NON_EXISTE', 'none'],
  ['EXPIRE', 'expired'],
  ['EXPIREE', 'expired'],
  ['INTERDIT', 'blocked'],
  ['INTERDITE', 'blocked'],
  ['valide', 'none'],
  ['AUTORISE', 'none'],
  ['', 'none'],
] as const)('the authorisation %s is read as %s: an unknown word opens nothing', (word, authorisation) => {
  expect(parse(found({ authorisation: word }))).toMatchObject({ record: 'open', authorisation });
});

test.each([
  ['true', 'created'],
  ['false', 'none'],
  [undefined, 'unknown'],
  ['peut-être', 'unknown'],
] as const)('an internet account said to be %s is %s', (account, internetAccount) => {
  expect(parse(found(account === undefined ? {} : { account }))).toMatchObject({ internetAccount });
});

test('a closed record has its date and its reason, even one nobody knows', () => {
  const closed = { status: 'terminated', authorisation: 'NON_EXISTE', effectiveTime: '20250918120000', reason: 'FERMETURE_DEMANDE_PATIENT' };
  expect(parse(found(closed))).toMatchObject({ record: 'closed', closing: { date: '20250918120000', reason: 'FERMETURE_DEMANDE_PATIENT' } });
  expect(parse(found({ ...closed, reason: 'FERMETURE_AUTRE_MOTIF' }))).toMatchObject({ closing: { reason: 'FERMETURE_AUTRE_MOTIF' } });
  expect(parse(found({ status: 'terminated' }))).toMatchObject({ record: 'closed', closing: { date: '', reason: '' } });
});

test('an open record is not closing, whatever dates it has', () => {
  expect(parse(found({ effectiveTime: '20250918' }))).not.toHaveProperty('closing');
});

test('traits that differ are named, without their values', () => {
  const status = parse(found({ person: PERSON.replace('PAT-TROIS', 'PAT-QUATRE').replace('19790328', '19790329') }));
  expect(status.traitsThatDiffer).toEqual(['birthName', 'birthDate']);
  expect(JSON.stringify(status)).not.toContain('QUATRE');
});

test('fields are found in any order', () => {
  const answer = found({ treatingPhysician: 'true', account: 'true' });
  const node = XmlNode.parse(answer);
  const reversed = answer.replace(/(<attentionLine>.*?<\/attentionLine>)(<attentionLine>.*?<\/attentionLine>)/s, '$2$1');
  expect(reversed).not.toBe(answer);
  expect(parse(reversed)).toEqual(td02Existence.parse(node, { patient: patient() }));
});

test('the acknowledgement may have its type as a child element', () => {
  expect(parse(found().replace('<acknowledgement typeCode="AA"/>', '<acknowledgement><typeCode code="AA"/></acknowledgement>'))).toMatchObject({
    record: 'open',
  });
});

test.each([
  ['AE', 'DMPAccessDeniedByExcededThreshold', 'dmp.thresholdExceeded'],
  ['AE', 'DMPAccessForbidden', 'dmp.accessForbidden'],
  ['AR', 'DMPAccessDeniedByRightsService', 'dmp.rightsRefused'],
  ['AE', 'DMPClosed', 'dmp.recordClosed'],
  ['AE', 'DMPCodeDeDemain', 'dmp.refused'],
])('%s with %s is a refusal (%s) that keeps code and words', (type, word, code) => {
  const answer = message(
    `<acknowledgement typeCode="${type}"><acknowledgementDetail><code code="${word}"/><text>Le motif du DMP</text></acknowledgementDetail></acknowledgement>`,
    '<queryAck><queryResponseCode code="AE"/></queryAck>',
  );
  expect(failure(answer)).toMatchObject({ code, message: code, about: { detail: { layer: 'hl7', code: word, text: 'Le motif du DMP' } } });
});

test('a refusal without a reason keeps the type of its acknowledgement, as a child element too', () => {
  expect(failure(message('<acknowledgement><typeCode code="AR"/></acknowledgement>', ''))).toMatchObject({
    code: 'dmp.refused',
    about: { detail: { layer: 'hl7', code: 'AR' } },
  });
});

test.each(['AE', 'QE'])('an accepted message whose query failed (%s) is a refusal', (response) => {
  expect(failure(message('<acknowledgement typeCode="AA"/>', `<queryAck><queryResponseCode code="${response}"/></queryAck>`))).toMatchObject({
    code: 'dmp.refused',
    about: { detail: { code: response } },
  });
});

test.each([
  ['another message', found().replaceAll('PRPA_IN201308UV02', 'PRPA_IN201306UV02')],
  ['a message without an acknowledgement', found().replace('<acknowledgement typeCode="AA"/>', '')],
  ['neither a patient nor the word NF', notFound().replace('"NF"', '"OK"')],
  ['a patient and the word NF', found().replace('queryResponseCode code="OK"', 'queryResponseCode code="NF"')],
  ['two patients', found().replace(/<subject typeCode="SUBJ">.*<\/subject>/s, '$&$&')],
  ['another patient', found({ ids: '<id root="1.2.250.1.213.1.4.10" extension="188102B17295165"/>' })],
  ['another patient, in another domain of the INS', found({ ids: '<id root="1.2.250.1.213.1.4.8" extension="188102B17295165"/>' })],
  ['a status that is neither active nor terminated', found({ status: 'nullified' })],
])('%s is unreadable: nothing is said of the record', (_, answer) => {
  expect(failure(answer)).toMatchObject({ code: 'dmp.unreadable' });
});

test('a record that is also known by other numbers is the one we asked for', () => {
  const ids = '<id root="1.2.250.1.213.1.4.10" extension="188102B17295165"/><id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>';
  expect(parse(found({ ids }))).toMatchObject({ record: 'open' });
});

test('a record the DMP names by its older calculated number alone is the one we asked for: the envelope says so', () => {
  expect(parse(found({ ids: '<id root="1.2.250.1.213.1.4.2" extension="0123456789012345678901"/>' }))).toMatchObject({ record: 'open' });
});
