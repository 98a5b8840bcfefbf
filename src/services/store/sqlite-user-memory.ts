import { inject, injectable } from 'inversify';
import type { UserMemory, UserNotes } from '../user-memory.js';
import { Store } from './store.js';

/** The notes on the users of the host, in the plugin's SQLite file. */
@injectable()
export class SqliteUserMemory implements UserMemory {
  constructor(@inject(Store) private readonly store: Store) {}

  async read(userId: string): Promise<UserNotes> {
    const row = await this.store.attempt('userMemory.notRead', (db) =>
      db.selectFrom('user_memory').select(['holder_id', 'hides_web_dmp_notice']).where('user_id', '=', userId).executeTakeFirst(),
    );
    return {
      ...(row?.holder_id && { holderId: row.holder_id }),
      ...(row && row.hides_web_dmp_notice !== null && { hidesWebDmpNotice: row.hides_web_dmp_notice === 1 }),
    };
  }

  async note(userId: string, { holderId, hidesWebDmpNotice }: UserNotes): Promise<void> {
    const values = {
      ...(holderId !== undefined && { holder_id: holderId }),
      ...(hidesWebDmpNotice !== undefined && { hides_web_dmp_notice: hidesWebDmpNotice ? 1 : 0 }),
    };
    if (Object.keys(values).length === 0) return;
    await this.store.attempt('userMemory.notWritten', async (db) => {
      await db
        .insertInto('user_memory')
        .values({ user_id: userId, ...values })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(values))
        .execute();
    });
  }

  async tracesAcknowledgedAt(holderId: string): Promise<number | undefined> {
    const row = await this.store.attempt('userMemory.notRead', (db) =>
      db.selectFrom('traces_notice').select('acknowledged_at').where('holder_id', '=', holderId).executeTakeFirst(),
    );
    return row && Number(row.acknowledged_at);
  }

  async noteTracesAcknowledged(holderId: string, at: number): Promise<void> {
    const values = { acknowledged_at: at };
    await this.store.attempt('userMemory.notWritten', async (db) => {
      await db
        .insertInto('traces_notice')
        .values({ holder_id: holderId, ...values })
        .onConflict((conflict) => conflict.column('holder_id').doUpdateSet(values))
        .execute();
    });
  }
}
