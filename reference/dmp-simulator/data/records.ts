import type { SimulatedRecord, Traits } from '../state.js';

/** Domain of the test matricules: the only one this DMP knows. */
export const TEST_INS_OID = '1.2.250.1.213.1.4.10';

type Differences = Partial<Omit<SimulatedRecord, 'matricule' | 'insOid' | 'traits'>>;

/** Open to everybody, unless it says otherwise. */
const record = (matricule: string, traits: Traits, differences: Differences = {}): SimulatedRecord => ({
  matricule,
  insOid: TEST_INS_OID,
  traits,
  status: 'active',
  authorisations: { '*': 'VALIDE' },
  treatingPhysicians: [],
  internetAccount: false,
  attachedToMes: false,
  ...differences,
});

/** The records of the start: one patient at least for every situation. All of them are invented, or public test patients. */
export const RECORDS: readonly SimulatedRecord[] = [
  record('255069999999934', { birthName: 'DESMAUX', givenNames: 'NATHALIE', sex: 'F', birthDate: '1955-06-15' }, { internetAccount: true }),
  record('101072B99900114', { birthName: 'INS-FAMILLE-ONZE', givenNames: 'CORSE', sex: 'M', birthDate: '2001-07-14' }, { internetAccount: true }),
  record('173089999900138', { birthName: 'INS-FAMILLE-UN', givenNames: 'JEAN-MICHEL', sex: 'M', birthDate: '1973-08-07' }, { authorisations: {} }),
  record(
    '167112622170459',
    { birthName: 'DESMAUX', givenNames: 'ARTHUR', sex: 'M', birthDate: '1967-11-09' },
    { status: 'terminated', closing: { date: '2025-09-18', reason: 'FERMETURE_DEMANDE_PATIENT' }, authorisations: {} },
  ),
  record('248039999900265', { birthName: 'INS-FAMILLE-DEUX', givenNames: 'ROSA', sex: 'F', birthDate: '1948-03-21' }, { authorisations: { '*': 'INTERDIT' } }),
  record('142029999900304', { birthName: 'INS-FAMILLE-TROIS', givenNames: 'ÉMILE', sex: 'M', birthDate: '1942-02-03' }),
  record('236059999900404', { birthName: 'INS-FAMILLE-CINQ', givenNames: 'ODETTE', sex: 'F', birthDate: '1936-05-30' }, { authorisations: { '*': 'EXPIRE' } }),
  // Not as the practice knows him: birth date and birth name.
  record('185019935200523', { birthName: 'INS-FAMILLE-SIXTE', givenNames: 'KARIM', sex: 'M', birthDate: '1985-01-18' }),
  record('115049999900695', { birthName: 'INS-FAMILLE-UN', givenNames: 'LÉO', sex: 'M', birthDate: '2015-04-12' }),
  record(
    '166069999900950',
    { birthName: 'INS-FAMILLE-NEUF', givenNames: 'HUGO', sex: 'M', birthDate: '1966-06-06' },
    { status: 'terminated', closing: { date: '2026-03-02', reason: 'FERMETURE_AUTRE_MOTIF' }, authorisations: {} },
  ),
  record(
    '278089999901025',
    { birthName: 'INS-FAMILLE-DIX', givenNames: 'LUCIE', sex: 'F', birthDate: '1978-08-28' },
    { internetAccount: true, attachedToMes: true },
  ),
  record('279035121518989', { birthName: 'PAT-TROIS', givenNames: 'DOMINIQUE', sex: 'F', birthDate: '1979-03-28' }, { treatingPhysicians: ['899900001230'] }),
];
