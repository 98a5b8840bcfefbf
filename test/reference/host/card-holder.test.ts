import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isHolder } from '../../../reference/host/card-holder.js';
import type { PatientRecord } from '../../../reference/host/practice.js';
import { seedPatients } from '../../../reference/host/server/store/seed-patients.js';
import type { VitaleBeneficiary } from '../../../src/api/vitale.js';

const SEED = seedPatients();
const patient = (id: string): PatientRecord => {
  const record = SEED.find((one) => one.id === id);
  if (!record) throw new Error(`no ${id}`);
  return record;
};
/** The card of a patient of the seed. `withNumber`: a child may have none of his own. */
function cardOf({ identity, beneficiary, insured }: PatientRecord, withNumber = true): VitaleBeneficiary {
  return {
    birthName: identity.birthName,
    usedName: '',
    givenName: identity.birthGivenNames.split(' ')[0] ?? '',
    birthDate: identity.birthDate.replaceAll('-', ''),
    birthRank: 1,
    nir: withNumber ? beneficiary.socialSecurityNumber.replaceAll(' ', '') : '',
    certificationDate: '',
    insuredNir: insured.socialSecurityNumber.replaceAll(' ', ''),
    quality: '0',
    address: [],
  };
}
const holders = (card: VitaleBeneficiary, records = SEED): string[] => records.filter((record) => isHolder(record, card)).map(({ id }) => id);

test('each card of the seed is that of one patient', () => {
  for (const record of SEED) {
    expect(holders(cardOf(record)), record.id).toEqual([record.id]);
    expect(holders(cardOf(record, false)), record.id).toEqual([record.id]);
  }
});

test('the readings of the seed are those of their patients; those who are to have a record created have none', () => {
  for (const record of SEED) if (record.vitale) expect(isHolder(record, record.vitale.beneficiary), record.id).toBe(true);
  expect(SEED.filter(({ vitale }) => !vitale).map(({ id }) => id)).toEqual(['p02', 'p16', 'p17']);
});

test('a card that keeps no century is compared with the form’s', () => {
  for (const record of SEED) {
    const card = cardOf(record);
    expect(holders({ ...card, birthDate: card.birthDate.slice(2) }), record.id).toEqual([record.id]);
  }
  expect(isHolder(patient('p17'), { ...cardOf(patient('p17'), false), birthDate: '160504' })).toBe(false);
});

describe('a child whose form bears the number of the parent', () => {
  const zoe = patient('p17');
  const form: PatientRecord = {
    ...zoe,
    identity: { ...zoe.identity, matricule: '', insStatus: 'provisoire' },
    beneficiary: { ...zoe.beneficiary, socialSecurityNumber: patient('p02').beneficiary.socialSecurityNumber },
  };

  test('is not the parent of the same card', () => {
    expect(isHolder(form, cardOf(patient('p02')))).toBe(false);
  });
  test('is known by the number of the insured and the traits', () => {
    expect(isHolder(form, cardOf(zoe, false))).toBe(true);
    expect(isHolder(form, { ...cardOf(zoe, false), givenName: 'LOU' })).toBe(false);
    expect(isHolder(form, { ...cardOf(zoe, false), birthDate: '20160504' })).toBe(false);
    expect(isHolder(form, { ...cardOf(zoe, false), insuredNir: '255069999999934' })).toBe(false);
  });
});

test('the INS is stronger than what was typed: a wrong number in a form is no other person', () => {
  const nathalie = patient('p01');
  const mistyped = { ...nathalie, beneficiary: { ...nathalie.beneficiary, socialSecurityNumber: '1 70 08 26 221 701 61', birthDate: '1955-06-16' } };
  expect(isHolder(mistyped, cardOf(nathalie))).toBe(true);
  expect(isHolder(mistyped, cardOf(patient('p02')))).toBe(false);
});

test('a form without a number is known by its traits, whatever the accents and hyphens', () => {
  const nathalie = patient('p01');
  const blank: PatientRecord = {
    ...nathalie,
    identity: { ...nathalie.identity, matricule: '', birthName: 'LE GOFF', birthGivenNames: 'Anne-Élise', insStatus: 'provisoire' },
    beneficiary: { ...nathalie.beneficiary, name: 'Le Goff', givenName: 'Anne-Élise', socialSecurityNumber: '' },
  };
  const card = { ...cardOf(nathalie), birthName: 'LE-GOFF', givenName: 'ANNE ELISE' };
  expect(isHolder(blank, card)).toBe(true);
  expect(isHolder(blank, { ...card, birthDate: '19550616' })).toBe(false);
  expect(isHolder(blank, { ...card, birthName: 'MARTIN' })).toBe(false);
});

test('a person nobody can be told by is no patient', () => {
  const nobody = { ...cardOf(patient('p01')), nir: '', insuredNir: '' };
  expect(holders(nobody)).toEqual([]);
  expect(holders({ ...cardOf(patient('p10'), false), givenName: '' })).toEqual([]);
});

test('whatever of a card is mixed up with that of another, a person with a number is never the other one', () => {
  const anyone = fc.constantFrom(...SEED);
  fc.assert(
    fc.property(anyone, anyone, fc.subarray(['birthName', 'givenName', 'birthDate', 'insuredNir', 'quality'] as const), (one, other, mixed) => {
      fc.pre(one.id !== other.id);
      const [card, others] = [cardOf(one), cardOf(other)];
      const mixture = { ...card, ...Object.fromEntries(mixed.map((field) => [field, others[field]])) };
      return !isHolder(other, mixture);
    }),
  );
});
