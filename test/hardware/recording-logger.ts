import type { LogFacts, Logger } from '../../src/api/host.js';

/** Keeps what was logged. */
export class RecordingLogger implements Logger {
  readonly lines: { readonly event: string; readonly facts: LogFacts | undefined }[] = [];

  info(event: string, facts?: LogFacts): void {
    this.lines.push({ event, facts });
  }
  warn(event: string, facts?: LogFacts): void {
    this.lines.push({ event, facts });
  }
  error(event: string, facts?: LogFacts): void {
    this.lines.push({ event, facts });
  }

  count(event: string): number {
    return this.lines.filter((line) => line.event === event).length;
  }
}
