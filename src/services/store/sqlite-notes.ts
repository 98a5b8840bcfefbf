import { inject, injectable } from 'inversify';
import { PluginError } from '../../api/plugin-error.js';
import type { Notes } from '../notes.js';
import { Store } from './store.js';

/** The notes in the plugin's SQLite file. Nothing of a patient is among them. */
@injectable()
export class SqliteNotes implements Notes {
  constructor(@inject(Store) private readonly store: Store) {}

  async read(name: string): Promise<unknown> {
    const row = await this.store.attempt('note.notRead', (db) => db.selectFrom('note').select('value').where('name', '=', name).executeTakeFirst());
    try {
      return row && JSON.parse(row.value);
    } catch {
      return undefined;
    }
  }

  async write(name: string, value: unknown): Promise<void> {
    const text = JSON.stringify(value);
    const isWritten = await this.store.attempt('note.notWritten', async (db) => {
      await db
        .insertInto('note')
        .values({ name, value: text })
        .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: text }))
        .execute();
      return true;
    });
    if (!isWritten) throw new PluginError('document.notKept');
  }
}
