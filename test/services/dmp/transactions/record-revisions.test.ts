import { describe, expect, test } from 'vitest';
import type { ErrorCode } from '../../../../src/api/plugin-error.js';
import { td12Reactivation } from '../../../../src/services/dmp/transactions/td12-reactivation.js';
import { td13Modification } from '../../../../src/services/dmp/transactions/td13-modification.js';
import { td14Closing } from '../../../../src/services/dmp/transactions/td14-closing.js';
import { XmlNode } from '../../../../src/services/dmp/xml-node.js';
import type { RecordModification } from '../../../../src/services/record-gateway.js';
import { context, patient, registrationAnswer, SESSION } from '../samples.js';
import { ADDR, ADDRESS, act, BIRTH, BIRTH_PLACE, CREATION, header, NAME, observation, reason, VITALE } from './registration-parts.js';

const INTERACTION = 'PRPA_IN201314UV02';
const PATIENT = patient();
const MODIFICATION: RecordModification = {
  refusesBreakGlass: false,
  refusesEmergency: true,
  address: ADDRESS,
  email: 'dominique@exemple.fr',
  homePhone: '+33243000000',
  mobilePhone: '+33611111111',
};
const WISHES = observation('OPPOSITION_BRIS_DE_GLACE', false) + observation('OPPOSITION_ACCES_URGENCE', true);

test('TD1.2: a creation, of a record that is there, for another reason and with another agreement', () => {
  expect(td12Reactivation.build({ patient: PATIENT, creation: CREATION }, context(), SESSION).text).toBe(
    header(INTERACTION) +
      act(INTERACTION, {
        reason: reason('REAC', 'Réactivation de dossier'),
        person: `${NAME}<telecom value="tel:+33611111111" use="MC"/><telecom value="mailto:dominique@exemple.fr"/>${BIRTH}${ADDR}${VITALE}${BIRTH_PLACE}`,
        observations:
          observation('CONSENTEMENT_REACTIVATION_DMP', true, '20260105081530') +
          observation('OPPOSITION_BRIS_DE_GLACE', true) +
          observation('OPPOSITION_ACCES_URGENCE', false),
      }),
  );
  expect(td12Reactivation.refusals).toMatchObject({ DMPAccessDeniedByRightsService: 'dmp.withdrawn' });
});

test('TD1.3b: the complete traits and both oppositions, no card, no agreement', () => {
  expect(td13Modification.build({ patient: PATIENT, modification: MODIFICATION }, context(), SESSION).text).toBe(
    header(INTERACTION) +
      act(INTERACTION, {
        reason: reason('MODIF_DATA', 'Modification des données de gestion du dossier'),
        person:
          `${NAME}<telecom value="tel:+33243000000" use="HP"/><telecom value="tel:+33611111111" use="MC"/>` +
          `<telecom value="mailto:dominique@exemple.fr"/>${BIRTH}${ADDR}${BIRTH_PLACE}`,
        observations: WISHES,
      }),
  );
});

test('TD1.3b: what is absent is not told, so it is removed; who answers for a child is told again, whole', () => {
  const { email: _email, homePhone: _home, mobilePhone: _mobile, ...less } = MODIFICATION;
  const telecoms = [{ value: 'tel:+33243000000', use: 'HP' }, { value: 'mailto:anne@exemple.fr' }];
  const legalRepresentative = { relation: 'UNCLE', familyName: 'PAT', givenName: 'ANNE', address: ADDRESS, telecoms };
  const text = td13Modification.build({ patient: PATIENT, modification: { ...less, legalRepresentative } }, context(), SESSION).text;
  expect(text).toContain(
    `${BIRTH}${ADDR}<personalRelationship classCode="PRS"><code code="UNCLE" codeSystem="2.16.840.1.113883.1.11.19579"/>${ADDR}` +
      '<telecom value="tel:+33243000000" use="HP"/><telecom value="mailto:anne@exemple.fr"/><relationshipHolder1 ',
  );
});

test('TD1.4: the name alone, no observation, and the reason at the end of the act', () => {
  expect(td14Closing.build({ patient: PATIENT }, context(), SESSION).text).toBe(
    header(INTERACTION) +
      act(INTERACTION, {
        reason: reason('FERM', 'Fermeture de dossier'),
        status: 'terminated',
        person: '<name><family qualifier="BR">PAT-TROIS</family><given>DOMINIQUE</given></name>',
        observations: '',
        after:
          '<reasonOf typeCode="RSON"><detectedIssueEvent classCode="ALRT" moodCode="EVN"><code code="FERMETURE_DEMANDE_PATIENT" codeSystem="1.2.250.1.213.4.1.2.4"/>' +
          '<text>FERMETURE_DEMANDE_PATIENT</text></detectedIssueEvent></reasonOf>',
      }),
  );
});

describe.each([
  ['TD1.2', (answer: XmlNode) => td12Reactivation.parse(answer, { patient: PATIENT, creation: CREATION })],
  ['TD1.3b', (answer: XmlNode) => td13Modification.parse(answer, { patient: PATIENT, modification: MODIFICATION })],
  ['TD1.4', (answer: XmlNode) => td14Closing.parse(answer, { patient: PATIENT })],
])('%s', (_, parseNode) => {
  const parse = (answer: string) => parseNode(XmlNode.parse(answer));

  test('the answer yes is nothing more', () => expect(parse(registrationAnswer('PRPA_IN201315UV02'))).toBeUndefined());

  test.each<[string, string, ErrorCode]>([
    ['DMPFound', 'Déjà actif', 'dmp.recordExists'],
    ['DMPClosed', 'Déjà fermé', 'dmp.recordClosed'],
    ['DMPAccessDeniedByRightsService', 'Le DMP est rattaché à Mon espace santé', 'dmp.attachedToMes'],
    ['DMPDeDemain', 'x', 'dmp.refused'],
  ])('the answer no with %s (%s) is %s', (refused, text, code) => {
    expect(() => parse(registrationAnswer('PRPA_IN201316UV02', { refused, text }))).toThrow(
      expect.objectContaining({ code, about: { detail: { layer: 'hl7', code: refused, text } } }),
    );
  });

  test.each([
    ['about somebody else', registrationAnswer('PRPA_IN201315UV02', { ids: '<id root="1.2.250.1.213.1.4.10" extension="188102B17295165"/>' })],
    ['to a creation', registrationAnswer('PRPA_IN201312UV02')],
  ])('an answer %s is unreadable', (_name, answer) => expect(() => parse(answer)).toThrow(expect.objectContaining({ code: 'dmp.unreadable' })));
});
