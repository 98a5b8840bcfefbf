import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROFESSIONALS } from './data/professionals.js';
import { recordsOf } from './scenarios.js';
import { type AccessTrace, type Authorisation, type Controls, SCENARIOS, type Scenario, type SimulatedRecord, type SimulatorState } from './state.js';

/** Traces kept in memory: the oldest go first. */
const MOST_TRACES = 5_000;

/** State of one simulator. With a folder, the records that were changed survive a restart, for each scenario apart; controls and traces do not. */
export class DmpState implements SimulatorState {
  readonly controls: Controls;
  readonly professionals = PROFESSIONALS;
  readonly #traces: AccessTrace[] = [];
  readonly #changed = new Map<string, SimulatedRecord>();
  readonly #folder: string | undefined;
  #scenario: Scenario = 'demonstration';
  #start = recordsOf('demonstration');

  constructor(folder?: string, { latencyMs = 0, scenario = 'demonstration' }: { readonly latencyMs?: number; readonly scenario?: Scenario } = {}) {
    this.controls = { latencyMs, fault: 'none' };
    this.#folder = folder;
    if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.play(scenario);
  }

  get scenario(): Scenario {
    return this.#scenario;
  }

  play(scenario: Scenario): void {
    this.#scenario = scenario;
    this.#start = recordsOf(scenario);
    this.#changed.clear();
    const file = this.#file;
    if (file && existsSync(file)) for (const record of JSON.parse(readFileSync(file, 'utf8')) as SimulatedRecord[]) this.#changed.set(keyOf(record), record);
  }

  get traces(): readonly AccessTrace[] {
    return this.#traces;
  }

  get records(): readonly SimulatedRecord[] {
    return [...new Map([...this.#start.map((record) => [keyOf(record), record] as const), ...this.#changed]).values()];
  }

  findRecord(matricule: string, insOid: string): SimulatedRecord | undefined {
    const key = keyOf({ matricule, insOid });
    return this.#changed.get(key) ?? this.#start.find((record) => keyOf(record) === key);
  }

  authorisationOf(record: SimulatedRecord, psId: string): Authorisation {
    return record.authorisations[psId] ?? record.authorisations['*'] ?? 'NON_EXISTE';
  }

  putRecord(record: SimulatedRecord): void {
    this.#changed.set(keyOf(record), record);
    const file = this.#file;
    if (!file) return;
    const temporary = `${file}.${randomUUID()}.tmp`;
    writeFileSync(temporary, JSON.stringify([...this.#changed.values()], null, 2), { mode: 0o600 });
    renameSync(temporary, file);
  }

  trace(access: AccessTrace): void {
    this.#traces.push(access);
    if (this.#traces.length > MOST_TRACES) this.#traces.shift();
  }

  /** Also the traces, the latency and the fault. */
  reset(): void {
    for (const scenario of SCENARIOS) if (this.#folder) rmSync(fileOf(this.#folder, scenario), { force: true });
    this.play('demonstration');
    this.#traces.length = 0;
    Object.assign(this.controls, { latencyMs: 0, fault: 'none' } satisfies Controls);
  }

  get #file(): string | undefined {
    return this.#folder && fileOf(this.#folder, this.#scenario);
  }
}

const fileOf = (folder: string, scenario: Scenario): string => join(folder, `records-${scenario}.json`);
const keyOf = ({ insOid, matricule }: Pick<SimulatedRecord, 'matricule' | 'insOid'>): string => `${insOid}|${matricule}`;
