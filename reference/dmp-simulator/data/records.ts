import { digestOf } from '../digest.js';
import type { AccountState, AdministrativeState, Authorisation, AuthorisationState, SimulatedRecord, Traits } from '../state.js';

/** Domain of the test matricules: the only one this DMP knows. */
export const TEST_INS_OID = '1.2.250.1.213.1.4.10';

/** What is known of nobody's address and wishes. */
export const NO_ADMINISTRATIVE: AdministrativeState = {
  address: { line: '', complement: '', postalCode: '', city: '', country: '' },
  homePhone: '',
  mobilePhone: '',
  email: '',
  refusesBreakGlass: false,
  refusesEmergency: false,
};

/** `status` for as long as anybody remembers. */
export const authorisation = (status: Authorisation): AuthorisationState => ({ status, since: '20260105083000', lastAction: '20260105083000' });

/** An account whose login and password nobody knows any more. */
export const accountOf = (matricule: string, channels: AccountState['channels'] = {}): AccountState => ({
  loginHash: digestOf(`login ${matricule}`),
  passwordHash: digestOf(`password ${matricule}`),
  channels,
});

type Place = readonly [line: string, postalCode: string, city: string, complement?: string];

const LE_MANS = ['72000', 'LE MANS'] as const;
const OYON: Place = ['5 BD ALEXANDRE OYON', '72019', 'LE MANS CEDEX 2'];
const GAMBETTA: Place = ['18 RUE GAMBETTA', ...LE_MANS];
const JACOBINS: Place = ['12 RUE DES JACOBINS', ...LE_MANS];

const at = ([line, postalCode, city, complement = '']: Place, others: Partial<AdministrativeState> = {}): AdministrativeState => ({
  ...NO_ADMINISTRATIVE,
  address: { line, complement, postalCode, city, country: 'FRANCE' },
  ...others,
});

type Differences = Partial<Omit<SimulatedRecord, 'matricule' | 'insOid' | 'traits' | 'administrative'>>;

/** Open to everybody, unless it says otherwise. */
const record = (matricule: string, traits: Traits, administrative: AdministrativeState, differences: Differences = {}): SimulatedRecord => ({
  matricule,
  insOid: TEST_INS_OID,
  traits,
  status: 'active',
  authorisations: { '*': authorisation('VALIDE') },
  treatingPhysicians: [],
  attachedToMes: false,
  administrative,
  ...differences,
});

/** The records of the start: one patient at least for every situation. All of them are invented, or public test patients. */
export const RECORDS: readonly SimulatedRecord[] = [
  record(
    '255069999999934',
    { birthName: 'DESMAUX', givenNames: 'NATHALIE', sex: 'F', birthDate: '1955-06-15' },
    at(OYON, { homePhone: '+33243000001', mobilePhone: '+33611111111', email: 'nathalie.desmaux@exemple.fr' }),
    { account: accountOf('255069999999934', { EMAIL: 'nathalie.desmaux@exemple.fr', SMS: '+33611111111' }) },
  ),
  record(
    '101072B99900114',
    { birthName: 'INS-FAMILLE-ONZE', givenNames: 'CORSE', sex: 'M', birthDate: '2001-07-14' },
    at(GAMBETTA, { email: 'corse.onze@exemple.fr' }),
    { account: accountOf('101072B99900114', { EMAIL: 'corse.onze@exemple.fr' }) },
  ),
  record(
    '173089999900138',
    { birthName: 'INS-FAMILLE-UN', givenNames: 'JEAN-MICHEL', sex: 'M', birthDate: '1973-08-07' },
    at(JACOBINS, { homePhone: '+33243000004', mobilePhone: '+33600000004' }),
    { authorisations: {} },
  ),
  record('167112622170459', { birthName: 'DESMAUX', givenNames: 'ARTHUR', sex: 'M', birthDate: '1967-11-09' }, at(OYON), {
    status: 'terminated',
    closing: { date: '2025-09-18', reason: 'FERMETURE_DEMANDE_PATIENT' },
    authorisations: {},
  }),
  record(
    '248039999900265',
    { birthName: 'INS-FAMILLE-DEUX', givenNames: 'ROSA', sex: 'F', birthDate: '1948-03-21' },
    at(["3 PLACE DE L'ÉPERON", ...LE_MANS], { refusesBreakGlass: true, refusesEmergency: true }),
    { authorisations: { '*': authorisation('INTERDIT') } },
  ),
  record(
    '142029999900304',
    { birthName: 'INS-FAMILLE-TROIS', givenNames: 'ÉMILE', sex: 'M', birthDate: '1942-02-03' },
    at(['27 AV DU GÉNÉRAL LECLERC', ...LE_MANS], { refusesBreakGlass: true }),
  ),
  record(
    '236059999900404',
    { birthName: 'INS-FAMILLE-CINQ', givenNames: 'ODETTE', sex: 'F', birthDate: '1936-05-30' },
    at(['8 RUE DES TILLEULS', '72700', 'ALLONNES', 'RÉSIDENCE LES TILLEULS, CHAMBRE 12'], { homePhone: '+33243000008' }),
    { authorisations: { '*': authorisation('EXPIRE') } },
  ),
  // Not as the practice knows him: birth date and birth name.
  record(
    '185019935200523',
    { birthName: 'INS-FAMILLE-SIXTE', givenNames: 'KARIM', sex: 'M', birthDate: '1985-01-18' },
    at(['15 RUE DU BOURG BELÉ', ...LE_MANS], { mobilePhone: '+33600000009' }),
  ),
  // A minor lives where his legal representative does.
  record(
    '115049999900695',
    { birthName: 'INS-FAMILLE-UN', givenNames: 'LÉO', sex: 'M', birthDate: '2015-04-12' },
    at(JACOBINS, { homePhone: '+33243000004', legalRepresentative: { relation: 'FTH', familyName: 'INS-FAMILLE-UN', givenName: 'JEAN-MICHEL' } }),
  ),
  record('166069999900950', { birthName: 'INS-FAMILLE-NEUF', givenNames: 'HUGO', sex: 'M', birthDate: '1966-06-06' }, at(['41 RUE NATIONALE', ...LE_MANS]), {
    status: 'terminated',
    closing: { date: '2026-03-02', reason: 'FERMETURE_AUTRE_MOTIF' },
    authorisations: {},
  }),
  record(
    '278089999901025',
    { birthName: 'INS-FAMILLE-DIX', givenNames: 'LUCIE', sex: 'F', birthDate: '1978-08-28' },
    at(['9 QUAI LOUIS BLANC', ...LE_MANS], { mobilePhone: '+33600000014', email: 'lucie.dix@exemple.fr' }),
    { account: accountOf('278089999901025', { EMAIL: 'lucie.dix@exemple.fr' }), attachedToMes: true },
  ),
  record(
    '279035121518989',
    { birthName: 'PAT-TROIS', givenNames: 'DOMINIQUE', sex: 'F', birthDate: '1979-03-28' },
    at(['22 RUE DE LA BARILLERIE', ...LE_MANS], { refusesEmergency: true }),
    { treatingPhysicians: ['899900001230'] },
  ),
];
