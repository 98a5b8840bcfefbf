import type { VitaleBeneficiary } from '../../../../src/api/vitale.js';
import { PAUL } from '../../../fakes/fake-vitale-reader.js';

/** Who the cards of the tests name: those whose forms are in `page-world`, and one nobody knows. */
export const paul: VitaleBeneficiary = { ...PAUL, certificationDate: '20260102', address: [] };
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
