import { DOMParser } from '@xmldom/xmldom';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { C14nCanonicalizationWithComments } from 'xml-crypto';
import { clinicalDocument } from '../../../../src/services/dmp/cda/clinical-document.js';
import { localTime } from '../../../../src/services/dmp/cda/local-time.js';
import { XmlNode } from '../../../../src/services/dmp/xml-node.js';
import type { MedicalDocument } from '../../../../src/services/medical-document.js';
import { anyXmlText } from '../any-xml-text.js';
import { NOTE } from '../note.js';
import { ALONSO, CABINET, NOW, patient } from '../samples.js';

const written = (changes: Partial<MedicalDocument> = {}, about = patient()): string => {
  const { before, after } = clinicalDocument({ ...NOTE, ...changes }, about);
  return `${before}JVBERi0x${after}`;
};
const read = (text: string) => XmlNode.parse(text);

test('the header says what it is, of whom, by whom, where and about what', () => {
  const document = read(written());
  expect(document.at('id')?.attr('root')).toBe('1.2.250.1.999.7.1.1');
  expect(document.at('code')?.attr('code')).toBe('11506-3');
  expect(document.at('code')?.attr('displayName')).toBe('CR ou fiche de suivi de soins par auxiliaire médical');
  expect(document.at('effectiveTime')?.attr('value')).toBe(localTime(NOW));
  expect(document.at('recordTarget/patientRole/id')?.attr('extension')).toBe('279035121518989');
  expect(document.at('author/assignedAuthor/code')?.attr('displayName')).toBe('Infirmier');
  expect(document.at('documentationOf/serviceEvent/effectiveTime/low')?.attr('value')).toBe('20260104');
  expect(document.at('documentationOf/serviceEvent/performer/assignedEntity/representedOrganization/standardIndustryClassCode')?.attr('code')).toBe('SAD');
  expect(document.at('componentOf/encompassingEncounter/location/healthCareFacility/code')?.attr('code')).toBe('SA07');
  expect(document.at('component/nonXMLBody/text')?.text).toBe('JVBERi0x');
});

test('the patient has his five traits, every given name of the birth record, and the name he uses', () => {
  const person = read(written({}, patient({ birthGivenNames: 'DOMINIQUE MARIE-LOUISE', usedName: "D'ÎLE" }))).at('recordTarget/patientRole/patient');
  expect(person?.all('name/family').map((family) => [family.attr('qualifier'), family.text])).toEqual([
    ['BR', 'PAT-TROIS'],
    ['CL', "D'ÎLE"],
  ]);
  expect(person?.all('name/given').map((given) => [given.attr('qualifier'), given.text])).toEqual([
    [undefined, 'DOMINIQUE MARIE-LOUISE'],
    ['BR', 'DOMINIQUE'],
  ]);
  expect(person?.at('birthTime')?.attr('value')).toBe('19790328');
  expect(person?.at('birthplace/place/addr/county')?.text).toBe('51215');
});

test('a physician is told with his speciality', () => {
  expect(
    read(written({ author: ALONSO }))
      .at('author/assignedAuthor/code')
      ?.attr('code'),
  ).toBe('G15_10/SM26');
});

test('a new version names the one it replaces, and the last day where there is one', () => {
  const document = read(written({ version: 2, replaces: '1.2.250.1.999.7.1.0', act: { start: '2026-01-04', end: '2026-01-05' } }));
  expect(document.at('versionNumber')?.attr('value')).toBe('2');
  expect(document.at('relatedDocument/parentDocument/id')?.attr('root')).toBe('1.2.250.1.999.7.1.0');
  expect(document.at('documentationOf/serviceEvent/effectiveTime/high')?.attr('value')).toBe('20260105');
  expect(written()).not.toContain('relatedDocument');
});

test.each([{ typeCode: '51851-4' }, { practiceSetting: 'ESSMS' }, { facilityType: 'SA66' }])('a code the DMP does not take is no document: %o', (changes) => {
  expect(() => written(changes)).toThrow(RangeError);
});

test('whatever is typed, what is written is its own canonical form, with the text in it', () => {
  // The parser of the other side takes U+0085 and U+2028 for line ends, which XML 1.0 does not.
  const typed = anyXmlText.map((value) => value.replace(/[\u{85}\u{2028}]/gu, ''));
  fc.assert(
    fc.property(typed, typed, (title, name) => {
      const text = written({ title, structure: { id: CABINET.structureId, name } });
      const parsed = new DOMParser().parseFromString(text, 'text/xml');
      expect(new C14nCanonicalizationWithComments().process(parsed.documentElement as unknown as Element, {}).toString()).toBe(text);
      expect(parsed.getElementsByTagName('title')[0]?.textContent).toBe(title);
    }),
  );
});

test.each([
  [60, '20260105103000+0100'],
  [0, '20260105093000+0000'],
  [-240, '20260105053000-0400'],
  [330, '20260105150000+0530'],
])('%i minutes ahead of UTC it is %s', (offset, text) => expect(localTime(NOW, offset)).toBe(text));
