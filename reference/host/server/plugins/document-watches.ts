import type { LocalDocument } from '../../../../src/api/local-document.js';
import { LatestOnly } from './latest-only.js';

/** The patients whose documents one life of a plugin follows. Read afresh each time, so that an older answer never overtakes a newer one. */
export class DocumentWatches {
  private readonly watches = new Map<string, { readonly patientId: string; readonly line: LatestOnly<undefined> }>();

  constructor(
    private readonly read: (patientId: string) => Promise<readonly LocalDocument[]>,
    private readonly tell: (watchId: string, documents: readonly LocalDocument[]) => void,
  ) {}

  open(watchId: string, patientId: string): void {
    const line = new LatestOnly<undefined>(() => this.send(watchId, patientId));
    this.watches.set(watchId, { patientId, line });
    line.push(undefined);
  }

  close(watchId: string): void {
    this.watches.delete(watchId);
  }

  /** Documents of this patient were added, changed or removed. */
  changed(patientId: string): void {
    for (const watch of this.watches.values()) if (watch.patientId === patientId) watch.line.push(undefined);
  }

  private async send(watchId: string, patientId: string): Promise<void> {
    const documents = await this.read(patientId).catch(() => undefined); // a database that fails is told where the user works
    if (documents && this.watches.has(watchId)) this.tell(watchId, documents);
  }
}
