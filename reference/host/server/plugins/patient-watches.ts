import { LatestOnly } from './latest-only.js';

interface PatientWatch {
  readonly patientId: string;
  readonly line: LatestOnly<undefined>;
}

/** The patients one life of a plugin follows, for one of the things the practice has on them. What it is told is read afresh each time, so that an older answer never overtakes a newer one. */
export class PatientWatches<T> {
  private readonly watches = new Map<string, PatientWatch>();

  constructor(
    private readonly read: (patientId: string) => Promise<T | undefined>,
    private readonly tell: (watchId: string, value: T) => void,
  ) {}

  /** False: there is no such patient. */
  async open(watchId: string, patientId: string): Promise<boolean> {
    const line = new LatestOnly<undefined>(() => this.send(watchId, patientId));
    this.watches.set(watchId, { patientId, line });
    if (await this.read(patientId)) line.push(undefined);
    else this.watches.delete(watchId);
    return this.watches.has(watchId);
  }

  close(watchId: string): void {
    this.watches.delete(watchId);
  }

  /** There is something new on this patient. */
  changed(patientId: string): void {
    for (const watch of this.watches.values()) if (watch.patientId === patientId) watch.line.push(undefined);
  }

  private async send(watchId: string, patientId: string): Promise<void> {
    const value = await this.read(patientId).catch(() => undefined); // a database that fails is told where the user works
    if (value && this.watches.has(watchId)) this.tell(watchId, value);
  }
}
