import { expect, test } from 'vitest';
import { coordinatesOf, hasCoordinates, insuredAmong, isOwnInsured, withCoordinates } from '../../../../../reference/host/page/model/coordinates.js';
import { draftOf } from '../../../../../reference/host/page/model/patient-draft.js';
import { CORSE, NATHALIE, PAUL } from '../page-world.js';

test('the insured of a child is the patient who bears the number and is insured in his own name', () => {
  expect(insuredAmong([CORSE, PAUL, NATHALIE], draftOf(CORSE), CORSE.id)).toBe(PAUL);
});

test('a patient is never his own source', () => {
  expect(insuredAmong([PAUL], draftOf(PAUL), PAUL.id)).toBeUndefined();
});

test('nobody is found without a number, or by somebody else’s', () => {
  expect(insuredAmong([PAUL, NATHALIE], { ...draftOf(CORSE), 'insured.socialSecurityNumber': '' }, CORSE.id)).toBeUndefined();
  expect(insuredAmong([NATHALIE], draftOf(CORSE), CORSE.id)).toBeUndefined();
});

test('a child is not the insured, an insured patient is', () => {
  expect([NATHALIE, CORSE].map((record) => isOwnInsured(draftOf(record)))).toEqual([true, false]);
});

test('coordinates take along address, telephones and e-mail, and nothing else', () => {
  const pasted = withCoordinates(draftOf(NATHALIE), coordinatesOf(draftOf(PAUL)));
  expect(pasted).toEqual({
    ...draftOf(NATHALIE),
    'contact.address': '18 RUE GAMBETTA',
    'contact.postalCode': '72000',
    'contact.city': 'LE MANS',
    'contact.phones.0': '02 43 00 00 11',
    'contact.phones.1': '06 00 00 00 11',
    'contact.email': 'famille.onze@exemple.fr',
  });
  expect(hasCoordinates(coordinatesOf(draftOf(CORSE)))).toBe(false);
});
