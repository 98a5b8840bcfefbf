import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Holder } from '../../../../src/api/professional.js';
import { td11Creation } from '../../../../src/services/dmp/transactions/td11-creation.js';
import { XmlNode } from '../../../../src/services/dmp/xml-node.js';
import type { RecordCreation } from '../../../../src/services/record-gateway.js';
import { anyXmlText } from '../any-xml-text.js';
import { ALONSO, CABINET, context, LOCUM, patient, registrationAnswer, SECRETARY, SESSION, STUDENT } from '../samples.js';
import { ADDR, act, BIRTH, BIRTH_PLACE, CREATION, header, NAME, observation, reason, VITALE } from './registration-parts.js';

type Changes = Parameters<typeof patient>[0];
const build = (creation: Partial<RecordCreation> = {}, identity: Changes = {}, holder: Holder = SESSION.holder) =>
  td11Creation.build({ patient: patient(identity), creation: { ...CREATION, ...creation } }, context(), { holder, situation: CABINET }).text;
const built = (...args: Parameters<typeof build>) => XmlNode.parse(build(...args)).at('controlActProcess/subject/registrationRequest');
const person = (...args: Parameters<typeof build>) => built(...args)?.at('subject1/patient/patientPerson');
const parse = (answer: string) => td11Creation.parse(XmlNode.parse(answer), { patient: patient(), creation: CREATION });

test('a creation says who, where, by which card, with which agreement, and by whom', () => {
  expect(build()).toBe(
    header('PRPA_IN201311UV02') +
      act('PRPA_IN201311UV02', {
        reason: reason('CREA_RD', 'Création de dossier'),
        person: `${NAME}<telecom value="tel:+33611111111" use="MC"/><telecom value="mailto:dominique@exemple.fr"/>${BIRTH}${ADDR}${VITALE}${BIRTH_PLACE}`,
        observations:
          observation('CONSENTEMENT_OUVERTURE_DMP', true, '20260105081530') +
          observation('OPPOSITION_BRIS_DE_GLACE', true) +
          observation('OPPOSITION_ACCES_URGENCE', false),
      }),
  );
});

test('what the patient did not give is left out', () => {
  const { email: _email, mobile: _mobile, ...less } = CREATION;
  const address = { ...CREATION.address, complement: '' };
  const text = td11Creation.build({ patient: patient(), creation: { ...less, address } }, context(), SESSION).text;
  expect(text).not.toMatch(/value="(?:tel|mailto):|additionalLocator|personalRelationship|qualifier="SP">PAT-/);
});

test('the used name comes before the birth name; a card without one says none', () => {
  const beneficiary = { ...CREATION.vitale.beneficiary, usedName: '' };
  const text = build({ vitale: { ...CREATION.vitale, beneficiary } }, { usedName: "L'ÉTÉ" });
  expect(text).toContain(
    `<name><prefix>Mme</prefix><family qualifier="SP">L'ÉTÉ</family><family qualifier="BR">PAT-TROIS</family><given>DOMINIQUE</given></name>`,
  );
  expect(text).toContain('<contactPerson><name><family qualifier="BR">PAT TROIS</family><given>DOMINIQUE</given></name>');
});

test.each([
  ['F', '<prefix>Mme</prefix>', 'F'],
  ['M', '<prefix>M</prefix>', 'M'],
  ['UN', '', 'UN'],
] as const)('of the sex %s the prefix is "%s"', (sex, prefix, code) => {
  expect(build({}, { sex })).toContain(`<name>${prefix}<family qualifier="BR">`);
  expect(person({}, { sex })?.at('administrativeGenderCode')?.attr('code')).toBe(code);
});

test.each([
  ['1942-20-00', '19422000'],
  ['1979-03-28', '19790328'],
  ['2000-01-01', '20000101'],
])('the birth date %s is sent as %s, whatever the calendar and the zone say', (birthDate, sent) => {
  expect(person({}, { birthDate })?.at('birthTime')?.attr('value')).toBe(sent);
});

test('the card is told as it says, a date of another form too', () => {
  const beneficiary = { ...CREATION.vitale.beneficiary, birthDate: '790328' };
  expect(
    person({ vitale: { ...CREATION.vitale, beneficiary } })
      ?.at('contactParty/contactPerson/birthTime')
      ?.attr('value'),
  ).toBe('790328');
});

test('who answers for a child stands after the card', () => {
  const relation = { relation: 'FTH', familyName: 'PAT-TROIS', givenName: 'PAUL' } as const;
  expect(build({ legalRepresentative: relation })).toContain(
    `${VITALE}<personalRelationship classCode="PRS"><code code="FTH" codeSystem="2.16.840.1.113883.1.11.19579"/>` +
      '<relationshipHolder1 classCode="PSN" determinerCode="INSTANCE"><name><family>PAT-TROIS</family><given>PAUL</given></name></relationshipHolder1>' +
      `</personalRelationship>${BIRTH_PLACE}`,
  );
});

test.each([
  ['a nurse', SESSION.holder, 'G15_60', '1.2.250.1.213.1.1.4.5'],
  ['a physician', ALONSO, 'G15_10/SM26', '1.2.250.1.213.1.1.4.5'],
  ['somebody in training', STUDENT, 'G16_10', '1.2.250.1.213.1.1.4.5'],
  ['somebody who stands in', LOCUM, 'G15_60', '1.2.250.1.213.1.1.4.5'],
  ['the staff of a structure', SECRETARY, 'SECRETARIAT_MEDICAL', '1.2.250.1.213.1.1.4.6'],
])('%s is author under a code of the right table', (_, holder, code, system) => {
  const author = built({}, {}, holder)?.at('author/assignedEntity');
  expect([author?.at('id')?.attr('extension'), author?.at('code')?.attr('code'), author?.at('code')?.attr('codeSystem')]).toEqual([holder.id, code, system]);
});

test('a card without a given name makes an author without one', () => {
  expect(build({}, {}, { ...SECRETARY, givenName: '' })).toContain('<name><family>SECRETAIRE0212</family></name></assignedPerson>');
});

test('the instant of the consent is in UTC', () => {
  expect(build({ consentAt: Date.parse('2026-07-01T00:30:00+02:00') })).toContain('<effectiveTime value="20260630223000"/>');
});

const free = anyXmlText.filter((text) => text.trim() === text && text !== '');
test('whatever is in names and addresses, it arrives as it was', () => {
  fc.assert(
    fc.property(free, free, free, free, free, (birthName, given, line, city, structure) => {
      const address = { ...CREATION.address, line, city };
      const legalRepresentative = { relation: 'MTH', familyName: birthName, givenName: given } as const;
      const beneficiary = { ...CREATION.vitale.beneficiary, birthName: given, givenName: birthName };
      const creation = { ...CREATION, address, legalRepresentative, vitale: { readAt: 0, beneficiary } };
      const session = { ...SESSION, situation: { ...CABINET, structureName: structure } };
      const sent = XmlNode.parse(
        td11Creation.build({ patient: patient({ birthName, birthGivenNames: given, usedName: line }), creation }, context(), session).text,
      ).at('controlActProcess/subject/registrationRequest');
      const told = sent?.at('subject1/patient/patientPerson');
      const text = (path: string) => told?.all(path).map((node) => node.text);
      expect([text('name/family'), text('name/given')]).toEqual([[line, birthName], [given]]);
      expect([text('addr/streetAddressLine'), text('addr/city')]).toEqual([[line], [city]]);
      expect(text('personalRelationship/relationshipHolder1/name/family')).toEqual([birthName]);
      expect(text('contactParty/contactPerson/name/family')).toEqual([given, 'PAT QUATRE']);
      expect(sent?.at('author/assignedEntity/representedOrganization/name')?.text).toBe(structure);
    }),
  );
});

test('the answer yes is nothing more', () => {
  expect(parse(registrationAnswer('PRPA_IN201312UV02', { ids: '<id root="1.2.250.1.213.1.4.10" extension="279035121518989"/>' }))).toBeUndefined();
  expect(parse(registrationAnswer('PRPA_IN201312UV02'))).toBeUndefined();
});

test('a record that is there already is a refusal, in the words of the DMP', () => {
  const answer = registrationAnswer('PRPA_IN201313UV02', { refused: 'DMPFound', text: 'Le DMP existe déjà' });
  expect(() => parse(answer)).toThrow(
    expect.objectContaining({ code: 'dmp.recordExists', about: { detail: { layer: 'hl7', code: 'DMPFound', text: 'Le DMP existe déjà' } } }),
  );
});

test('the withdrawal of creations is told by the rights service', () =>
  expect(td11Creation.refusals).toMatchObject({ DMPAccessDeniedByRightsService: 'dmp.withdrawn' }));

test.each([
  ['a yes about somebody else', registrationAnswer('PRPA_IN201312UV02', { ids: '<id root="1.2.250.1.213.1.4.10" extension="188102B17295165"/>' })],
  ['a no that says yes', registrationAnswer('PRPA_IN201313UV02')],
  ['the answer to a revision', registrationAnswer('PRPA_IN201315UV02')],
  ['a wrapper around another message', registrationAnswer('PRPA_IN201312UV02').replaceAll('PRPA_IN201312UV02', 'PRPA_IN201308UV02')],
  ['an empty wrapper', '<PRPA_IN201311UV02_Response xmlns="asip:ci-sis:gdp:2010"/>'],
  ['a message without its wrapper', /<PRPA_IN201312UV02.*<\/PRPA_IN201312UV02>/s.exec(registrationAnswer('PRPA_IN201312UV02'))?.[0] ?? ''],
])('%s is unreadable', (_, answer) => expect(() => parse(answer)).toThrow(expect.objectContaining({ code: 'dmp.unreadable' })));
