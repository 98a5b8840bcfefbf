import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { PROFESSIONALS } from './data/professionals.js';
import { RecordDocuments } from './documents/record-documents.js';
import { keepText } from './keep-text.js';
import { keyOf, recordIn } from './kept-record.js';
import { recordsOf } from './scenarios.js';
import { type AccessTrace, type Authorisation, type Controls, QUIET, SCENARIOS, type Scenario, type SimulatedRecord, type SimulatorState } from './state.js';
import { TraceLog } from './trace-log.js';

export interface StartOptions {
  readonly latencyMs?: number;
  readonly scenario?: Scenario;
  readonly withdrawn?: boolean;
}

/** State of one simulator. With a folder, the records that were changed and the documents survive a restart, for each scenario apart, and so do the traces; controls do not. */
export class DmpState implements SimulatorState {
  readonly controls: Controls;
  readonly professionals = PROFESSIONALS;
  readonly #traces: TraceLog;
  readonly #changed = new Map<string, SimulatedRecord>();
  readonly #folder: string | undefined;
  #scenario: Scenario = 'demonstration';
  #documents = new RecordDocuments();
  #start = recordsOf('demonstration');

  constructor(folder?: string, { latencyMs = 0, scenario = 'demonstration', withdrawn = false }: StartOptions = {}) {
    this.controls = { ...QUIET, latencyMs, withdrawn };
    this.#folder = folder;
    if (folder) mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#traces = new TraceLog(folder && join(folder, 'traces.jsonl'));
    this.play(scenario);
  }

  get scenario(): Scenario {
    return this.#scenario;
  }

  play(scenario: Scenario): void {
    this.#scenario = scenario;
    this.#start = recordsOf(scenario);
    this.#changed.clear();
    this.#documents = new RecordDocuments(this.#folder && documentsOf(this.#folder, scenario));
    const file = this.#file;
    if (!file || !existsSync(file)) return;
    for (const kept of JSON.parse(readFileSync(file, 'utf8')) as readonly unknown[]) {
      const record = recordIn(kept, this.#start);
      this.#changed.set(keyOf(record), record);
    }
  }

  get traces(): readonly AccessTrace[] {
    return this.#traces.all;
  }

  get documents(): RecordDocuments {
    return this.#documents;
  }

  get records(): readonly SimulatedRecord[] {
    return [...new Map([...this.#start.map((record) => [keyOf(record), record] as const), ...this.#changed]).values()];
  }

  findRecord(matricule: string, insOid: string): SimulatedRecord | undefined {
    const key = keyOf({ matricule, insOid });
    return this.#changed.get(key) ?? this.#start.find((record) => keyOf(record) === key);
  }

  /** What is said of the professional himself goes before what is said of his structure. */
  authorisationOf({ authorisations }: SimulatedRecord, psId: string, structureId = ''): Authorisation {
    return (authorisations[psId] ?? authorisations[structureId] ?? authorisations['*'])?.status ?? 'NON_EXISTE';
  }

  putRecord(record: SimulatedRecord): void {
    this.#changed.set(keyOf(record), record);
    if (this.#file) keepText(this.#file, JSON.stringify([...this.#changed.values()], null, 2));
  }

  trace(access: AccessTrace): void {
    this.#traces.add(access);
  }

  /** Also the documents, the traces and the controls. */
  reset(): void {
    this.#documents.clear();
    for (const scenario of SCENARIOS) if (this.#folder) forget(this.#folder, scenario);
    this.play('demonstration');
    this.#traces.clear();
    Object.assign(this.controls, QUIET);
  }

  get #file(): string | undefined {
    return this.#folder && fileOf(this.#folder, this.#scenario);
  }
}

const fileOf = (folder: string, scenario: Scenario): string => join(folder, `records-${scenario}.json`);
const documentsOf = (folder: string, scenario: Scenario): string => join(folder, `documents-${scenario}`);

function forget(folder: string, scenario: Scenario): void {
  rmSync(fileOf(folder, scenario), { force: true });
  rmSync(documentsOf(folder, scenario), { recursive: true, force: true });
}
