import type { Migration } from 'kysely';

/** By name, in order. A migration that was released is never changed; two processes may run it at the same time. */
export const MIGRATIONS: Readonly<Record<string, Migration>> = {
  '2026-11-status-cache-and-user-memory': {
    async up(db) {
      await db.schema
        .createTable('status_cache')
        .ifNotExists()
        .addColumn('patient_key', 'varchar(64)', (column) => column.notNull())
        .addColumn('asker_key', 'varchar(64)', (column) => column.notNull())
        .addColumn('answer', 'text', (column) => column.notNull())
        .addColumn('checked_at', 'bigint', (column) => column.notNull())
        .addPrimaryKeyConstraint('status_cache_key', ['patient_key', 'asker_key'])
        .execute();
      await db.schema
        .createTable('user_memory')
        .ifNotExists()
        .addColumn('user_id', 'varchar(255)', (column) => column.primaryKey())
        .addColumn('holder_id', 'varchar(64)')
        .addColumn('hides_web_dmp_notice', 'integer')
        .execute();
    },
  },
};
