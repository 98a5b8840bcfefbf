import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pki, preparePki } from '../../../reference/cards/pki.js';
import { PRACTICE_PASSPHRASE, prepareStructure } from '../../../reference/cards/practice-structure.js';
import { prepareReader } from '../../../reference/cards/reader.js';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../../reference/dmp-simulator/simulator.js';
import { ask, type Breaks, type HttpAnswer, openCard, type Question, role, type TestCard } from './td02-request.js';

/** A simulator in a folder of its own, its cards, and a nurse who asks. */
export interface SimulatorBench {
  readonly folder: string;
  readonly pki: Pki;
  readonly trusted: string;
  readonly simulator: Simulator;
  readonly nurse: TestCard;
  readonly physician: TestCard;
  readonly question: Question;
  readonly physicianQuestion: Question;
  ask(breaks?: Breaks): Promise<HttpAnswer>;
  askAsPhysician(breaks?: Breaks): Promise<HttpAnswer>;
  askAs(who: Other, breaks?: Breaks): Promise<HttpAnswer>;
  /** As whom to ask by oneself. */
  asker(who: Asker): { readonly question: Question; readonly card: TestCard };
  close(): Promise<void>;
}

/** Somebody else with a card. */
export type Other = 'kine' | 'trainee' | 'replacement' | 'secretary';
export type Asker = Other | 'nurse' | 'physician' | 'structure';

const OTHERS: Readonly<Record<Other, Pick<Question, 'psId' | 'issuer' | 'structureId' | 'roles' | 'subjectId'> & { readonly card: string }>> = {
  kine: {
    card: 'cps-kine',
    psId: '899900003100',
    issuer: 'CN=899900003100+SN=KINE0310+GN=Marc,title=Masseur-Kinésithérapeute,C=FR',
    structureId: '499900003100001',
    roles: [role('70')],
  },
  trainee: {
    card: 'cpf-infirmiere',
    psId: '899900007770',
    issuer: 'CN=899900007770+SN=ETUDIANTE0777+GN=Zélie,title=Infirmier en formation,C=FR',
    structureId: '10B0127189',
    roles: [role('60', '1.2.250.1.71.1.2.8')],
  },
  replacement: {
    card: 'cps-remplacant',
    psId: '899900008880',
    issuer: 'CN=899900008880+SN=REMPLACANT0888+GN=Hugo,title=Infirmier,C=FR',
    structureId: '499900021212001',
    roles: [role('60')],
  },
  secretary: {
    card: 'cpe-secretaire',
    psId: '699900021212001/0001',
    issuer: 'CN=699900021212001/0001+SN=SECRETAIRE0212+GN=Sylvie,OU=499900021212001,L=Sarthe (72),O=CABINET MME INFIRMIER0212,C=FR',
    structureId: '499900021212001',
    roles: [role('SECRETARIAT_MEDICAL', '1.2.250.1.213.1.1.4.6')],
    subjectId: 'SECRETAIRE0212 Sylvie',
  },
};

/** Of the certificates that speak for the nurse's practice. */
const PRACTICE_SUBJECT = 'CN=499900021212001 ORG_SIGN,OU=499900021212001,O=CABINET MME INFIRMIER0212,C=FR';

/** An open record, valid for everybody. */
export const OPEN = '255069999999934';

export async function startBench(options: Partial<SimulatorOptions> & { readonly withData?: boolean } = {}): Promise<SimulatorBench> {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  const { withData, ...others } = options;
  const pki = await preparePki(join(folder, 'pki'));
  await Promise.all([prepareReader(join(folder, 'reader'), pki), prepareStructure(join(folder, 'structure'), pki)]);
  const simulator = await startSimulator({ pkiFolder: pki.folder, ...(withData && { dataFolder: join(folder, 'data') }), ...others });
  const trusted = readFileSync(join(pki.folder, 'trusted-by-clients.pem'), 'utf8');
  const nurse = openCard(join(folder, 'reader/cards/cps-infirmiere'));
  const physician = openCard(join(folder, 'reader/cards/cps-medecin'));
  const question: Question = {
    baseUrl: simulator.soapBaseUrl,
    psId: '899900021212',
    issuer: 'CN=899900021212+SN=INFIRMIER0212+GN=Léa,title=Infirmier,C=FR',
    structureId: '499900021212001',
    roles: [role('60')],
    matricule: OPEN,
  };
  const physicianQuestion: Question = {
    ...question,
    psId: '899900001230',
    issuer: 'GN=Fabrice+CN=899900001230+SN=ALONSO0123,title=Médecin,C=FR',
    structureId: '499900001230001',
    roles: [role('10'), role('SM26', '1.2.250.1.71.4.2.5')],
  };
  const asker: SimulatorBench['asker'] = (who) => {
    if (who === 'nurse') return { question, card: nurse };
    if (who === 'structure')
      return {
        question: { ...question, issuer: PRACTICE_SUBJECT, isIndirect: true, subjectId: 'INFIRMIER0212 Léa' },
        card: openCard(join(folder, 'structure'), PRACTICE_PASSPHRASE),
      };
    if (who === 'physician') return { question: physicianQuestion, card: physician };
    const { card, ...other } = OTHERS[who];
    return { question: { ...question, ...other }, card: openCard(join(folder, 'reader/cards', card)) };
  };
  return {
    folder,
    pki,
    trusted,
    simulator,
    nurse,
    physician,
    question,
    physicianQuestion,
    ask: (breaks) => ask(question, nurse, trusted, breaks),
    askAsPhysician: (breaks) => ask(physicianQuestion, physician, trusted, breaks),
    askAs(who, breaks) {
      const { card, question: asked } = asker(who);
      return ask(asked, card, trusted, breaks);
    },
    asker,
    async close() {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
