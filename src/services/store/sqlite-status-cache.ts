import { inject, injectable } from 'inversify';
import { z } from 'zod';
import type { Known, RecordStatus } from '../../api/messages.js';
import { keyOf, type PatientRef } from '../../api/patient.js';
import type { Asker } from '../asker.js';
import type { StatusCache } from '../status-cache.js';
import { KeyedHash } from './keyed-hash.js';
import { Store } from './store.js';

/** Rows are of this version or an older one: what does not fit is absent. */
const Answer: z.ZodType<RecordStatus> = z.object({
  record: z.enum(['closed', 'missing', 'open']),
  authorisation: z.enum(['none', 'valid', 'expired', 'blocked']),
  internetAccount: z.enum(['none', 'created', 'unknown']),
  attachedToMes: z.boolean(),
  treatingPhysician: z.boolean(),
  closing: z.object({ date: z.string(), reason: z.string() }).exactOptional(),
  traitsThatDiffer: z.array(z.enum(['birthName', 'birthGivenNames', 'birthDate', 'sex'])),
});

/** The status cache in the plugin's SQLite file. Neither a matricule nor a name is in it. */
@injectable()
export class SqliteStatusCache implements StatusCache {
  constructor(
    @inject(Store) private readonly store: Store,
    @inject(KeyedHash) private readonly hash: KeyedHash,
  ) {}

  read(patient: PatientRef, asker: Asker): Promise<Known | undefined> {
    return this.store.attempt('statusCache.notRead', async (db) => {
      const row = await db
        .selectFrom('status_cache')
        .select(['answer', 'checked_at'])
        .where('patient_key', '=', await this.hash.of(keyOf(patient)))
        .where('asker_key', '=', await this.hash.of(askerKey(asker)))
        .executeTakeFirst();
      return row && { kind: 'known', ...Answer.parse(JSON.parse(row.answer)), checkedAt: Number(row.checked_at) };
    });
  }

  async write(patient: PatientRef, asker: Asker, { kind: _, checkedAt, ...status }: Known): Promise<void> {
    await this.store.attempt('statusCache.notWritten', async (db) => {
      const value = { answer: JSON.stringify(status), checked_at: checkedAt };
      await db
        .insertInto('status_cache')
        .values({ patient_key: await this.hash.of(keyOf(patient)), asker_key: await this.hash.of(askerKey(asker)), ...value })
        .onConflict((conflict) => conflict.columns(['patient_key', 'asker_key']).doUpdateSet(value))
        .execute();
    });
  }

  async forget(patient: PatientRef): Promise<void> {
    await this.store.attempt('statusCache.notForgotten', async (db) => {
      await db
        .deleteFrom('status_cache')
        .where('patient_key', '=', await this.hash.of(keyOf(patient)))
        .execute();
    });
  }
}

const askerKey = ({ environment, holderId }: Asker): string => `${environment}|${holderId}`;
