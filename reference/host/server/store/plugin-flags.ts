import type { PracticeDatabase } from './practice-database.js';

/** Which plugins the user switched off. One never seen before is on. */
export class PluginFlags {
  private constructor(
    private readonly database: PracticeDatabase,
    private readonly flags: Map<string, boolean>,
  ) {}

  static async open(database: PracticeDatabase): Promise<PluginFlags> {
    const rows = await database.selectFrom('plugin_flags').selectAll().execute();
    return new PluginFlags(database, new Map(rows.map((row) => [row.plugin_id, row.enabled === 1])));
  }

  isEnabled(pluginId: string): boolean {
    return this.flags.get(pluginId) ?? true;
  }

  async set(pluginId: string, enabled: boolean): Promise<void> {
    this.flags.set(pluginId, enabled);
    const value = enabled ? 1 : 0;
    await this.database
      .insertInto('plugin_flags')
      .values({ plugin_id: pluginId, enabled: value })
      .onConflict((conflict) => conflict.column('plugin_id').doUpdateSet({ enabled: value }))
      .execute();
  }
}
