import { randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PROFESSIONALS } from './data/professionals.js';
import { RECORDS } from './data/records.js';
import type { AccessTrace, Authorisation, Controls, SimulatedRecord, SimulatorState } from './state.js';

/** Traces kept in memory: the oldest go first. */
const MOST_TRACES = 5_000;

/** State of one simulator. With a folder, the records that were changed survive a restart; controls and traces do not. */
export class DmpState implements SimulatorState {
  readonly controls: Controls;
  readonly professionals = PROFESSIONALS;
  readonly #traces: AccessTrace[] = [];
  readonly #changed = new Map<string, SimulatedRecord>();
  readonly #file: string | undefined;

  constructor(folder?: string, latencyMs = 0) {
    this.controls = { latencyMs, fault: 'none' };
    if (!folder) return;
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    this.#file = join(folder, 'records.json');
    if (existsSync(this.#file))
      for (const record of JSON.parse(readFileSync(this.#file, 'utf8')) as SimulatedRecord[]) this.#changed.set(keyOf(record), record);
  }

  get traces(): readonly AccessTrace[] {
    return this.#traces;
  }

  get records(): readonly SimulatedRecord[] {
    return [...new Map([...RECORDS.map((record) => [keyOf(record), record] as const), ...this.#changed]).values()];
  }

  findRecord(matricule: string, insOid: string): SimulatedRecord | undefined {
    const key = keyOf({ matricule, insOid });
    return this.#changed.get(key) ?? RECORDS.find((record) => keyOf(record) === key);
  }

  authorisationOf(record: SimulatedRecord, psId: string): Authorisation {
    return record.authorisations[psId] ?? record.authorisations['*'] ?? 'NON_EXISTE';
  }

  putRecord(record: SimulatedRecord): void {
    this.#changed.set(keyOf(record), record);
    if (!this.#file) return;
    const temporary = `${this.#file}.${randomUUID()}.tmp`;
    writeFileSync(temporary, JSON.stringify([...this.#changed.values()], null, 2), { mode: 0o600 });
    renameSync(temporary, this.#file);
  }

  trace(access: AccessTrace): void {
    this.#traces.push(access);
    if (this.#traces.length > MOST_TRACES) this.#traces.shift();
  }

  /** Also the traces, the latency and the fault. */
  reset(): void {
    this.#changed.clear();
    if (this.#file) rmSync(this.#file, { force: true });
    this.#traces.length = 0;
    Object.assign(this.controls, { latencyMs: 0, fault: 'none' } satisfies Controls);
  }
}

const keyOf = ({ insOid, matricule }: Pick<SimulatedRecord, 'matricule' | 'insOid'>): string => `${insOid}|${matricule}`;
