import { expect, test } from 'vitest';
import { td03Authorisation } from '../../../../src/services/dmp/transactions/td03-authorisation.js';
import { XmlNode } from '../../../../src/services/dmp/xml-node.js';
import { context, patient, SESSION, service } from '../samples.js';

const request = (action: 'AJOUT' | 'SUPPRESSION') => ({ patient: patient(), action });
const parse = (answer: string) => td03Authorisation.parse(XmlNode.parse(answer), request('AJOUT'));

test.each(['AJOUT', 'SUPPRESSION'] as const)('%s is all it says: patient and professional are those of the VIHF', (action) => {
  expect(td03Authorisation.build(request(action), context(), SESSION).text).toBe(
    `<setAuthorization xmlns="urn:si-dmp-habilitations"><action>${action}</action></setAuthorization>`,
  );
  expect(td03Authorisation.label?.(request(action))).toBe(`TD0.3 ${action}`);
});

test('an authorisation that is declared was not there before', () => {
  expect(parse(service('setAuthorization', '<status>DMPOk</status>'))).toEqual({ alreadyThere: false });
  expect(parse(service('setAuthorization', '<status>DMPOk</status><context>L’autorisation n’existait pas : elle est créée</context>'))).toEqual({
    alreadyThere: false,
  });
});

test.each(["L'autorisation existait déjà, aucune action n'a été effectuée", 'AUTORISATION DEJA PRESENTE', "Aucune  action n'est nécessaire"])(
  'an authorisation that was there before is told in the context: %s',
  (words) => expect(parse(service('setAuthorization', `<status>DMPOk</status><context>${words}</context>`))).toEqual({ alreadyThere: true }),
);

test('another status is a refusal with the words of the DMP', () => {
  expect(() => parse(service('setAuthorization', '<status>DMPAccessForbidden</status><context>Le patient s’y oppose</context>'))).toThrow(
    expect.objectContaining({
      code: 'dmp.accessForbidden',
      about: { detail: { layer: 'dmp', code: 'DMPAccessForbidden', text: 'Le patient s’y oppose' } },
    }),
  );
  expect(() => parse(service('setAuthorization', '<status>DMPDeDemain</status>'))).toThrow(
    expect.objectContaining({ code: 'dmp.refused', about: { detail: { layer: 'dmp', code: 'DMPDeDemain' } } }),
  );
});

test.each([
  ['another answer', service('patientOTPUpdate', '<status>DMPOk</status>')],
  ['no status', service('setAuthorization', '<context>x</context>')],
  ['an empty status', service('setAuthorization', '<status></status>')],
  ['no output', '<setAuthorizationResponse xmlns="urn:si-dmp-habilitations"><status>DMPOk</status></setAuthorizationResponse>'],
])('%s is unreadable', (_, answer) => expect(() => parse(answer)).toThrow(expect.objectContaining({ code: 'dmp.unreadable' })));
