import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { firstValueFrom } from 'rxjs';
import { afterEach, expect, test } from 'vitest';
import * as page from '../../reference/host/page-protocol.js';
import { processBelow } from '../../scripts/process-below.js';
import type { DocumentDraft, DocumentOutcome, JoinedBody } from '../../src/api/documents.js';
import type { DmpTabState } from '../../src/api/messages.js';
import type { QualifiedPatient } from '../../src/api/patient.js';
import { sealPin } from '../../src/views/seal-pin.js';
import { cleanUp, PracticeClient, temporaryFolder } from '../reference/host/practice-server.js';
import { SimulatedDmp } from '../services/dmp/simulated-dmp.js';
import { randomOf } from '../services/random-of.js';
import { PIN, startApplication } from './practice.js';

/** Instants at which a process dies, after the first document of its round was kept; `KILL_SEED` replays them. */
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
const LATEST = 2_000;
const P01 = 'p01';
const PROCESSES = {
  agent: /card-agent\.js$/,
  plugin: /plugin-process\.js$/,
  host: /reference\/host\/main\.ts/,
  simulator: /reference\/dmp-simulator\/main\.ts/,
} as const;
type Victim = keyof typeof PROCESSES;
/** Who dies, in each round: the last time everything, as in a power cut. */
const ROUNDS: readonly (readonly Victim[])[] = [
  ['agent'],
  ['plugin'],
  ['host'],
  ['simulator'],
  ['plugin', 'simulator'],
  ['agent', 'plugin', 'host', 'simulator'],
];

afterEach(cleanUp);

/** The practice application, started as a user does, with a window on one patient. */
class Application {
  private constructor(
    private readonly starter: ChildProcess,
    private readonly window: PracticeClient,
    private readonly states: readonly DmpTabState[],
  ) {}

  static async start(data: string): Promise<Application> {
    const { starter, url } = await startApplication(data);
    const window = await PracticeClient.open(url);
    return new Application(starter, window, await window.show<DmpTabState>('dmp.tab', P01));
  }

  get state(): DmpTabState | undefined {
    return this.states.at(-1);
  }

  /** Types the code as often as it is asked, until a document may be added. */
  async ready(isOver = () => false): Promise<void> {
    let typed: string | undefined;
    await until(async () => {
      const { status, tracesNoticeDue } = this.state ?? {};
      if (status?.kind === 'needsPin' && 'pinKey' in status.card && typed !== status.card.pinKey.n) {
        typed = status.card.pinKey.n;
        await this.window.run('dmp.unlockCard', P01, { encryptedPin: await sealPin(PIN, status.card.pinKey) }).catch(() => {});
      }
      if (status?.kind === 'idle') await this.window.run('dmp.showStatus', P01).catch(() => {});
      if (tracesNoticeDue) await this.window.run('dmp.acknowledgeTraces', P01).catch(() => {});
      return isOver() || this.state?.feeding?.mayAdd === true;
    }, 'a document may be added');
  }

  /** Adds documents until somebody dies; puts into `kept` the titles of those it was told are kept. */
  async addUntilDeath(title: string, kept: string[], isOver: () => boolean): Promise<void> {
    for (let number = 1; !isOver(); number += 1) {
      try {
        const { form } = await this.window.run<DocumentDraft>('dmp.documentDraft', P01);
        const { bodyId } = await this.window.run<JoinedBody>('dmp.joinText', P01, { text: `Soin ${title} ${number}.` });
        const added = { form: { ...form, typeCode: '11506-3', title: `${title} ${number}` }, bodyId, confirmed: true };
        const { kind } = await this.window.run<DocumentOutcome>('dmp.addDocument', P01, added);
        if (kind === 'accepted') kept.push(added.form.title);
      } catch {
        // Whoever was asked is gone: what it had not answered for may be kept or not. Who died in the round before may have been missed only now.
        await this.ready(isOver);
      }
      await pause(100);
    }
  }

  kill(victims: readonly Victim[]): void {
    const pids = victims.map((victim) => processBelow(this.starter.pid ?? 0, PROCESSES[victim]));
    if (pids.includes(undefined)) throw new Error(`not all of ${victims} are there`);
    for (const pid of pids) if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }

  /** Without host or simulator `npm start` ends by itself. */
  async ended(): Promise<void> {
    if (this.starter.exitCode === null && this.starter.signalCode === null) await once(this.starter, 'exit');
  }

  async patient(): Promise<QualifiedPatient> {
    const record = await this.window.ask(page.getPatient, { patientId: P01 });
    if (!record) throw new Error('the patient is gone');
    return { id: P01, identity: record.identity } as QualifiedPatient;
  }

  async stop(): Promise<void> {
    this.starter.kill('SIGINT');
    await this.ended();
  }

  /** What failed is tried again at once. */
  async empty(): Promise<void> {
    await until(async () => {
      const documents = this.state?.feeding?.documents ?? [];
      for (const { acts, documentId, state } of documents)
        if (state.kind === 'failed' && acts.includes('retry')) await this.window.run('dmp.documentAct', P01, { documentId, act: 'retry' }).catch(() => {});
      const refused = documents.find(({ state }) => state.kind === 'refused');
      if (refused) throw new Error(`refused: ${JSON.stringify(refused.state)}`);
      return documents.length > 0 && documents.every(({ state }) => state.kind === 'sent');
    }, 'everything was sent');
  }
}

test(`whoever dies (KILL_SEED=${SEED}), every document the user was told is kept is in the record exactly once`, { timeout: 300_000 }, async () => {
  const random = randomOf(SEED);
  const data = temporaryFolder();
  const kept: string[] = [];
  let application = await Application.start(data);
  for (const [round, victims] of ROUNDS.entries()) {
    await application.ready();
    let isOver = false;
    const told = kept.length;
    const adding = application.addUntilDeath(`Document ${round}`, kept, () => isOver);
    await until(async () => kept.length > told, 'the first document of a round is kept');
    await pause(Math.floor(random() * LATEST));
    application.kill(victims);
    isOver = true;
    await adding;
    if (!victims.includes('host') && !victims.includes('simulator')) continue;
    await application.ended();
    application = await Application.start(data);
  }
  await application.ready();
  await application.empty();
  const patient = await application.patient();
  await application.stop();
  const dmp = await SimulatedDmp.start({ data });
  try {
    const entries = await firstValueFrom(dmp.gateway().documents.search(patient, { classCodes: ['10'] }));
    const titles = entries.map(({ title }) => title).filter((title) => title.startsWith('Document '));
    expect(kept.length).toBeGreaterThanOrEqual(ROUNDS.length);
    expect(kept.filter((title) => !titles.includes(title))).toEqual([]);
    expect(titles).toHaveLength(new Set(titles).size);
  } finally {
    await dmp.close();
  }
});

async function until(isSo: () => Promise<boolean>, what: string): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!(await isSo())) {
    if (Date.now() > deadline) throw new Error(`in a minute it never was so that ${what}`);
    await pause(100);
  }
}
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
