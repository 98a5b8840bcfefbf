import { describe, expect, test } from 'vitest';
import { offersLegacy } from '../../src/services/legacy-transactions.js';
import { actsOf } from '../../src/services/record-acts.js';
import { HOLDER, SECRETARY, STUDENT } from '../fakes/fake-identity.js';
import { BLOCKED, CLOSED, EXPIRED, MISSING, NOT_AUTHORISED, OPEN } from '../fakes/fake-record-gateway.js';

const ATTACHED = { ...OPEN, attachedToMes: true };

describe('a professional, where creation and account still exist', () => {
  test.each([
    [
      'authorised, with an account',
      OPEN,
      ['removeAuthorisation', 'changeAccount', 'administrativeData', 'changeAdministrativeData', 'authorisedProfessionals'],
    ],
    ['without authorisation and account', NOT_AUTHORISED, ['askAuthorisation', 'createAccount', 'administrativeData', 'changeAdministrativeData']],
    ['authorisation expired', EXPIRED, ['askAuthorisation', 'changeAccount', 'administrativeData', 'changeAdministrativeData']],
    ['blocked by the patient', BLOCKED, []],
    ['attached to Mon espace santé', ATTACHED, ['removeAuthorisation', 'administrativeData', 'authorisedProfessionals']],
    [
      'account not told',
      { ...OPEN, internetAccount: 'unknown' },
      ['removeAuthorisation', 'administrativeData', 'changeAdministrativeData', 'authorisedProfessionals'],
    ],
    ['missing', MISSING, ['createRecord']],
    ['closed', CLOSED, ['leaflet']],
  ] as const)('%s', (_, known, acts) => {
    expect(actsOf(known, HOLDER, true)).toEqual(acts);
  });

  test('one in training may do the same', () => {
    for (const known of [OPEN, NOT_AUTHORISED, MISSING, CLOSED]) expect(actsOf(known, STUDENT, true)).toEqual(actsOf(known, HOLDER, true));
  });
});

describe('the certificates of a structure', () => {
  const indirect = { ...HOLDER, isIndirect: true } as const;

  test('read administrative data, and ask for nothing that wants a card', () => {
    for (const known of [OPEN, NOT_AUTHORISED, EXPIRED, ATTACHED])
      for (const legacy of [true, false]) expect(actsOf(known, indirect, legacy)).toEqual(['administrativeData']);
    expect(actsOf(BLOCKED, indirect, true)).toEqual([]);
  });

  test('create no record', () => {
    expect(actsOf(MISSING, indirect, true)).toEqual([]);
    expect(actsOf(MISSING, indirect, false)).toEqual(['explainCreation', 'leaflet']);
  });
});

describe('where they were withdrawn, the same places explain it', () => {
  test('a record is not created, and the leaflet says what the patient can do', () => {
    expect(actsOf(MISSING, HOLDER, false)).toEqual(['explainCreation', 'leaflet']);
  });

  test.each([OPEN, NOT_AUTHORISED])('an account is neither created nor changed: $internetAccount', (known) => {
    const acts = actsOf(known, HOLDER, false);
    expect(acts).toEqual(expect.arrayContaining(['explainAccount', 'leaflet', 'administrativeData']));
    expect(acts).not.toContain('createAccount');
    expect(acts).not.toContain('changeAccount');
  });

  test.each([ATTACHED, CLOSED, BLOCKED])('where there was no link to the account, there is none', (known) => {
    expect(actsOf(known, HOLDER, false)).not.toContain('explainAccount');
  });
});

describe('staff of a structure (CPE)', () => {
  test('may ask for its authorisation, and read and change administrative data', () => {
    expect(actsOf(NOT_AUTHORISED, SECRETARY, true)).toEqual(['askAuthorisation', 'administrativeData', 'changeAdministrativeData']);
  });

  test('takes no authorisation back, and sees no list of professionals', () => {
    expect(actsOf(OPEN, SECRETARY, true)).toEqual(['administrativeData', 'changeAdministrativeData']);
  });

  test('creates neither records nor accounts', () => {
    for (const known of [MISSING, OPEN, NOT_AUTHORISED, EXPIRED, CLOSED]) {
      for (const legacy of [true, false])
        for (const act of ['createRecord', 'createAccount', 'changeAccount'] as const) expect(actsOf(known, SECRETARY, legacy)).not.toContain(act);
    }
  });
});

test.each([
  ['environment', 'simulator', true],
  ['environment', 'dev1', false],
  ['environment', 'formation', false],
  ['environment', 'production', false],
  ['on', 'dev1', true],
  ['off', 'simulator', false],
] as const)('withdrawn transactions set to %s in %s are offered: %s', (choice, environment, isOffered) => {
  expect(offersLegacy(choice, environment)).toBe(isOffered);
});
