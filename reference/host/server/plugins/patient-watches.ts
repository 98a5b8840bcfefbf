import type { PatientDetails } from '../../../../src/api/patient.js';
import { LatestOnly } from './latest-only.js';

interface PatientWatch {
  readonly patientId: string;
  readonly line: LatestOnly<undefined>;
}

/** The patients one life of a plugin follows. What it is told is read afresh each time, so that an older answer never overtakes a newer one. */
export class PatientWatches {
  private readonly watches = new Map<string, PatientWatch>();

  constructor(
    private readonly read: (patientId: string) => Promise<PatientDetails | undefined>,
    private readonly tell: (watchId: string, details: PatientDetails) => void,
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

  /** The record of this patient was stored. */
  changed(patientId: string): void {
    for (const watch of this.watches.values()) if (watch.patientId === patientId) watch.line.push(undefined);
  }

  private async send(watchId: string, patientId: string): Promise<void> {
    const details = await this.read(patientId).catch(() => undefined); // a database that fails is told where the user works
    if (details && this.watches.has(watchId)) this.tell(watchId, details);
  }
}
