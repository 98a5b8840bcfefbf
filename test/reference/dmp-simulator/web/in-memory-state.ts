import { accountOf, authorisation, NO_ADMINISTRATIVE } from '../../../../reference/dmp-simulator/data/records.js';
import { RecordDocuments } from '../../../../reference/dmp-simulator/documents/record-documents.js';
import {
  type AccessTrace,
  type Authorisation,
  type Controls,
  QUIET,
  type Scenario,
  type SimulatedProfessional,
  type SimulatedRecord,
  type SimulatorState,
} from '../../../../reference/dmp-simulator/state.js';

export const OID = '1.2.250.1.213.1.4.10';

const record = (matricule: string, birthName: string, givenNames: string, differences: Partial<SimulatedRecord> = {}): SimulatedRecord => ({
  matricule,
  insOid: OID,
  traits: { birthName, givenNames, sex: matricule.startsWith('2') ? 'F' : 'M', birthDate: '1955-06-15' },
  status: 'active',
  authorisations: { '*': authorisation('VALIDE') },
  treatingPhysicians: [],
  attachedToMes: false,
  administrative: NO_ADMINISTRATIVE,
  ...differences,
});

export const OPEN = record('255069999999934', 'DESMAUX', 'NATHALIE', { account: accountOf('255069999999934'), treatingPhysicians: ['1'] });
export const OTHER_OPEN = record('101072B99900114', '<b>ONZE</b>', 'CORSE "&"');
export const UNAUTHORISED = record('173089999900138', 'UN', 'JEAN-MICHEL', { authorisations: {} });
export const CLOSED = record('167112622170459', 'FERME', 'ARTHUR', {
  status: 'terminated',
  closing: { date: '2025-09-18', reason: 'FERMETURE_DEMANDE_PATIENT' },
});
export const BLOCKED = record('248039999900265', 'DEUX', 'ROSA', { authorisations: { '*': authorisation('INTERDIT') } });
export const EXPIRED = record('236059999900404', 'CINQ', 'ODETTE', { authorisations: { '*': authorisation('EXPIRE') } });
export const NURSE_ONLY = record('278089999901025', 'DIX', 'LUCIE', { authorisations: { '1': authorisation('VALIDE'), '*': authorisation('NON_EXISTE') } });
export const MISSING = { matricule: '170082622170161', insOid: OID };

const situation = (structureId: string, structureName: string) => ({ structureId, structureName, address: '1 RUE DES ESSAIS', sector: 'SA07' });

export const NURSE: SimulatedProfessional = {
  psId: '1',
  title: 'Mme',
  familyName: 'INFIRMIER',
  givenName: 'Léa',
  profession: '60',
  situations: [situation('s1', 'CABINET INFIRMIER')],
};
export const TWO_SITUATIONS: SimulatedProfessional = {
  psId: '2',
  title: 'M.',
  familyName: 'KINE',
  givenName: 'Marc',
  profession: '70',
  situations: [situation('s2', 'CABINET KINE'), situation('s3', 'MAISON DE SANTE')],
};

export const SECRETARY: SimulatedProfessional = {
  psId: '3',
  cardKind: 'CPE',
  title: 'Mme',
  familyName: 'SECRETAIRE',
  givenName: 'Sylvie',
  profession: 'SECRETARIAT_MEDICAL',
  situations: [situation('s1', 'CABINET INFIRMIER')],
};

const START = [OPEN, OTHER_OPEN, UNAUTHORISED, CLOSED, BLOCKED, EXPIRED, NURSE_ONLY];

/** A state of its own for each test. */
export class InMemoryState implements SimulatorState {
  readonly controls: Controls = { ...QUIET };
  readonly documents = new RecordDocuments();
  readonly professionals = [NURSE, TWO_SITUATIONS, SECRETARY];
  readonly traces: AccessTrace[] = [];
  records: readonly SimulatedRecord[] = START;
  resets = 0;
  scenario: Scenario = 'demonstration';

  findRecord(matricule: string, insOid: string): SimulatedRecord | undefined {
    return this.records.find((known) => known.matricule === matricule && known.insOid === insOid);
  }

  authorisationOf({ authorisations }: SimulatedRecord, psId: string): Authorisation {
    return (authorisations[psId] ?? authorisations['*'])?.status ?? 'NON_EXISTE';
  }

  putRecord(changed: SimulatedRecord): void {
    this.records = [...this.records.filter(({ matricule }) => matricule !== changed.matricule), changed];
  }

  play(scenario: Scenario): void {
    this.scenario = scenario;
  }

  trace(access: AccessTrace): void {
    this.traces.push(access);
  }

  reset(): void {
    this.resets += 1;
    Object.assign(this.controls, QUIET);
  }
}
