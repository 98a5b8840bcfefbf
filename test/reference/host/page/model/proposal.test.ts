import { expect, test } from 'vitest';
import { draftOf } from '../../../../../reference/host/page/model/patient-draft.js';
import { nationalPhone, withProposal } from '../../../../../reference/host/page/model/proposal.js';
import type { ProposedFields } from '../../../../../src/api/patient.js';
import { CORSE, NATHALIE, PAUL } from '../page-world.js';

const phones = (record: typeof PAUL, fields: ProposedFields) => {
  const { draft, taken } = withProposal(draftOf(record), fields);
  return [[0, 1, 2, 3].map((index) => draft[`contact.phones.${index as 0 | 1 | 2 | 3}`]), taken];
};

test('address and e-mail take the place of what the form has, and are told as changed', () => {
  const { draft, taken, changed } = withProposal(draftOf(NATHALIE), {
    addressLine: ' 18 RUE GAMBETTA ',
    postalCode: '72000',
    city: 'LE MANS CEDEX 2',
    email: 'n@exemple.fr',
  });
  expect([draft['contact.address'], draft['contact.postalCode'], draft['contact.email']]).toEqual(['18 RUE GAMBETTA', '72000', 'n@exemple.fr']);
  expect([taken, changed]).toEqual([
    ['addressLine', 'postalCode', 'city', 'email'],
    ['contact.address', 'contact.postalCode', 'contact.email'],
  ]);
});

test('numbers go into free fields, the way the form writes them', () => {
  expect(phones(CORSE, { homePhone: '+33243000001', mobilePhone: 'tel:x' })).toEqual([
    ['02 43 00 00 01', 'tel:x', '', ''],
    ['homePhone', 'mobilePhone'],
  ]);
  expect(phones(NATHALIE, { mobilePhone: '+33611111111' })).toEqual([['02 43 00 00 01', '06 11 11 11 11', '', ''], ['mobilePhone']]);
});

test('a number the form has already is taken without a change', () => {
  expect(phones(PAUL, { homePhone: '+33243000011', mobilePhone: '06.00.00.00.11' })).toEqual([
    ['02 43 00 00 11', '06 00 00 00 11', '', ''],
    ['homePhone', 'mobilePhone'],
  ]);
});

test('no number is overwritten: without a free field it is not taken', () => {
  const full = { ...PAUL, contact: { ...PAUL.contact, phones: ['02 43 00 00 11', '06 00 00 00 11', '02 43 00 00 12', '02 43 00 00 13'] as const } };
  expect(phones(full, { mobilePhone: '+33611111111', homePhone: '+33243999999' })).toEqual([[...full.contact.phones], []]);
});

test('what is empty, too long, unknown or no text is not taken', () => {
  const odd = { city: '  ', addressLine: 'x'.repeat(501), postalCode: 72000, 'beneficiary.name': 'AUTRE' } as unknown as ProposedFields;
  expect(withProposal(draftOf(NATHALIE), odd)).toEqual({ draft: draftOf(NATHALIE), taken: [], changed: [] });
});

test('a French number is written in pairs, another one as it is', () => {
  expect(['+33611111111', '0033243000001', '0243000001', '+3225551212', '3639'].map(nationalPhone)).toEqual([
    '06 11 11 11 11',
    '02 43 00 00 01',
    '02 43 00 00 01',
    '+3225551212',
    '3639',
  ]);
});
