import { inject, injectable } from 'inversify';
import type { Selectable } from 'kysely';
import { PluginContext } from '../../api/host.js';
import { Clock } from '../clock.js';
import type { Journal, JournalEntry, JournalSubject } from '../journal.js';
import { Store } from './store.js';
import type { Tables } from './tables.js';

/** The journal in the plugin's SQLite file. Nothing in it is ever forgotten: a professional may have to say years later what he did. */
@injectable()
export class SqliteJournal implements Journal {
  constructor(
    @inject(Store) private readonly store: Store,
    @inject(PluginContext) private readonly host: Pick<PluginContext, 'user'>,
    @inject(Clock) private readonly now: Clock,
  ) {}

  async begin({ professionalId, patientId, transaction, messageId }: JournalSubject & Pick<JournalEntry, 'messageId'>): Promise<void> {
    const isWritten = await this.store.attempt('journal.notBegun', async (db) => {
      await db
        .insertInto('journal')
        .values({
          sent_at: this.now(),
          user_id: this.host.user.id,
          professional_id: professionalId,
          patient_id: patientId,
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
    const rows = await this.store.attempt('journal.notRead', (db) => {
      const newest = db.selectFrom('journal').selectAll().orderBy('sequence', 'desc').limit(most);
      if (!about) return newest.execute();
      return newest
        .where('patient_id', '=', about.patientId)
        .where('transaction_name', '=', about.transaction)
        .where('professional_id', '=', about.professionalId)
        .execute();
    });
    return rows?.map(entryOf) ?? [];
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
