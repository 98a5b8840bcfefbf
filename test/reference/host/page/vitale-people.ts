import type { VitaleBeneficiary } from '../../../../src/api/vitale.js';

/** Who the cards of the tests name: those whose forms are in `page-world`, and one nobody knows. */
export const paul: VitaleBeneficiary = {
  birthName: 'INS-FAMILLE-ONZE',
  usedName: '',
  givenName: 'PAUL',
  birthDate: '19700807',
  birthRank: 1,
  nir: '170082622170161',
  certificationDate: '20260102',
  insuredNir: '170082622170161',
  quality: '0',
  address: [],
};
export const corse: VitaleBeneficiary = { ...paul, givenName: 'CORSE', birthDate: '20010714', nir: '', quality: '6' };
export const nathalie: VitaleBeneficiary = {
  ...paul,
  birthName: 'DESMAUX',
  givenName: 'NATHALIE',
  birthDate: '19550615',
  nir: '255069999999934',
  insuredNir: '255069999999934',
};
export const stranger: VitaleBeneficiary = {
  ...paul,
  birthName: 'INCONNU',
  givenName: 'ALBERT',
  birthDate: '19330101',
  nir: '133019999900112',
  insuredNir: '133019999900112',
};
