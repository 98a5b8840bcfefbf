import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Pki, preparePki } from '../../../reference/cards/pki.js';
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
  close(): Promise<void>;
}

/** An open record, valid for everybody. */
export const OPEN = '255069999999934';

export async function startBench(options: Partial<SimulatorOptions> & { readonly withData?: boolean } = {}): Promise<SimulatorBench> {
  const folder = mkdtempSync(join(tmpdir(), 'simulator-'));
  const { withData, ...others } = options;
  const pki = await preparePki(join(folder, 'pki'));
  await prepareReader(join(folder, 'reader'), pki);
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
    async close() {
      await simulator.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
