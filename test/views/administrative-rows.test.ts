import { expect, test } from 'vitest';
import type { AdministrativeComparison } from '../../src/api/messages.js';
import { administrativeRows, replacedBy, vigilanceRows } from '../../src/views/administrative-rows.js';
import { HOST } from './administrative-sample.js';

type Side = Partial<AdministrativeComparison['host']>;
const compared = (host: Side, dmp: Side, identityDiffers: AdministrativeComparison['identityDiffers'] = []): AdministrativeComparison => ({
  patientId: 'p01',
  patientName: 'DESMAUX NATHALIE',
  host: { ...HOST, ...host },
  dmp: { ...HOST, refusesBreakGlass: false, refusesEmergency: false, ...dmp },
  identityDiffers,
  canChange: true,
});
const rowOf = (name: string, comparison: AdministrativeComparison) => administrativeRows(comparison).find((row) => row.name === `administrative.field.${name}`);

test.each([
  ['+33611111111', '06 11 11 11 11', 'same'],
  ['0033 6 11 11 11 11', '06.11.11.11.11', 'same'],
  ['+33 (0)6 11 11 11 11', '0611111111', 'same'],
  ['+33611111111', '06 11 11 11 12', 'different'],
  ['+32471123456', '0471123456', 'different'],
] as const)('%s and %s: %s', (host, dmp, state) =>
  expect(rowOf('mobilePhone', compared({ mobilePhone: host }, { mobilePhone: dmp }))).toMatchObject({ state }),
);

test('a French number is shown as it is dialled and copied as received, a foreign one stays as it is', () => {
  expect(rowOf('homePhone', compared({}, { homePhone: '+33243000001' }))).toMatchObject({
    dmp: '02 43 00 00 01',
    copies: { field: 'homePhone', value: '+33243000001' },
  });
  expect(rowOf('homePhone', compared({}, { homePhone: '+32471123456' }))?.dmp).toBe('+32471123456');
});

test('capitals, accents and hyphens make no other address', () => {
  const address = { line: '5, bd Alexandre-Oyon', complement: '', postalCode: '72019', city: 'Le Mans Cédex 2', country: 'France' };
  expect(rowOf('addressLine', compared({}, { address }))?.state).toBe('same');
  expect(rowOf('city', compared({}, { address }))?.state).toBe('same');
  expect(replacedBy(compared({}, { address }))).toEqual([]);
});

test('only what the form lacks or says otherwise is copied, never an identity', () => {
  const comparison = compared(
    { mobilePhone: '+33611111111', email: 'a@example.org' },
    { usedName: 'MARTIN', email: 'b@example.org', homePhone: '+33243000001' },
  );
  expect(administrativeRows(comparison).flatMap(({ copies }) => copies?.field ?? [])).toEqual(['homePhone', 'email']);
  expect(rowOf('usedName', comparison)).toMatchObject({ state: 'hostMissing', dmp: 'MARTIN' });
  expect(rowOf('mobilePhone', comparison)).toMatchObject({ state: 'dmpMissing' });
});

test('what the DMP does not know is absent, in its words too', () => {
  expect(rowOf('birthName', compared({}, { birthName: 'NON RENSEIGNE' }))).toMatchObject({ dmp: '', state: 'dmpMissing' });
  expect(rowOf('email', compared({}, {}))).toMatchObject({ state: 'none' });
});

test('of the identity, what the service found to differ differs: the first of several given names is enough', () => {
  const comparison = compared({ givenNames: 'PAUL JEAN MARC' }, { givenNames: 'PAUL', birthDate: '19550616' }, ['birthDate']);
  expect(vigilanceRows(comparison).map(({ host, dmp, state }) => [host, dmp, state])).toEqual([
    ['DESMAUX', 'DESMAUX', 'same'],
    ['PAUL JEAN MARC', 'PAUL', 'same'],
    ['15/06/1955', '16/06/1955', 'different'],
  ]);
});

test('a change replaces what the form tells, and an address as a whole or not at all', () => {
  const full = { email: 'a@example.org', homePhone: '+33243000001' };
  expect(replacedBy(compared(full, { email: 'b@example.org', address: { ...HOST.address, complement: 'BÂTIMENT B' } }))).toEqual([
    'address',
    'phones',
    'email',
  ]);
  expect(replacedBy(compared({}, { email: 'b@example.org', mobilePhone: '+33611111111' }))).toEqual([]);
  expect(replacedBy(compared({ address: { ...HOST.address, city: '' } }, {}))).toEqual([]);
});
