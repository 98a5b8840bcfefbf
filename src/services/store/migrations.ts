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
  '2026-11-traces-notice-and-journal': {
    async up(db) {
      await db.schema
        .createTable('traces_notice')
        .ifNotExists()
        .addColumn('holder_id', 'varchar(64)', (column) => column.primaryKey())
        .addColumn('acknowledged_at', 'bigint', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('journal')
        .ifNotExists()
        .addColumn('sequence', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('sent_at', 'bigint', (column) => column.notNull())
        .addColumn('user_id', 'varchar(255)', (column) => column.notNull())
        .addColumn('professional_id', 'varchar(64)', (column) => column.notNull())
        .addColumn('patient_id', 'varchar(255)', (column) => column.notNull())
        .addColumn('transaction_name', 'varchar(64)', (column) => column.notNull())
        .addColumn('message_id', 'varchar(64)', (column) => column.notNull().unique())
        .addColumn('result', 'varchar(16)', (column) => column.notNull())
        .addColumn('error_code', 'varchar(64)')
        .execute();
      await db.schema.createIndex('journal_subject').ifNotExists().on('journal').columns(['patient_id', 'transaction_name', 'professional_id']).execute();
    },
  },
  '2026-11-who-a-line-of-the-journal-is-about': {
    async up(db) {
      const tables = await db.introspection.getTables();
      const isThere = tables.find(({ name }) => name === 'journal')?.columns.some(({ name }) => name === 'patient_key');
      if (!isThere) await db.schema.alterTable('journal').addColumn('patient_key', 'varchar(64)').execute();
    },
  },
  '2026-11-x-outbox': {
    async up(db) {
      await db.schema
        .createTable('outbox')
        .ifNotExists()
        .addColumn('sequence', 'integer', (column) => column.primaryKey().autoIncrement())
        .addColumn('document_id', 'varchar(64)', (column) => column.notNull().unique())
        .addColumn('patient_id', 'varchar(255)', (column) => column.notNull())
        .addColumn('local_document_id', 'varchar(255)')
        .addColumn('local_version', 'integer')
        .addColumn('by_rule', 'integer', (column) => column.notNull())
        .addColumn('signer_id', 'varchar(64)', (column) => column.notNull())
        .addColumn('situation_id', 'varchar(255)', (column) => column.notNull())
        .addColumn('environment', 'varchar(16)', (column) => column.notNull())
        .addColumn('accepted_at', 'bigint', (column) => column.notNull())
        .addColumn('status', 'varchar(16)', (column) => column.notNull())
        .addColumn('status_at', 'bigint', (column) => column.notNull())
        .addColumn('may_have_left', 'integer', (column) => column.notNull())
        .addColumn('tries', 'integer', (column) => column.notNull())
        .addColumn('next_try', 'bigint')
        .addColumn('availability', 'varchar(16)', (column) => column.notNull())
        .addColumn('content', 'blob', (column) => column.notNull())
        .addColumn('error', 'blob')
        .execute();
      const { sql } = await import('kysely');
      await sql`CREATE INDEX IF NOT EXISTS outbox_waiting ON outbox (environment, signer_id, patient_id, sequence)
        WHERE status IN ('queued', 'sending', 'failed')`.execute(db);
      await db.schema.createIndex('outbox_due').ifNotExists().on('outbox').columns(['status', 'next_try']).execute();
      await db.schema.createIndex('outbox_patient').ifNotExists().on('outbox').columns(['patient_id', 'status', 'sequence']).execute();
      await db.schema.createIndex('outbox_local').ifNotExists().on('outbox').columns(['local_document_id', 'sequence']).execute();
      await db.schema.createIndex('outbox_age').ifNotExists().on('outbox').columns(['status', 'status_at']).execute();
      await db.schema
        .createTable('outbox_bytes')
        .ifNotExists()
        .addColumn('document_id', 'varchar(64)', (column) => column.notNull())
        .addColumn('part', 'integer', (column) => column.notNull())
        .addColumn('bytes', 'blob', (column) => column.notNull())
        .addPrimaryKeyConstraint('outbox_bytes_key', ['document_id', 'part'])
        .execute();
      await db.schema
        .createTable('proposal')
        .ifNotExists()
        .addColumn('local_document_id', 'varchar(255)', (column) => column.primaryKey())
        .addColumn('local_version', 'integer', (column) => column.notNull())
        .addColumn('patient_id', 'varchar(255)', (column) => column.notNull())
        .addColumn('since', 'bigint', (column) => column.notNull())
        .addColumn('rule_id', 'varchar(64)', (column) => column.notNull())
        .execute();
      await db.schema
        .createTable('patient_wish')
        .ifNotExists()
        .addColumn('patient_id', 'varchar(255)', (column) => column.notNull())
        .addColumn('wish', 'varchar(16)', (column) => column.notNull())
        .addColumn('since', 'bigint', (column) => column.notNull())
        .addColumn('user_id', 'varchar(255)', (column) => column.notNull())
        .addPrimaryKeyConstraint('patient_wish_key', ['patient_id', 'wish'])
        .execute();
      await db.schema
        .createTable('note')
        .ifNotExists()
        .addColumn('name', 'varchar(255)', (column) => column.primaryKey())
        .addColumn('value', 'text', (column) => column.notNull())
        .execute();
    },
  },
  '2026-11-y-proposals-that-were-declined': {
    async up(db) {
      const tables = await db.introspection.getTables();
      const isThere = tables.find(({ name }) => name === 'proposal')?.columns.some(({ name }) => name === 'declined');
      if (!isThere) await db.schema.alterTable('proposal').addColumn('declined', 'integer').execute();
    },
  },
  '2026-11-z-what-the-record-has-of-a-local-document': {
    async up(db) {
      const tables = await db.introspection.getTables();
      const isThere = tables.find(({ name }) => name === 'outbox')?.columns.some(({ name }) => name === 'forgotten');
      if (!isThere) await db.schema.alterTable('outbox').addColumn('forgotten', 'integer').execute();
      const { sql } = await import('kysely');
      await sql`CREATE INDEX IF NOT EXISTS outbox_forgotten ON outbox (forgotten) WHERE forgotten = 1`.execute(db);
    },
  },
};
