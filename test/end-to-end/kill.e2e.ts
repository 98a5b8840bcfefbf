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

/** Instants at which processes die, after the first document of a round was kept; `KILL_SEED` replays them. */
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
const LATEST = 10_000;
/** Told to be kept, at least. Fewer than five a second leave: several windows add them faster, and they queue. */
const DOCUMENTS = 500;
/** Open records whose documents may be read. */
const PATIENTS = ['p01', 'p03', 'p14', 'p15'] as const;
/** Whose tab is open: nobody adds anything to his record. A tab reads all its documents again at each change, and here they are hundreds. */
const SHOWN = 'p10';
const PROCESSES = {
  agent: /card-agent\.js$/,
  plugin: /plugin-process\.js$/,
  host: /reference\/host\/main\.ts/,
  simulator: /reference\/dmp-simulator\/main\.ts/,
} as const;
type Victim = keyof typeof PROCESSES;
/** Who dies, in each round: the last time everything, as in a power cut. Between two starts of the host a plugin may die twice: the third time is for the user. */
const ROUNDS: readonly (readonly Victim[])[] = Array.from({ length: 2 }, (): Victim[][] => [
  ['agent'],
  ['plugin'],
  ['host'],
  ['simulator'],
  ['plugin', 'simulator'],
  ['agent', 'plugin', 'host', 'simulator'],
]).flat();
const PER_ROUND = Math.ceil(DOCUMENTS / ROUNDS.length);

afterEach(cleanUp);

/** The practice application, started as a user does, with the DMP tab of one patient, and a window for each one whose documents are added. */
class Application {
  private isOver = false;

  private constructor(
    private readonly starter: ChildProcess,
    private readonly tab: PracticeClient,
    private readonly states: readonly DmpTabState[],
    private readonly windows: readonly PracticeClient[],
  ) {
    void this.attend();
  }

  static async start(data: string): Promise<Application> {
    const { starter, url } = await startApplication(data);
    const tab = await PracticeClient.open(url);
    const windows = await Promise.all(PATIENTS.map(() => PracticeClient.open(url)));
    return new Application(starter, tab, await tab.show<DmpTabState>('dmp.tab', SHOWN), windows);
  }

  /** What the outbox holds beside what was sent. Undefined: the plugin is not there. */
  get waiting(): number | undefined {
    return this.tab.plugin('dmp')?.pageCounts['dmp.outbox'];
  }

  /** Adds documents in every window at once; puts into `kept` the titles of those it was told are kept. */
  async add(prefix: string, kept: string[], most: number, isOver = () => false): Promise<void> {
    const adding = this.windows.map(async (window, index) => {
      for (let number = 1; kept.length < most && !isOver(); number += 1) {
        const title = `${prefix}, window ${index}, ${number}`;
        // Whoever was asked may be gone: what it had not answered for may be kept or not.
        if (this.state?.feeding?.mayAdd && (await addDocument(window, PATIENTS[index] ?? '', title).catch(() => false))) kept.push(title);
        else await pause(50);
      }
    });
    await Promise.all(adding);
  }

  /** What failed is tried again at once. */
  async retry(): Promise<void> {
    await this.tab.run('dmp.retryAll').catch(() => {});
  }

  kill(victims: readonly Victim[]): void {
    const pids = victims.map((victim) => processBelow(this.starter.pid ?? 0, PROCESSES[victim]));
    if (pids.includes(undefined)) throw new Error(`not all of ${victims} are there`);
    for (const pid of pids) if (pid !== undefined) process.kill(pid, 'SIGKILL');
  }

  /** Without host or simulator `npm start` ends by itself. */
  async ended(): Promise<void> {
    if (this.starter.exitCode === null && this.starter.signalCode === null) await once(this.starter, 'exit');
    this.isOver = true;
  }

  /** How each document stands, as the tabs of their patients say. */
  async kinds(): Promise<readonly string[]> {
    const tabs = await Promise.all(PATIENTS.map((patientId) => this.tab.show<DmpTabState>('dmp.tab', patientId)));
    await until(() => tabs.every((states) => states.at(-1)?.feeding), 'every tab shows its documents');
    return tabs.flatMap((states) => states.at(-1)?.feeding?.documents.map(({ state }) => state.kind) ?? []);
  }

  patients(): Promise<readonly QualifiedPatient[]> {
    return Promise.all(
      PATIENTS.map(async (patientId) => {
        const record = await this.tab.ask(page.getPatient, { patientId });
        if (!record) throw new Error('the patient is gone');
        return { id: patientId, identity: record.identity } as QualifiedPatient;
      }),
    );
  }

  async stop(): Promise<void> {
    this.starter.kill('SIGINT');
    await this.ended();
  }

  private get state(): DmpTabState | undefined {
    return this.states.at(-1);
  }

  /** Somebody types the code, once for each key that is shown, and has the status asked for: without it nothing is added, nor sent. */
  private async attend(): Promise<void> {
    let typed: string | undefined;
    for (; !this.isOver; await pause(50)) {
      const { status, tracesNoticeDue } = this.state ?? {};
      if (status?.kind === 'needsPin' && 'pinKey' in status.card && typed !== status.card.pinKey.n) {
        typed = status.card.pinKey.n;
        await this.tab.run('dmp.unlockCard', SHOWN, { encryptedPin: await sealPin(PIN, status.card.pinKey) }).catch(() => {});
      }
      if (status?.kind === 'idle') await this.tab.run('dmp.showStatus', SHOWN).catch(() => {});
      if (tracesNoticeDue) await this.tab.run('dmp.acknowledgeTraces', SHOWN).catch(() => {});
    }
  }
}

/** Answers whether it was told that the document is kept. */
async function addDocument(window: PracticeClient, patientId: string, title: string): Promise<boolean> {
  const { form } = await window.run<DocumentDraft>('dmp.documentDraft', patientId);
  const { bodyId } = await window.run<JoinedBody>('dmp.joinText', patientId, { text: `Soin ${title}.` });
  const added = { form: { ...form, typeCode: '11506-3', title }, bodyId, confirmed: true };
  const { kind } = await window.run<DocumentOutcome>('dmp.addDocument', patientId, added);
  return kind === 'accepted';
}

test(`whoever dies (KILL_SEED=${SEED}), every document the user was told is kept is in the record exactly once`, { timeout: 600_000 }, async () => {
  const random = randomOf(SEED);
  const data = temporaryFolder();
  const kept: string[] = [];
  const waiting: number[] = [];
  let application = await Application.start(data);
  for (const [round, victims] of ROUNDS.entries()) {
    const told = kept.length;
    let isOver = false;
    const adding = application.add(`Document ${round}`, kept, told + PER_ROUND, () => isOver);
    await until(() => kept.length > told, 'the first document of a round is kept');
    await application.retry();
    await pause(Math.floor(random() * LATEST));
    waiting.push(application.waiting ?? 0);
    application.kill(victims);
    isOver = true;
    await adding;
    if (!victims.includes('host') && !victims.includes('simulator')) continue;
    await application.ended();
    application = await Application.start(data);
  }
  await application.add('Document at last', kept, DOCUMENTS);
  await application.retry();
  await until(() => application.waiting === 0, 'everything was sent');
  const kinds = await application.kinds();
  const patients = await application.patients();
  await application.stop();
  const dmp = await SimulatedDmp.start({ data });
  try {
    const { documents } = dmp.gateway();
    const entries = (await Promise.all(patients.map((patient) => firstValueFrom(documents.search(patient, { classCodes: ['10'] }))))).flat();
    const titles = entries.map(({ title }) => title).filter((title) => title.startsWith('Document '));
    expect(kept.length).toBeGreaterThanOrEqual(DOCUMENTS);
    expect(Math.max(...waiting)).toBeGreaterThan(1); // else nobody died while something was to be sent
    expect(kept.filter((title) => !titles.includes(title))).toEqual([]);
    expect(titles).toHaveLength(new Set(titles).size);
    expect(new Set(kinds)).toEqual(new Set(['sent']));
    expect(kinds).toHaveLength(titles.length);
  } finally {
    await dmp.close();
  }
});

async function until(isSo: () => boolean, what: string): Promise<void> {
  const deadline = Date.now() + 180_000;
  while (!isSo()) {
    if (Date.now() > deadline) throw new Error(`in three minutes it never was so that ${what}`);
    await pause(50);
  }
}
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));
