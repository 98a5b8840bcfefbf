import { appendFileSync, existsSync, readFileSync, rmSync } from 'node:fs';
import { keepText } from './keep-text.js';
import type { AccessTrace } from './state.js';

/** Traces kept: the oldest go first. */
export const MOST_TRACES = 5_000;

/** Accesses in the order in which they were made, one a line when there is a file. */
export class TraceLog {
  readonly #traces: AccessTrace[] = [];

  constructor(private readonly file: string | undefined) {
    if (!file || !existsSync(file)) return;
    const text = readFileSync(file, 'utf8');
    for (const line of text.split('\n')) {
      const trace = traceIn(line);
      if (trace) this.#traces.push(trace);
    }
    this.#traces.splice(0, this.#traces.length - MOST_TRACES);
    // The file grows while we run and may end in the middle of a line; it is set right here.
    const whole = this.#traces.map(lineOf).join('');
    if (whole !== text) keepText(file, whole);
  }

  get all(): readonly AccessTrace[] {
    return this.#traces;
  }

  add(access: AccessTrace): void {
    this.#traces.push(access);
    if (this.#traces.length > MOST_TRACES) this.#traces.shift();
    if (this.file) appendFileSync(this.file, lineOf(access), { mode: 0o600 });
  }

  clear(): void {
    this.#traces.length = 0;
    if (this.file) rmSync(this.file, { force: true });
  }
}

const lineOf = (access: AccessTrace): string => `${JSON.stringify(access)}\n`;

/** Undefined: the last line of a process that was killed while it wrote. */
function traceIn(line: string): AccessTrace | undefined {
  try {
    return JSON.parse(line) as AccessTrace;
  } catch {
    return undefined;
  }
}
