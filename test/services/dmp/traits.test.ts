import { expect, test } from 'vitest';
import type { PatientIdentity } from '../../../src/api/patient.js';
import { traitsThatDiffer } from '../../../src/services/dmp/traits.js';
import { XmlNode } from '../../../src/services/dmp/xml-node.js';
import { patient } from './samples.js';

const compare = (person: string, identity: Partial<Omit<PatientIdentity, 'insStatus'>> = {}) =>
  traitsThatDiffer(XmlNode.parse(`<patientPerson>${person}</patientPerson>`), patient(identity).identity);
const names = (given: string, family: string) => `<name>${given}${family}</name>`;
const birth = (name: string) => `<family qualifier="BR">${name}</family>`;

test('traits that agree are not mentioned', () => {
  expect(compare(`${names('<given>DOMINIQUE</given>', birth('PAT-TROIS'))}<administrativeGenderCode code="F"/><birthTime value="19790328"/>`)).toEqual([]);
});

test('each trait that differs is named', () => {
  const person = `${names('<given>DOMINIQUE</given>', birth('PAT-QUATRE'))}<administrativeGenderCode code="M"/><birthTime value="19790329"/>`;
  expect(compare(person)).toEqual(['birthName', 'birthDate', 'sex']);
  expect(compare(names('<given>DOMINICA</given>', ''))).toEqual(['birthGivenNames']);
});

test.each([
  ['Pat Trois', 'PAT-TROIS'],
  ['LECŒUR', 'LECOEUR'],
  ['lecœur', 'LECOEUR'],
  ["D'ALMÉIDA", 'D ALMEIDA'],
  ['N’GUYEN', "N'GUYEN"],
  ['  MULLER  ', 'MÜLLER'],
])('accents, capitals, hyphens and apostrophes make no difference: %s and %s', (told, birthName) => {
  expect(compare(names('', birth(told)), { birthName })).toEqual([]);
});

test.each([
  ['<given>PAUL</given>', true],
  ['<given>PAUL</given><given>JEAN</given>', true],
  ['<given>Paul Jean Marc</given>', true],
  ['<given>JEAN</given>', false],
  ['<given>PAUL</given><given>MARC</given>', false],
  ['<given>PA</given>', false],
])('of PAUL JEAN MARC the DMP may tell the first ones: %s', (given, agrees) => {
  expect(compare(names(given, ''), { birthGivenNames: 'PAUL JEAN MARC' })).toEqual(agrees ? [] : ['birthGivenNames']);
});

test('a birth name and a used name may each come with the given names', () => {
  const both = (given: string) => names('<given>PAUL</given>', '<family qualifier="SP">DUPONT</family>') + names(`<given>${given}</given>`, birth('PAT-TROIS'));
  expect(compare(both('PAUL'), { birthGivenNames: 'PAUL JEAN MARC' })).toEqual([]);
  expect(compare(both('JACQUES'), { birthGivenNames: 'PAUL JEAN MARC' })).toEqual(['birthGivenNames']);
});

test('half a compound given name is another one', () => {
  expect(compare(names('<given>JEAN MICHEL</given>', ''), { birthGivenNames: 'JEAN-MICHEL' })).toEqual([]);
  expect(compare(names('<given>JEAN</given>', ''), { birthGivenNames: 'JEAN-MICHEL' })).toEqual(['birthGivenNames']);
});

test('the used name is not compared; of several names the birth name is', () => {
  expect(compare(names('', '<family qualifier="SP">DUPONT</family><family qualifier="BR">PAT-TROIS</family>'))).toEqual([]);
  expect(compare(names('', '<family qualifier="SP">DUPONT</family>'))).toEqual([]);
  expect(compare(names('', '<family>DUPONT</family>'))).toEqual(['birthName']);
});

test.each(['', 'NON RENSEIGNE', 'Non renseigné', '  '])('what the DMP does not know ("%s") is no difference', (told) => {
  expect(compare(`${names(`<given>${told}</given>`, birth(told))}<administrativeGenderCode code="${told}"/><birthTime value="${told}"/>`)).toEqual([]);
  expect(compare('')).toEqual([]);
});

test('a birth date is compared as it is written: a lunar one, a time, a year alone', () => {
  expect(compare('<birthTime value="19793200"/>', { birthDate: '1979-32-00' })).toEqual([]);
  expect(compare('<birthTime value="19790328000000"/>')).toEqual([]);
  expect(compare('<birthTime value="1979"/>')).toEqual([]);
  expect(compare('<birthTime value="1978"/>')).toEqual(['birthDate']);
});
