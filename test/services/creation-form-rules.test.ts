import { describe, expect, test } from 'vitest';
import type { FormFaults } from '../../src/api/form-faults.js';
import type { AccountWish, ChannelChange, CreationForm } from '../../src/api/messages.js';
import { checkAccount, checkChannelChange } from '../../src/services/account-form-rules.js';
import { checkCreation } from '../../src/services/creation-form-rules.js';
import { faultsOf } from '../../src/services/form-reader.js';
import { isMinor } from '../../src/services/minority.js';
import { ALICE } from '../fakes/world.js';

const WISH: AccountWish = {
  email: 'paul.onze@exemple.fr',
  emailConfirmation: 'paul.onze@exemple.fr',
  mobile: '06 11 11 11 11',
  mobileConfirmation: '0611111111',
  channel: 'EMAIL',
};
const FORM: CreationForm = {
  consent: true,
  refusesBreakGlass: false,
  refusesEmergency: true,
  address: { line: '18 RUE GAMBETTA', complement: '', postalCode: '72000', city: 'LE MANS', country: 'FRANCE' },
};
const PARENT = { relation: 'FTH', familyName: 'INS-FAMILLE-ONZE', givenName: 'PAUL' } as const;

const withAddress = (address: Partial<CreationForm['address']>): CreationForm => ({ ...FORM, address: { ...FORM.address, ...address } });
const creationFaults = (form: CreationForm, ofMinor = false): FormFaults => faultsOf(checkCreation(form, ofMinor));
const accountFaults = (wish: Partial<AccountWish>): FormFaults => faultsOf(checkAccount({ ...WISH, ...wish }));

describe('the form of a creation', () => {
  test('as it should be has no fault, and goes as it is', () => {
    const { consent: _, ...sent } = FORM;
    expect(checkCreation(FORM, false)).toEqual({ value: sent });
  });

  test('without the consent is wrong, whatever else is right', () => {
    expect(creationFaults({ ...FORM, consent: false })).toEqual({ consent: 'consent' });
  });

  test.each([
    ['line', '', 'required'],
    ['line', '   ', 'required'],
    ['line', 'A'.repeat(39), 'tooLong'],
    ['line', '18 RUE\u0000GAMBETTA', 'characters'],
    ['line', '18 RUE\nGAMBETTA', 'characters'],
    ['line', '18 RUE \ud800', 'characters'],
    ['complement', 'B'.repeat(39), 'tooLong'],
    ['complement', '\u0007', 'characters'],
    ['city', '', 'required'],
    ['city', 'C'.repeat(39), 'tooLong'],
    ['country', '', 'required'],
    ['country', 'D'.repeat(39), 'tooLong'],
    ['postalCode', '', 'required'],
    ['postalCode', '7200', 'postalCode'],
    ['postalCode', '720000', 'postalCode'],
    ['postalCode', '2A000', 'postalCode'],
    ['postalCode', '00100', 'postalCode'],
  ] as const)('a wrong %s: %j is %s', (field, value, fault) => {
    expect(creationFaults(withAddress({ [field]: value }))).toEqual({ [`address.${field}`]: fault });
  });

  test.each([
    ['line', "12 BIS RUE DE L'ÉGLISE, Œuf & Cie"],
    ['line', 'É'.repeat(38)],
    ['line', '🏠'.repeat(38)],
    ['complement', ''],
    ['postalCode', '20200'],
    ['postalCode', '97400'],
    ['city', 'SAINT-RÉMY-LÈS-CHEVREUSE'],
  ] as const)('a good %s: %s', (field, value) => {
    expect(creationFaults(withAddress({ [field]: value }))).toEqual({});
  });

  test('a foreign address has the postal code of its country, or none', () => {
    expect(creationFaults(withAddress({ country: 'BELGIQUE', postalCode: '1000' }))).toEqual({});
    expect(creationFaults(withAddress({ country: 'IRLANDE', postalCode: '' }))).toEqual({});
  });

  test.each(['france', 'FR', 'fra'])('%s is France, and has a postal code of five digits', (country) => {
    expect(creationFaults(withAddress({ country, postalCode: '1000' }))).toEqual({ 'address.postalCode': 'postalCode' });
    expect(checkCreation(withAddress({ country }), false)).toMatchObject({ value: { address: { country: 'FRANCE' } } });
  });

  test('accents typed as two characters count as one, and spaces around do not count', () => {
    expect(checkCreation(withAddress({ line: ` ${'E\u0301'.repeat(38)} `, country: ' france ' }), false)).toMatchObject({
      value: { address: { line: 'É'.repeat(38), country: 'FRANCE' } },
    });
  });

  test('says every wrong field at once', () => {
    const form = { ...withAddress({ line: '', postalCode: 'x' }), consent: false, account: { ...WISH, email: 'paul@', emailConfirmation: 'paul@' } };
    expect(creationFaults(form)).toEqual({ consent: 'consent', 'address.line': 'required', 'address.postalCode': 'postalCode', 'account.email': 'email' });
  });
});

describe('a minor', () => {
  test('is represented', () => {
    expect(creationFaults(FORM, true)).toEqual({
      'legalRepresentative.relation': 'required',
      'legalRepresentative.familyName': 'required',
      'legalRepresentative.givenName': 'required',
    });
    expect(checkCreation({ ...FORM, legalRepresentative: PARENT }, true)).toMatchObject({ value: { legalRepresentative: PARENT } });
  });

  test.each([
    ['familyName', '', 'required'],
    ['familyName', 'N'.repeat(81), 'tooLong'],
    ['givenName', '\u0001', 'characters'],
  ] as const)('by somebody with a name: %s %j is %s', (field, value, fault) => {
    expect(creationFaults({ ...FORM, legalRepresentative: { ...PARENT, [field]: value } }, true)).toEqual({ [`legalRepresentative.${field}`]: fault });
  });

  test('an adult is not, and no representative is sent for him', () => {
    expect(checkCreation({ ...FORM, legalRepresentative: { ...PARENT, familyName: '' } }, false)).toEqual({
      value: expect.not.objectContaining({ legalRepresentative: expect.anything() }),
    });
  });

  test.each([
    ['2008-11-23', false],
    ['2008-11-24', true],
    ['2016-05-03', true],
    ['1936-05-30', false],
    ['2008-00-00', false],
    ['2009-00-00', true],
    ['2008-14-00', true],
  ])('is one who was born on %s, on 23 November 2026: %s', (birthDate, expected) => {
    expect(isMinor({ ...ALICE.identity, birthDate }, '2026-11-23')).toBe(expected);
  });
});

describe('what is wanted for an account', () => {
  test('goes with the number in E.164', () => {
    expect(checkAccount(WISH)).toEqual({
      value: { email: 'paul.onze@exemple.fr', mobile: '+33611111111', channel: { type: 'EMAIL', address: 'paul.onze@exemple.fr' } },
    });
    expect(checkAccount({ ...WISH, channel: 'SMS' })).toMatchObject({ value: { channel: { type: 'SMS', address: '+33611111111' } } });
  });

  test.each([
    ['06 11 11 11 11', '+33611111111'],
    ['06.11.11.11.11', '+33611111111'],
    ['0033 6 11 11 11 11', '+33611111111'],
    ['+33 (0)6 11 11 11 11', '+33611111111'],
    ['07 57 57 57 57', '+33757575757'],
    ['0692 12 34 56', '+262692123456'],
    ['0690 30 12 34', '+590690301234'],
    ['+32 470 12 34 56', '+32470123456'],
    ['+41 78 123 45 67', '+41781234567'],
  ])('a mobile as it is written: %s', (mobile, number) => {
    expect(checkAccount({ ...WISH, mobile, mobileConfirmation: mobile })).toMatchObject({ value: { mobile: number } });
  });

  test.each([
    ['06 11 11 11', 'phone'],
    ['06 11 11 11 11 11', 'phone'],
    ['470 12 34 56', 'phone'],
    ['appeler le 06 11 11 11 11', 'phone'],
    ['06 11 11 11 11 poste 5', 'phone'],
    ['+33 1', 'phone'],
    ['02 43 00 00 01', 'mobile'],
    ['+32 2 555 12 12', 'mobile'],
  ] as const)('a wrong mobile: %s is %s', (mobile, fault) => {
    expect(accountFaults({ mobile, mobileConfirmation: mobile })).toEqual({ 'account.mobile': fault });
  });

  test.each(['paul', 'paul@exemple', '@exemple.fr', 'paul onze@exemple.fr', 'paul@exemple.fr, anne@exemple.fr', 'pàul@exemple.fr'])(
    'a wrong e-mail: %s',
    (email) => {
      expect(accountFaults({ email, emailConfirmation: email })).toEqual({ 'account.email': 'email' });
    },
  );

  test('an e-mail has 254 characters at most', () => {
    const email = `${'a'.repeat(60)}@${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(60)}.${'e'.repeat(20)}.fr`;
    expect(accountFaults({ email, emailConfirmation: email })).toEqual({ 'account.email': 'tooLong' });
  });

  test('what was confirmed otherwise is wrong where it was confirmed', () => {
    expect(accountFaults({ emailConfirmation: 'paul.once@exemple.fr' })).toEqual({ 'account.emailConfirmation': 'emailsDiffer' });
    expect(accountFaults({ mobileConfirmation: '06 11 11 11 12' })).toEqual({ 'account.mobileConfirmation': 'phonesDiffer' });
    expect(accountFaults({ emailConfirmation: '', mobileConfirmation: ' ' })).toEqual({
      'account.emailConfirmation': 'required',
      'account.mobileConfirmation': 'required',
    });
    expect(accountFaults({ mobile: '', mobileConfirmation: '06 11 11 11 11' })).toEqual({ 'account.mobileConfirmation': 'phonesDiffer' });
  });

  test('capitals, spaces and ways of writing a number make no difference', () => {
    expect(accountFaults({ emailConfirmation: ' Paul.Onze@Exemple.FR ', mobileConfirmation: '+33 6 11 11 11 11' })).toEqual({});
  });

  test('a channel needs its address, the other one may be left out', () => {
    expect(accountFaults({ email: '', emailConfirmation: '' })).toEqual({ 'account.email': 'channelWithoutEmail' });
    expect(accountFaults({ mobile: '', mobileConfirmation: '', channel: 'SMS' })).toEqual({ 'account.mobile': 'channelWithoutMobile' });
    expect(accountFaults({ mobile: '', mobileConfirmation: '' })).toEqual({});
    expect(accountFaults({ email: '', emailConfirmation: '', channel: 'SMS' })).toEqual({});
  });
});

describe('a change of channel', () => {
  const CHANGE: ChannelChange = { action: 'MODIFICATION', type: 'SMS', value: '06 22 22 22 22', confirmation: '0622222222' };
  const changeFaults = (change: Partial<ChannelChange>): FormFaults => faultsOf(checkChannelChange({ ...CHANGE, ...change }));

  test('goes with the number in E.164, or with the e-mail', () => {
    expect(checkChannelChange(CHANGE)).toEqual({ value: { type: 'SMS', address: '+33622222222' } });
    expect(checkChannelChange({ action: 'AJOUT', type: 'EMAIL', value: 'p@exemple.fr', confirmation: 'P@exemple.fr' })).toEqual({
      value: { type: 'EMAIL', address: 'p@exemple.fr' },
    });
  });

  test('a channel that goes needs no address', () => {
    expect(checkChannelChange({ ...CHANGE, action: 'SUPPRESSION', value: '', confirmation: '' })).toEqual({ value: { type: 'SMS', address: '' } });
  });

  test.each([
    [{ value: '', confirmation: '' }, { 'change.value': 'required' }],
    [{ value: '02 43 00 00 01', confirmation: '02 43 00 00 01' }, { 'change.value': 'mobile' }],
    [{ confirmation: '06 22 22 22 23' }, { 'change.confirmation': 'phonesDiffer' }],
    [{ confirmation: ' ' }, { 'change.confirmation': 'required' }],
    [{ type: 'EMAIL', value: 'p@exemple.fr', confirmation: 'q@exemple.fr' }, { 'change.confirmation': 'emailsDiffer' }],
    [{ type: 'EMAIL', value: 'p@', confirmation: 'p@' }, { 'change.value': 'email' }],
  ] as const)('is refused as %j', (change, faults) => {
    expect(changeFaults(change)).toEqual(faults);
  });
});
