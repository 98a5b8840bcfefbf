import { expect, test } from 'vitest';
import type { PatientIdentity } from '../../src/api/patient.js';
import { checkIns } from '../../src/services/ins.js';

const identity = (changes: Partial<PatientIdentity>): PatientIdentity => ({
  matricule: '279035121518989',
  insOid: '1.2.250.1.213.1.4.10',
  insStatus: 'qualifiée',
  birthName: 'PAT-TROIS',
  birthGivenNames: 'DOMINIQUE',
  sex: 'F',
  birthDate: '1979-03-28',
  birthPlaceCode: '51215',
  ...changes,
});

test.each([
  '279035121518989',
  '188102B17295165',
  '277076322082910',
  '207058575627097',
  '133061764035249',
  '157069329642881',
  '101072B99900114',
  '255069999999934',
])('the matricule %s has the right key', (matricule) => expect(checkIns(identity({ matricule }), 'simulator')).toBeUndefined());

test('the letters of Corsica count as 19 and 18 in the key', () => {
  expect(checkIns(identity({ matricule: '188102A17295138' }), 'simulator')).toBeUndefined(); // 1881019172951 modulo 97 is 59
  expect(checkIns(identity({ matricule: '188102A17295165' }), 'simulator')).toBe('ins.wrongKey');
});

test.each(['251109999900825', '279035121518988', '279035121518900', '2790351215189', '2 79 03 51 215 189 89', '188102C17295165', '188102b17295165', ''])(
  'the matricule "%s" is refused for its key',
  (matricule) => expect(checkIns(identity({ matricule }), 'simulator')).toBe('ins.wrongKey'),
);

test.each([
  { insOid: '1.2.250.1.213.1.4.9' },
  { matricule: '779035121518989' },
  { matricule: '890129935000750', insOid: '1.2.250.1.213.1.4.9' },
  { matricule: '890129935000750' },
])('a waiting number (NIA) is refused as such: %o', (changes) => expect(checkIns(identity(changes), 'simulator')).toBe('ins.isNia'));

test.each(['provisoire', 'récupérée', 'validée'] as const)('an identity that is %s is refused before anything else is looked at', (insStatus) => {
  expect(checkIns(identity({ insStatus, matricule: 'x' }), 'simulator')).toBe('ins.notQualified');
});

test('production knows the national domain, every other environment the test domain', () => {
  const national = identity({ insOid: '1.2.250.1.213.1.4.8' });
  expect(checkIns(national, 'production')).toBeUndefined();
  expect(checkIns(identity({}), 'production')).toBe('ins.wrongDomain');
  for (const environment of ['simulator', 'dev1', 'formation'] as const) {
    expect(checkIns(identity({}), environment)).toBeUndefined();
    expect(checkIns(national, environment)).toBe('ins.wrongDomain');
  }
});
