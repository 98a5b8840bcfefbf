import { inject, injectable } from 'inversify';
import type { Selectable } from 'kysely';
import { PluginContext } from '../../api/host.js';
import { keyOf, type PatientRef } from '../../api/patient.js';
import { Clock } from '../clock.js';
import type { Journal, JournalEntry, JournalSubject } from '../journal.js';
import { KeyedHash } from './keyed-hash.js';
import { Store } from './store.js';
import type { Tables } from './tables.js';

/** The journal in the plugin's SQLite file. Nothing in it is ever forgotten: a professional may have to say years later what he did. */
@injectable()
export class SqliteJournal implements Journal {
  constructor(
    @inject(Store) private readonly store: Store,
    @inject(KeyedHash) private readonly hash: KeyedHash,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'user'>,
    @inject(Clock) private readonly now: Clock,
  ) {}

  async begin({ professionalId, patient, transaction, messageId }: JournalSubject & Pick<JournalEntry, 'messageId'>): Promise<void> {
    // Without the host's secrets the line is written all the same; it explains nothing later.
    const patientKey = await this.patientKey(patient).catch(() => null);
    const isWritten = await this.store.attempt('journal.notBegun', async (db) => {
      await db
        .insertInto('journal')
        .values({
          sent_at: this.now(),
          user_id: this.host.user.id,
          professional_id: professionalId,
          patient_id: patient.id,
          patient_key: patientKey,
          transaction_name: transaction,
          message_id: messageId,
          result: 'sent',
          error_code: null,
        })
        .execute();
      return true;
    });
    if (!isWritten) throw new Error('the journal cannot be written');
  }

  async end(messageId: string, result: Exclude<JournalEntry['result'], 'sent'>, code?: string): Promise<void> {
    const isWritten = await this.store.attempt('journal.notEnded', async (db) => {
      await db
        .updateTable('journal')
        .set({ result, error_code: code ?? null })
        .where('message_id', '=', messageId)
        .execute();
      return true;
    });
    if (!isWritten) throw new Error('the journal cannot be written');
  }

  async last(about: JournalSubject): Promise<JournalEntry | undefined> {
    return (await this.list(1, about)).at(0);
  }

  async list(most: number, about?: JournalSubject): Promise<readonly JournalEntry[]> {
    const rows = await this.store.attempt('journal.notRead', async (db) => {
      const newest = db.selectFrom('journal').selectAll().orderBy('sequence', 'desc').limit(most);
      if (!about) return newest.execute();
      return newest
        .where('patient_id', '=', about.patient.id)
        .where('patient_key', '=', await this.patientKey(about.patient))
        .where('transaction_name', '=', about.transaction)
        .where('professional_id', '=', about.professionalId)
        .execute();
    });
    return rows?.map(entryOf) ?? [];
  }

  private patientKey(patient: PatientRef): Promise<string> {
    return this.hash.of(keyOf(patient));
  }
}

const entryOf = (row: Selectable<Tables['journal']>): JournalEntry => ({
  at: Number(row.sent_at),
  userId: row.user_id,
  professionalId: row.professional_id,
  patientId: row.patient_id,
  transaction: row.transaction_name,
  messageId: row.message_id,
  result: row.result,
  ...(row.error_code !== null && { code: row.error_code }),
});
