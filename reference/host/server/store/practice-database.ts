import { closeSync, openSync } from 'node:fs';
import { Kysely, SqliteDialect, sql } from 'kysely';
import Database from 'libsql';

/** Texts and whole numbers only: libsql ends the process on anything else it is bound to. */
export interface PracticeTables {
  patients: { id: string; record: string };
  visits: { id: string; date: string; patient_id: string; time: string; done: number; place: string; place_detail: string; act: string; act_detail: string };
  /** `content`: the file that holds its bytes. `validated_at`: 0 for a draft. `act`: JSON, or empty. */
  documents: {
    id: string;
    patient_id: string;
    title: string;
    kind: string;
    file_name: string;
    media_type: string;
    size: number;
    written_on: string;
    act: string;
    validated_at: number;
    version: number;
    content: string;
  };
  /** Days whose visits were planned already. */
  visit_days: { date: string };
  settings: { key: string; value: string };
  plugin_flags: { plugin_id: string; enabled: number };
  plugin_settings: { plugin_id: string; key: string; value: string };
  plugin_secrets: { plugin_id: string; name: string; sealed: string };
}
export type PracticeDatabase = Kysely<PracticeTables>;

const SCHEMA = [
  sql`create table if not exists patients (id text primary key, record text not null)`,
  sql`create table if not exists visits (id text primary key, date text not null, patient_id text not null references patients (id), time text not null, done integer not null,
    place text not null, place_detail text not null, act text not null, act_detail text not null)`,
  sql`create index if not exists visits_of_day on visits (date, time)`,
  sql`create table if not exists documents (id text primary key, patient_id text not null references patients (id), title text not null, kind text not null, file_name text not null,
    media_type text not null, size integer not null, written_on text not null, act text not null, validated_at integer not null, version integer not null, content text not null)`,
  sql`create index if not exists documents_of_patient on documents (patient_id)`,
  sql`create table if not exists visit_days (date text primary key)`,
  sql`create table if not exists settings (key text primary key, value text not null)`,
  sql`create table if not exists plugin_flags (plugin_id text primary key, enabled integer not null)`,
  sql`create table if not exists plugin_settings (plugin_id text not null, key text not null, value text not null, primary key (plugin_id, key))`,
  sql`create table if not exists plugin_secrets (plugin_id text not null, name text not null, sealed text not null, primary key (plugin_id, name))`,
];

/** Opens the practice's data, made on first use. */
export async function openPracticeDatabase(file: string): Promise<PracticeDatabase> {
  closeSync(openSync(file, 'a', 0o600)); // made here, so that nobody else on the machine reads it
  const connection = new Database(file);
  const database = new Kysely<PracticeTables>({
    dialect: new SqliteDialect({
      database: {
        close: () => void connection.close(),
        prepare: (text) => {
          const statement = connection.prepare(text);
          return {
            reader: statement.reader,
            all: (parameters) => statement.all(parameters),
            run: (parameters) => statement.run(parameters),
            iterate: (parameters) => statement.iterate(parameters),
          };
        },
      },
    }),
  });
  await sql`pragma journal_mode = wal`.execute(database);
  await sql`pragma foreign_keys = on`.execute(database);
  for (const statement of SCHEMA) await statement.execute(database);
  return database;
}
