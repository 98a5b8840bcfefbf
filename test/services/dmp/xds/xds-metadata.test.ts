import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { documentEntry, signatureEntry, submittedBytes } from '../../../../src/services/dmp/xds/document-entry.js';
import { association } from '../../../../src/services/dmp/xds/registry-object.js';
import { submissionSet } from '../../../../src/services/dmp/xds/submission-set.js';
import type { Xml } from '../../../../src/services/dmp/xml.js';
import { XmlNode } from '../../../../src/services/dmp/xml-node.js';
import { anyXmlText } from '../any-xml-text.js';
import { NOTE } from '../note.js';
import { LEA, NOW, patient, SECRETARY } from '../samples.js';

const { identity } = patient({ birthGivenNames: 'DOMINIQUE MARIE', usedName: "D'ÎLE" });
const BYTES = submittedBytes(Buffer.from('<ClinicalDocument></ClinicalDocument>'));
const read = ({ text }: Xml) => XmlNode.parse(text);
const slots = (node: XmlNode): Record<string, string> =>
  Object.fromEntries(
    node.all('Slot').map((slot) => [
      slot.attr('name'),
      slot
        .all('ValueList/Value')
        .map(({ text }) => text)
        .join(' | '),
    ]),
  );
const codes = (node: XmlNode, scheme: string): readonly (readonly [string | undefined, string | undefined])[] =>
  node
    .all('Classification')
    .filter((one) => one.attr('classificationScheme') === `urn:uuid:${scheme}`)
    .map((one) => [one.attr('nodeRepresentation'), slots(one)['codingScheme']]);
const identifiers = (node: XmlNode) => node.all('ExternalIdentifier').map((one) => [one.at('Name/LocalizedString')?.attr('value'), one.attr('value')]);

describe('the entry of a document', () => {
  const node = read(documentEntry('Document01', NOTE, BYTES, { patient: identity, visibility: ['INVISIBLE_PATIENT'], comment: 'À revoir' }));

  test('says what its header says, in UTC, and the size and hash of its bytes', () => {
    expect(slots(node)).toEqual({
      creationTime: '20260105093000',
      hash: BYTES.hash,
      languageCode: 'fr-FR',
      legalAuthenticator: '899900021212^INFIRMIER0212^Léa^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS',
      serviceStartTime: '20260104',
      size: '37',
      sourcePatientId: '279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH',
      sourcePatientInfo: "PID-5|PAT-TROIS^DOMINIQUE^DOMINIQUE MARIE^^^^L | PID-5|D'ÎLE^DOMINIQUE^DOMINIQUE MARIE^^^^D | PID-7|19790328 | PID-8|F",
    });
    expect(identifiers(node)).toEqual([
      ['XDSDocumentEntry.patientId', '279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH'],
      ['XDSDocumentEntry.uniqueId', NOTE.uniqueId],
    ]);
    expect([node.at('Name/LocalizedString')?.attr('value'), node.at('Description/LocalizedString')?.attr('value')]).toEqual([NOTE.title, 'À revoir']);
  });

  test.each([
    ['class, of its type', '41a5887f-8865-4c09-adf7-e362475b143a', [['10', '1.2.250.1.213.1.1.4.1']]],
    ['type', 'f0306f51-975f-434e-a61c-c59651d33983', [['11506-3', '2.16.840.1.113883.6.1']]],
    ['format, of its media type', 'a09d5840-386c-46f2-b5ad-9c3699a4309d', [['urn:ihe:iti:xds-sd:pdf:2008', '1.3.6.1.4.1.19376.1.2.3']]],
    [
      'confidentiality and visibility',
      'f4f85eac-e6cb-4883-b524-f2705394840f',
      [
        ['N', '2.16.840.1.113883.5.25'],
        ['INVISIBLE_PATIENT', '1.2.250.1.213.1.1.4.13'],
      ],
    ],
    ['facility', 'f33fb8ac-18af-42cc-ae0e-ed0b0bdb91e1', [['SA07', '1.2.250.1.71.4.2.4']]],
    ['practice setting', 'cccf5598-8b07-4b77-a05e-ae952c785ead', [['SAD', '1.2.250.1.213.1.1.4.9']]],
  ])('has its %s', (_, scheme, expected) => expect(codes(node, scheme)).toEqual(expected));

  test('names its author, his structure and his profession', () => {
    const author = node.all('Classification').find((one) => one.attr('nodeRepresentation') === '');
    expect(author && slots(author)).toEqual({
      authorInstitution: 'CABINET MME INFIRMIER0212^^^^^&1.2.250.1.71.4.2.2&ISO^IDNST^^^499900021212001',
      authorPerson: '899900021212^INFIRMIER0212^Léa^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^IDNPS',
      authorSpecialty: 'G15_60^Infirmier^1.2.250.1.213.1.1.4.5',
    });
  });

  test('has its parts in the order of ebRIM, each with an id of its own', () => {
    const names = node.children.map(({ name }) => name);
    const order = ['Slot', 'Name', 'Description', 'Classification', 'ExternalIdentifier'];
    expect(names.map((name) => order.indexOf(name))).toEqual(names.map((name) => order.indexOf(name)).sort((a, b) => a - b));
    const ids = [...node.all('Classification'), ...node.all('ExternalIdentifier')].map((one) => one.attr('id'));
    expect(new Set(ids).size).toBe(ids.length);
  });

  test('stays whole whatever a name or title holds', () => {
    fc.assert(
      fc.property(anyXmlText, anyXmlText, (title, familyName) => {
        const about = read(documentEntry('Document01', { ...NOTE, title, author: { ...LEA, familyName } }, BYTES, { patient: identity, visibility: [] }));
        expect(about.at('Name/LocalizedString')?.attr('value')).toBe(title);
        expect(slots(about)['legalAuthenticator']?.split('^')).toHaveLength(13);
      }),
    );
  });
});

test('the entry of a signature is seen by nobody, and made when it was signed', () => {
  const node = read(signatureEntry('Signature01', { uniqueId: '1.2.3', signedAt: NOW, signer: NOTE }, BYTES, identity));
  expect(slots(node)).toMatchObject({
    creationTime: '20260105093000',
    serviceStartTime: '20260105093000',
    serviceStopTime: '20260105093000',
    languageCode: 'art',
  });
  expect(codes(node, 'f0306f51-975f-434e-a61c-c59651d33983')).toEqual([['E1762', 'ASTM']]);
  expect(codes(node, '2c6b8cb7-8b2a-4051-b291-b1ae6a575ef4')).toEqual([['1.2.840.10065.1.12.1.14', '1.2.840.10065.1.12']]);
  expect(codes(node, 'f4f85eac-e6cb-4883-b524-f2705394840f').map(([code]) => code)).toEqual(['N', 'MASQUE_PS', 'INVISIBLE_PATIENT']);
});

test('the set names who sends it, from which software, about whom', () => {
  const set = { uniqueId: '1.2.3', sourceId: '1.2.250.1.999.7.1', submittedAt: NOW, author: SECRETARY, structure: NOTE.structure, contentType: '07' };
  const node = read(submissionSet('SubmissionSet01', set, identity));
  expect(node.all('Classification').map((one) => one.attr('classificationNode'))).toContain('urn:uuid:a54d6aa5-d40d-43f9-88c5-b4633d873bdd');
  expect(codes(node, 'aa543740-bdda-424e-8c96-df4873be8500')).toEqual([['07', '1.2.250.1.213.2.2']]);
  expect(identifiers(node)).toEqual([
    ['XDSSubmissionSet.patientId', '279035121518989^^^&1.2.250.1.213.1.4.10&ISO^NH'],
    ['XDSSubmissionSet.sourceId', '1.2.250.1.999.7.1'],
    ['XDSSubmissionSet.uniqueId', '1.2.3'],
  ]);
  const author = node.all('Classification').find((one) => one.attr('nodeRepresentation') === '');
  expect(author && slots(author)['authorPerson']).toBe(`${SECRETARY.id}^SECRETAIRE0212^Sylvie^^^^^^&1.2.250.1.71.4.2.1&ISO^D^^^EI`);
});

test('a member of the set is an original', () => {
  const node = read(association('as1', 'urn:oasis:names:tc:ebxml-regrep:AssociationType:HasMember', 'SubmissionSet01', 'Document01'));
  expect([node.attr('sourceObject'), node.attr('targetObject'), slots(node)]).toEqual(['SubmissionSet01', 'Document01', { SubmissionSetStatus: 'Original' }]);
});
