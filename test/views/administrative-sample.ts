import type { AdministrativeComparison } from '../../src/api/messages.js';

/** What the form of DESMAUX NATHALIE holds. */
export const HOST: AdministrativeComparison['host'] = {
  birthName: 'DESMAUX',
  usedName: '',
  givenNames: 'NATHALIE',
  sex: 'F',
  birthDate: '19550615',
  address: { line: '5 BD ALEXANDRE OYON', complement: '', postalCode: '72019', city: 'LE MANS CEDEX 2', country: 'FRANCE' },
  homePhone: '',
  mobilePhone: '',
  email: '',
};
