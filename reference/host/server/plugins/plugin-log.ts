import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { LogFacts } from '../../../../src/api/host.js';
import type { LogLine } from '../../page-protocol.js';

const KEPT_LINES = 500;
const LONGEST_LINE = 2000;
/** Lines of the plugin's own, in one second. */
const MOST_LINES = 200;
const SECOND = 1_000;

/** The log of one plugin: the last lines in memory, all of them in a file that is turned at `mostBytes`, one older file kept. */
export class PluginLog {
  private readonly kept: LogLine[] = [];
  private bytes: number;
  /** The current second: when it began, lines of the plugin in it, lines left out. */
  private second = { from: 0, told: 0, dropped: 0 };

  constructor(
    private readonly file: string,
    private readonly now: () => number,
    private readonly mostBytes = 1_000_000,
  ) {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
    this.bytes = statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  }

  get lines(): readonly LogLine[] {
    return this.kept;
  }

  /** An event of the server, and plain facts. Never the arguments of a command, a state or anything of a patient. */
  write(level: LogLine['level'], event: string, facts: LogFacts = {}): void {
    const told = Object.entries(facts).filter(([, value]) => value !== undefined);
    this.keep(level, [event, ...told.map(([name, value]) => `${name}=${plain(value)}`)].join(' '));
  }

  /** An event the plugin reports. */
  writeReported(level: LogLine['level'], event: string, facts?: LogFacts): void {
    if (this.hasRoom()) this.write(level, event, facts);
  }

  /** A line the plugin printed. */
  writePrinted(level: LogLine['level'], text: string): void {
    if (this.hasRoom()) this.keep(level, text);
  }

  /** False: the plugin has said enough in this second. Writing is not free for the server. */
  private hasRoom(): boolean {
    const now = this.now();
    if (now - this.second.from >= SECOND) {
      const { dropped } = this.second;
      this.second = { from: now, told: 0, dropped: 0 };
      if (dropped) this.write('warn', 'log.dropped', { lines: dropped });
    }
    const { told } = this.second;
    if (told < MOST_LINES) this.second.told += 1;
    else this.second.dropped += 1;
    return told < MOST_LINES;
  }

  private keep(level: LogLine['level'], text: string): void {
    const line: LogLine = {
      at: this.now(),
      level,
      text: text
        .slice(0, LONGEST_LINE)
        .replaceAll(/\p{Cc}+/gu, ' ')
        .trimEnd(),
    };
    this.kept.push(line);
    if (this.kept.length > KEPT_LINES) this.kept.shift();
    this.append(`${new Date(line.at).toISOString()} ${line.level} ${line.text}\n`);
  }

  private append(written: string): void {
    try {
      if (this.bytes + written.length > this.mostBytes) this.turn();
      appendFileSync(this.file, written, { mode: 0o600 });
      this.bytes += written.length;
    } catch {
      // A full disk must not end the server; the lines in memory are still shown.
    }
  }

  private turn(): void {
    renameSync(this.file, `${this.file}.1`);
    this.bytes = 0;
  }
}

const plain = (value: unknown): string => (typeof value === 'string' && /[\s="]/.test(value) ? JSON.stringify(value) : String(value));
