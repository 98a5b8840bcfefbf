import { expect, test } from 'vitest';
import {
  changedElsewhere,
  draftOf,
  type FieldPath,
  faultsOf,
  fieldPath,
  isChanged,
  keepTyped,
  recordOf,
  tidied,
} from '../../../../../reference/host/page/model/patient-draft.js';
import { NATHALIE } from '../page-world.js';

const typed = (change: Partial<Record<FieldPath, string>>) => ({ ...draftOf(NATHALIE), ...change });

test('a form that nobody touched gives back the record it was opened on', () => {
  expect(recordOf(draftOf(NATHALIE), NATHALIE)).toEqual(NATHALIE);
  expect(isChanged(draftOf(NATHALIE), NATHALIE)).toBe(false);
  expect(faultsOf(draftOf(NATHALIE))).toEqual({});
});

test('dates and numbers are shown in their usual writing and stored in theirs', () => {
  expect(draftOf(NATHALIE)).toMatchObject({
    'beneficiary.birthDate': '15/06/1955',
    'beneficiary.certificationDate': 'Ven. 02/01/2026',
    'beneficiary.socialSecurityNumber': '2 55 06 99 999 999 34',
  });
  const draft = typed({ 'complementary.to': '30/04/2027', 'mileage.plain': '12', 'treatingPhysician.declared': 'false', 'contact.phones.2': '06 12 34 56 78' });
  expect(isChanged(draft, NATHALIE)).toBe(true);
  expect(recordOf(draft, NATHALIE)).toMatchObject({
    complementary: { to: '2027-04-30' },
    mileage: { plain: 12 },
    treatingPhysician: { declared: false },
    contact: { phones: ['02 43 00 00 01', '', '06 12 34 56 78', ''] },
  });
});

test('typing into a record never changes the record itself', () => {
  const before = structuredClone(NATHALIE);
  recordOf(typed({ 'contact.city': 'ALLONNES' }), NATHALIE);
  expect(NATHALIE).toEqual(before);
});

test.each<[FieldPath, string]>([
  ['beneficiary.name', ' '],
  ['beneficiary.birthDate', '15/06/55'],
  ['beneficiary.birthDate', ''],
  ['beneficiary.socialSecurityNumber', '2 55 06'],
  ['contact.postalCode', '7201'],
  ['contact.phones.0', 'portable'],
  ['contact.email', 'nathalie@'],
  ['mileage.plain', '1,5'],
  ['complementary.to', '01/01/2010'],
])('%s refuses « %s » in one sentence', (path, text) => {
  const faults = faultsOf(typed({ [path]: text }));
  expect(Object.keys(faults)).toEqual([path]);
  expect(faults[path]).toMatch(/\.$|@domaine\.fr$|\)\.$/);
});

test('fields that may be empty are not missed', () => {
  expect(faultsOf(typed({ 'contact.phones.0': '', 'contact.email': '', 'complementary.from': '', 'mileage.plain': '' }))).toEqual({});
});

test('a field that is left takes its usual form', () => {
  expect(tidied('beneficiary.birthDate', '5.6.1955')).toBe('05/06/1955');
  expect(tidied('insured.socialSecurityNumber', '255069999999934')).toBe('2 55 06 99 999 999 34');
  expect(tidied('beneficiary.birthDate', 'hier')).toBe('hier');
});

test('a path of the server names a field of the form', () => {
  expect(fieldPath('contact.phones[1]')).toBe('contact.phones.1');
});

test('what was typed stays over a newer record; the rest follows it; a field changed on both sides is told', () => {
  const before = draftOf(NATHALIE);
  const draft = typed({ 'contact.city': 'ALLONNES', 'contact.email': 'n@exemple.fr' });
  const newer = draftOf({ ...NATHALIE, notes: 'Digicode', contact: { ...NATHALIE.contact, city: 'COULAINES', email: 'n@exemple.fr' } });
  expect(keepTyped(draft, before, newer)).toEqual({ ...newer, 'contact.city': 'ALLONNES' });
  expect(changedElsewhere(draft, before, newer)).toEqual({ 'contact.city': 'COULAINES' });
});
