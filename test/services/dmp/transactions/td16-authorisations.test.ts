import { expect, test } from 'vitest';
import { td16Authorisations } from '../../../../src/services/dmp/transactions/td16-authorisations.js';
import { XmlNode } from '../../../../src/services/dmp/xml-node.js';
import { PHYSICIAN } from '../../../fakes/fake-record-gateway.js';
import { authorised, context, patient, SESSION, service } from '../samples.js';

const parse = (output: string) => td16Authorisations.parse(XmlNode.parse(service('listAuthorizationByPatient', output)), { patient: patient() });
const NURSE = {
  ...PHYSICIAN,
  id: '899900021212',
  familyName: "D'ALEMBERT & FILS",
  givenName: 'Léa',
  specialities: [],
  mode: 'blocked',
  treatingPhysician: false,
} as const;

test('everybody is asked for, authorised and blocked', () => {
  expect(td16Authorisations.build({ patient: patient() }, context(), SESSION).text).toBe(
    '<listAuthorizationByPatient xmlns="urn:si-dmp-habilitations"><mode>TOUTE</mode></listAuthorizationByPatient>',
  );
});

test('each line says who, since when, and how', () => {
  expect(parse(`${authorised(PHYSICIAN).text}${authorised(NURSE).text}<status>DMPOk</status>`)).toEqual([
    PHYSICIAN,
    { ...NURSE, specialities: ['G15_10/SM26'] },
  ]);
});

test('a record open to nobody is an empty list', () => expect(parse('<status>DMPOk</status><context/>')).toEqual([]));

test('what a line does not say is empty, and an unknown mode opens nothing', () => {
  expect(parse('<listOfAuthorizationByPatient><mode>AUTRE</mode></listOfAuthorizationByPatient><status>DMPOk</status>')).toEqual([
    { id: '', familyName: '', givenName: '', specialities: [], since: '', lastAction: '', mode: 'blocked', treatingPhysician: false },
  ]);
});

test('a refusal is a refusal, even with lines', () => {
  expect(() => parse(`${authorised(PHYSICIAN).text}<status>DMPAccessDeniedByRightsService</status><context>Profil CPE</context>`)).toThrow(
    expect.objectContaining({ code: 'dmp.rightsRefused' }),
  );
});
