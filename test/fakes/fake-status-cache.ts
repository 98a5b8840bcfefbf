import type { Known } from '../../src/api/messages.js';
import { keyOf, type PatientRef } from '../../src/api/patient.js';
import type { Asker } from '../../src/services/asker.js';
import type { StatusCache } from '../../src/services/status-cache.js';

/** A cache in memory. */
export class FakeStatusCache implements StatusCache {
  readonly #rows = new Map<string, Map<string, Known>>();

  async read(patient: PatientRef, asker: Asker): Promise<Known | undefined> {
    return this.#rows.get(keyOf(patient))?.get(rowOf(asker));
  }

  async write(patient: PatientRef, asker: Asker, known: Known): Promise<void> {
    const rows = this.#rows.get(keyOf(patient)) ?? new Map<string, Known>();
    this.#rows.set(keyOf(patient), rows.set(rowOf(asker), known));
  }

  async forget(patient: PatientRef): Promise<void> {
    this.#rows.delete(keyOf(patient));
  }
}

const rowOf = ({ environment, holderId }: Asker): string => `${environment}|${holderId}`;
