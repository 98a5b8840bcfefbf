import { expect, test } from 'vitest';
import { cardDate, comparedWithCard, qualityWords } from '../../../../../reference/host/page/model/card-comparison.js';
import { draftOf } from '../../../../../reference/host/page/model/patient-draft.js';
import type { VitaleBeneficiary } from '../../../../../src/api/vitale.js';
import { NATHALIE, PAUL } from '../page-world.js';

const CARD: VitaleBeneficiary = {
  birthName: 'INS-FAMILLE-ONZE',
  usedName: '',
  givenName: 'PAUL',
  birthDate: '19700807',
  birthRank: 1,
  nir: '170082622170161',
  certificationDate: '20010507',
  insuredNir: '170082622170161',
  quality: '0',
  address: [],
};

test('a card that says the same in its own spelling differs in nothing', () => {
  expect(comparedWithCard(draftOf(PAUL), CARD, 'validée')).toEqual({ missing: {}, differences: [] });
  expect(
    comparedWithCard({ ...draftOf(PAUL), 'beneficiary.name': 'Ins Famille Onze', 'beneficiary.givenName': 'Jean-Marc Paul' }, CARD, 'validée').differences,
  ).toEqual([]);
});

test('what the form has not is what the card can fill; what the card has not is no difference', () => {
  const blank = { ...draftOf(PAUL), 'beneficiary.name': '', 'beneficiary.certificationDate': ' ', 'beneficiary.socialSecurityNumber': '' };
  expect(comparedWithCard(blank, CARD, 'provisoire')).toEqual({
    missing: {
      'beneficiary.name': 'INS-FAMILLE-ONZE',
      'beneficiary.certificationDate': 'Lun. 07/05/2001',
      'beneficiary.socialSecurityNumber': '1 70 08 26 221 701 61',
    },
    differences: [],
  });
  expect(comparedWithCard(draftOf(PAUL), { ...CARD, nir: '', certificationDate: '', birthDate: '', birthRank: 0 }, 'validée')).toEqual({
    missing: {},
    differences: [],
  });
});

test('of an INS to be qualified the traits are offered, of a qualified one they are not', () => {
  const paths = (status: 'validée' | 'qualifiée') => comparedWithCard(draftOf(NATHALIE), { ...CARD, quality: '6' }, status).differences.map(({ path }) => path);
  const others = ['beneficiary.quality', 'beneficiary.certificationDate', 'insured.socialSecurityNumber'];
  expect(paths('qualifiée')).toEqual(others);
  expect(paths('validée').sort()).toEqual(
    ['beneficiary.name', 'beneficiary.givenName', 'beneficiary.birthDate', 'beneficiary.socialSecurityNumber', ...others].sort(),
  );
});

test('a date of a card reads as one, a lunar one too; a quality in the words of the form', () => {
  expect(['19700807', '19702000', '1970', ''].map(cardDate)).toEqual(['07/08/1970', '00/20/1970', '', '']);
  expect(['0', '2', '6', '1', ''].map(qualityWords)).toEqual(['Assuré', 'Conjoint', 'Enfant', 'Autre ayant droit', '']);
});

test('a birth date without a century is shown as it is, and offered to no form', () => {
  expect(cardDate('700807')).toBe('07/08/70');
  const { differences, missing } = comparedWithCard({ ...draftOf(PAUL), 'beneficiary.birthDate': '' }, { ...CARD, birthDate: '700807' }, 'validée');
  expect([differences, missing]).toEqual([[], {}]);
});
