import fc from 'fast-check';
import { expect, test } from 'vitest';
import { PluginError } from '../../../../src/api/plugin-error.js';
import { td15Channel, td15Creation, td15Renewal } from '../../../../src/services/dmp/transactions/td15-account.js';
import { XmlNode } from '../../../../src/services/dmp/xml-node.js';
import { anyXmlText } from '../any-xml-text.js';
import { context, patient, SESSION, service } from '../samples.js';

const PATIENT = patient();
const E_MAIL = { type: 'EMAIL', address: 'dominique@exemple.fr' } as const;
const SMS = { type: 'SMS', address: '+33611111111' } as const;
const SECRETS = '<login>PAT-77</login><password>Mot-2-Passe</password>';

test('an account is created with the channel of its one-time passwords', () => {
  expect(td15Creation.build({ patient: PATIENT, channel: SMS }, context(), SESSION).text).toBe(
    '<createPatientAccess xmlns="urn:si-dmp-patients"><type>SMS</type><canal>+33611111111</canal></createPatientAccess>',
  );
});

test.each([
  ['AJOUT', E_MAIL, '<type>EMAIL</type><canal>dominique@exemple.fr</canal><action>AJOUT</action>'],
  ['MODIFICATION', SMS, '<type>SMS</type><canal>+33611111111</canal><action>MODIFICATION</action>'],
  ['SUPPRESSION', SMS, '<type>SMS</type><canal>+33611111111</canal><action>SUPPRESSION</action>'],
  ['SUPPRESSION', { type: 'EMAIL', address: '' }, '<type>EMAIL</type><action>SUPPRESSION</action>'],
] as const)('%s of the channel %o', (action, channel, content) => {
  const request = { patient: PATIENT, action, channel };
  expect(td15Channel.build(request, context(), SESSION).text).toBe(`<patientOTPUpdate xmlns="urn:si-dmp-patients">${content}</patientOTPUpdate>`);
  expect(td15Channel.label?.(request)).toBe(`TD1.5b ${action}`);
});

test('new secrets are asked for with nothing but the VIHF', () => {
  expect(td15Renewal.build({ patient: PATIENT }, context(), SESSION).text).toBe('<updatePatientAccess xmlns="urn:si-dmp-patients"/>');
});

test('login and password are handed over as they came', () => {
  const secrets = { login: 'PAT-77', password: 'Mot-2-Passe' };
  const created = XmlNode.parse(service('createPatientAccess', `${SECRETS}<status>DMPOk</status><context>ok</context>`));
  expect(td15Creation.parse(created, { patient: PATIENT, channel: SMS })).toEqual(secrets);
  const renewed = XmlNode.parse(service('updatePatientAccess', `<status>DMPOk</status>${SECRETS}`));
  expect(td15Renewal.parse(renewed, { patient: PATIENT })).toEqual(secrets);
});

test.each([
  ['DMPPatientAccessAlreadyExists', 'dmp.accountExists'],
  ['DMPPatientAccessOTPAlreadyExists', 'dmp.channelExists'],
  ['DMPClosed', 'dmp.recordClosed'],
  ['DMPAutre', 'dmp.refused'],
])('the status %s means %s', (status, code) => {
  const channel = XmlNode.parse(service('patientOTPUpdate', `<status>${status}</status>`));
  expect(() => td15Channel.parse(channel, { patient: PATIENT, action: 'AJOUT', channel: SMS })).toThrow(
    expect.objectContaining({ code, about: { detail: { layer: 'dmp', code: status } } }),
  );
});

test('an endpoint that has lost the operation says that it was withdrawn', () => {
  for (const { refusals } of [td15Creation, td15Channel, td15Renewal]) expect(refusals).toMatchObject({ ActionNotSupported: 'dmp.withdrawn' });
});

test.each([
  ['no password', '<login>PAT-77</login><status>DMPOk</status>'],
  ['no login', '<password>Mot-2-Passe</password><status>DMPOk</status>'],
  ['no status', SECRETS],
  ['a refusal', `${SECRETS}<status>DMPAutre</status>`],
])('%s: the answer is no good, and its error has nothing of the secrets', (_, output) => {
  const failure = (() => {
    try {
      return td15Renewal.parse(XmlNode.parse(service('updatePatientAccess', output)), { patient: PATIENT });
    } catch (error) {
      return error;
    }
  })();
  if (!(failure instanceof PluginError)) throw new Error('not refused');
  expect(JSON.stringify(failure.toDto()) + failure.message + String(failure.stack) + String(failure.cause)).not.toMatch(/PAT-77|Mot-2-Passe/);
});

test('whatever an address is made of, it arrives as it was', () => {
  fc.assert(
    fc.property(
      anyXmlText.filter((text) => text.trim() === text && text !== ''),
      (address) => {
        const sent = XmlNode.parse(td15Creation.build({ patient: PATIENT, channel: { type: 'EMAIL', address } }, context(), SESSION).text);
        expect(sent.at('canal')?.text).toBe(address);
      },
    ),
  );
});
