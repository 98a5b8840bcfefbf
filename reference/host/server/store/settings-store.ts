import { randomUUID } from 'node:crypto';
import type { PracticeDatabase } from './practice-database.js';

/** What the practice application remembers of itself. */
export class SettingsStore {
  constructor(private readonly database: PracticeDatabase) {}

  /** The value under `key`; on first use the one `make` gives, from then on kept. */
  async keep(key: string, make: () => string = randomUUID): Promise<string> {
    await this.database
      .insertInto('settings')
      .values({ key, value: make() })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    const { value } = await this.database.selectFrom('settings').select('value').where('key', '=', key).executeTakeFirstOrThrow();
    return value;
  }
}
