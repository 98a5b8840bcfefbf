import { randomUUID, sign as signRsa } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { of } from 'rxjs';
import type { QualifiedPatient } from '../src/api/patient.js';
import type { Holder, Situation } from '../src/api/professional.js';
import { openPkcs12 } from '../src/hardware/agent/card-keys.js';
import type { ProfessionalIdentity } from '../src/hardware/professional-identity.js';
import type { DmpContext } from '../src/services/dmp/dmp-context.js';
import type { Journal } from '../src/services/journal.js';

/** Of the demo card. */
export const PIN = '1234';
/** What is measured is the exchange; a read's line in the journal is not waited for. */
export const NO_JOURNAL: Journal = { begin: async () => {}, end: async () => {}, last: async () => undefined, list: async () => [] };

export const PATIENT: QualifiedPatient = {
  id: 'bench',
  identity: {
    matricule: '255069999999934',
    insOid: '1.2.250.1.213.1.4.10',
    insStatus: 'qualifiée',
    birthName: 'DESMAUX',
    birthGivenNames: 'NATHALIE',
    sex: 'F',
    birthDate: '1955-06-15',
    birthPlaceCode: '72181',
  },
};

/** One line of what is reported. */
export interface Figure {
  readonly what: string;
  readonly measured: string;
  readonly ratio: string;
  readonly goal: string;
}

/** Two times of one run, in milliseconds, as a ratio. */
export const ratioOf = (what: string, a: number, b: number, goal: string): Figure => ({
  what,
  measured: `${a.toFixed(2)} / ${b.toFixed(2)} ms`,
  ratio: `${(a / b).toFixed(2)}×`,
  goal,
});

/** The card's keys in this process, for what the agent is compared with. `data`: where `npm start` keeps everything. */
export function cardInProcess(data: string) {
  const folder = join(data, 'reader/cards/cps-infirmiere');
  const open = (name: string) => {
    const key = openPkcs12(readFileSync(join(folder, `${name}.p12`)), PIN);
    if (!key) throw new Error('the demo code has changed');
    return key;
  };
  const { holder, situations } = JSON.parse(readFileSync(join(folder, 'card.json'), 'utf8')) as { holder: Holder; situations: [Situation] };
  const signature = open('signature');
  const identity: ProfessionalIdentity = {
    state$: of({ kind: 'unlocked', holder, situation: situations[0], since: Date.now() }),
    sign: (bytes) => promisify(signRsa)('sha256', bytes, signature.key),
    certificate: async () => signature.certificate.raw,
    unlock: unused,
    chooseReader: unused,
    chooseSituation: unused,
    exchange: unused,
  };
  return { identity, holder, situation: situations[0], signature, tls: open('authentication') };
}
const unused = (): Promise<never> => Promise.reject(new Error('not part of this measure'));

/** One connection that stays, with the card's certificate. */
export const warmAgent = (data: string, { tls }: ReturnType<typeof cardInProcess>): Agent =>
  new Agent({
    keepAlive: true,
    maxSockets: 1,
    cert: tls.certificate.toString(),
    key: tls.key.export({ type: 'pkcs8', format: 'pem' }),
    ca: readFileSync(join(data, 'pki/trusted-by-clients.pem')),
  });

/** Bytes that are ready, posted as they are. Rejects where the answer is not 200. */
export function post(url: string, headers: Readonly<Record<string, string>>, body: Uint8Array, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const call = request(url, { method: 'POST', agent, headers: { ...headers, 'content-length': body.length } }, (answer) => {
      answer.resume();
      answer.on('end', () => (answer.statusCode === 200 ? resolve() : reject(new Error(`the simulator answered ${answer.statusCode}`))));
    });
    call.on('error', reject);
    call.end(body);
  });
}

export const contextOf = (baseUrl: string): DmpContext => ({
  baseUrl,
  environment: 'simulator',
  lps: { oid: '1.2.250.1.999.1.1', name: 'Passerelle DMP', version: '1.0.0', homologationNumber: 'TEST-0000' },
  newId: randomUUID,
  now: Date.now,
});
