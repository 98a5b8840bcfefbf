import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import type { PracticeDatabase } from './practice-database.js';

const NONCE = 12;
const TAG = 16;

/**
 * Secrets of the plugins, each for its plugin alone, sealed with AES-256-GCM. The key lies beside the database in a file only this user
 * can read: that protects a copy of the database (a backup, a support case), not a machine on which somebody reads this user's files.
 */
export class PluginSecrets {
  private constructor(
    private readonly database: PracticeDatabase,
    private readonly key: Buffer,
  ) {}

  static open(database: PracticeDatabase, keyFile: string): PluginSecrets {
    return new PluginSecrets(database, readOrMakeKey(keyFile));
  }

  /** Undefined: never written, or sealed with another key. */
  async read(pluginId: string, name: string): Promise<string | undefined> {
    const row = await this.database.selectFrom('plugin_secrets').select('sealed').where('plugin_id', '=', pluginId).where('name', '=', name).executeTakeFirst();
    return row && this.unseal(Buffer.from(row.sealed, 'base64'), owner(pluginId, name));
  }

  async write(pluginId: string, name: string, value: string): Promise<void> {
    const nonce = randomBytes(NONCE);
    const cipher = createCipheriv('aes-256-gcm', this.key, nonce).setAAD(owner(pluginId, name));
    const sealed = Buffer.concat([nonce, cipher.update(String(value), 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64');
    await this.database
      .insertInto('plugin_secrets')
      .values({ plugin_id: pluginId, name: String(name), sealed })
      .onConflict((conflict) => conflict.columns(['plugin_id', 'name']).doUpdateSet({ sealed }))
      .execute();
  }

  async delete(pluginId: string, name: string): Promise<void> {
    await this.database.deleteFrom('plugin_secrets').where('plugin_id', '=', pluginId).where('name', '=', name).execute();
  }

  private unseal(sealed: Buffer, about: Buffer): string | undefined {
    try {
      const decipher = createDecipheriv('aes-256-gcm', this.key, sealed.subarray(0, NONCE)).setAAD(about).setAuthTag(sealed.subarray(-TAG));
      return Buffer.concat([decipher.update(sealed.subarray(NONCE, -TAG)), decipher.final()]).toString('utf8');
    } catch {
      return undefined;
    }
  }
}

/** Bound into the seal: a row moved to another plugin or name no longer opens. */
const owner = (pluginId: string, name: string): Buffer => Buffer.from(JSON.stringify([pluginId, name]));

function readOrMakeKey(file: string): Buffer {
  try {
    writeFileSync(file, randomBytes(32), { flag: 'wx', mode: 0o600 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  return readFileSync(file);
}
