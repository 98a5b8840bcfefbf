import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { AdministrativeData } from '../../../../src/api/messages.js';
import { td13AdministrativeData } from '../../../../src/services/dmp/transactions/td13-administrative-data.js';
import { XmlNode } from '../../../../src/services/dmp/xml-node.js';
import { anyXmlText } from '../any-xml-text.js';
import { administrative, context, found, notFound, patient, SESSION } from '../samples.js';

const IDS = '<id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>';
const DATA: AdministrativeData = {
  birthName: 'PAT-TROIS',
  usedName: "D'ÉTÉ & FILS",
  givenNames: 'DOMINIQUE MARIE',
  sex: 'F',
  birthDate: '19790328',
  address: { line: '1 RUE <DES> "SAULES"', complement: 'BÂT. A', postalCode: '72000', city: 'LE MANS', country: 'FRANCE' },
  homePhone: '+33243000000',
  mobilePhone: '+33611111111',
  email: 'dominique@exemple.fr',
  refusesBreakGlass: true,
  refusesEmergency: false,
  legalRepresentative: { relation: 'MTH', familyName: 'PAT-TROIS', givenName: 'ANNE' },
};
const parse = (answer: string) => td13AdministrativeData.parse(XmlNode.parse(answer), { patient: patient() });
const told = (person: string) => parse(found({ ids: IDS, person }));

test('the question is that of TD0.2, for another reason', () => {
  const text = td13AdministrativeData.build({ patient: patient() }, context(), SESSION).text;
  expect(text).toContain(
    '<reasonCode code="CNSLT_DATA" codeSystem="1.2.250.1.213.1.1.4.11" displayName="Consultation des données de gestion de dossier"/><queryByParameter>',
  );
  expect(text).toContain('<value root="1.2.250.1.213.1.4.10" extension="279035121518989"/>');
});

test('everything the DMP manages is read', () => expect(parse(administrative(DATA, IDS))).toEqual(DATA));

test('what it does not manage is empty', () => {
  expect(told('<name><family>PAT-TROIS</family></name>')).toEqual({
    birthName: 'PAT-TROIS',
    usedName: '',
    givenNames: '',
    sex: '',
    birthDate: '',
    address: { line: '', complement: '', postalCode: '', city: '', country: '' },
    homePhone: '',
    mobilePhone: '',
    email: '',
    refusesBreakGlass: false,
    refusesEmergency: false,
  });
});

test.each([
  ['tel:06 11 11 11 11', '+33611111111'],
  ['tel:0611111111', '+33611111111'],
  ['tel:+33611111111', '+33611111111'],
  ['tel:+32470123456', '+32470123456'],
  ['tel:poste 12', 'poste 12'],
])('the phone %s is read as %s', (value, phone) => {
  expect(told(`<name><family>X</family></name><telecom use="MC" value="${value}"/>`)).toMatchObject({ mobilePhone: phone, homePhone: '' });
});

test('a phone of no kind is one at home; further lines of an address complete it', () => {
  expect(
    told(`<name><family>X</family></name><telecom value="tel:0243000000"/>
      <addr><city>LE MANS</city><streetAddressLine>1 RUE A</streetAddressLine><streetAddressLine>BÂT. B</streetAddressLine><additionalLocator>3e</additionalLocator></addr>`),
  ).toMatchObject({ homePhone: '+33243000000', address: { line: '1 RUE A', complement: 'BÂT. B 3e', city: 'LE MANS' } });
});

test('who answers for a child is kept, whatever his relation', () => {
  const legalRepresentative = { relation: 'UNCLE', familyName: 'PAT-TROIS', givenName: 'ANNE' };
  expect(parse(administrative({ ...DATA, legalRepresentative }, IDS)).legalRepresentative).toEqual(legalRepresentative);
});

test('a relation the DMP does not tell is the one that says least', () => {
  const legalRepresentative = { relation: '', familyName: 'PAT-TROIS', givenName: 'ANNE' };
  expect(parse(administrative({ ...DATA, legalRepresentative }, IDS)).legalRepresentative?.relation).toBe('FAMMEMB');
});

test('where he lives and how he is reached are kept, as received', () => {
  const legalRepresentative = {
    relation: 'GUARD',
    familyName: 'DURAND',
    givenName: 'LÉA',
    address: { line: '2 RUE "B"', complement: 'BÂT. C', postalCode: '75001', city: 'PARIS', country: 'FRANCE' },
    telecoms: [{ value: 'tel:06 11 11 11 11', use: 'MC' }, { value: 'mailto:lea@exemple.fr' }],
  };
  expect(parse(administrative({ ...DATA, legalRepresentative }, IDS))).toEqual({ ...DATA, legalRepresentative });
});

test('of somebody without a record nothing is managed', () => {
  expect(() => parse(notFound())).toThrow(expect.objectContaining({ code: 'dmp.recordMissing', about: { detail: { layer: 'hl7', code: 'NF' } } }));
});

test('the data of somebody else are unreadable', () => {
  expect(() => parse(administrative(DATA, IDS.replace('279035121518989', '188102B17295165')))).toThrow(expect.objectContaining({ code: 'dmp.unreadable' }));
});

test('texts are read as they were written', () => {
  const text = anyXmlText.map((value) => value.replace(/\s+/g, ' ').trim()).filter((value) => value !== '');
  fc.assert(
    fc.property(text, text, text, (line, city, familyName) => {
      const data = { ...DATA, address: { ...DATA.address, line, city }, legalRepresentative: { relation: 'FTH', familyName, givenName: 'X' } } as const;
      expect(parse(administrative(data, IDS))).toEqual(data);
    }),
  );
});
