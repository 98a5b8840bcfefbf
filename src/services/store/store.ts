import { readdir, rename, stat } from 'node:fs/promises';
import { join, parse } from 'node:path';
import { inject, injectable, preDestroy } from 'inversify';
import type { Kysely, SqliteDatabase } from 'kysely';
import { type Logger, PluginContext } from '../../api/host.js';
import { MIGRATIONS } from './migrations.js';
import type { Tables } from './tables.js';

const FILE = 'passerelle.sqlite';
/** How long one process waits for another that writes. The wait blocks the process, so it is short. */
const BUSY_MILLISECONDS = 2_000;
const MIGRATION_TRIES = 5;
const UNREADABLE_SUFFIX = '.unreadable';
const UNREADABLE = new Set(['SQLITE_NOTADB', 'SQLITE_CORRUPT']);

/** The plugin's SQLite file. Opened at the first need, so that activation does not wait for it; a file that cannot be read is set aside and a new one begun. */
@injectable()
export class Store {
  private readonly file: string;
  private readonly log: Logger;
  private opening: Promise<Opened> | undefined;
  private isClosed = false;
  private last: Promise<unknown> = Promise.resolve();

  constructor(@inject(PluginContext) host: Pick<PluginContext, 'storage' | 'log'>) {
    this.file = join(host.storage.folder, FILE);
    this.log = host.log('Store');
  }

  /** What `work` answers, or `undefined` where the store cannot. Never rejects. In the order of the calls: what was written is read. */
  attempt<T>(event: string, work: (db: Kysely<Tables>) => Promise<T>): Promise<T | undefined> {
    if (this.isClosed) return Promise.resolve(undefined);
    const attempted = this.last.then(() => this.attemptNow(event, work));
    this.last = attempted;
    return attempted;
  }

  /** When a file that could not be read was last set aside, epoch milliseconds. Rejects where the folder cannot be looked at. */
  async lastSetAside(): Promise<number | undefined> {
    const { dir, base } = parse(this.file);
    const times = (await readdir(dir)).flatMap((name) =>
      name.startsWith(`${base}.`) && name.endsWith(UNREADABLE_SUFFIX) ? [Number(name.slice(base.length + 1, -UNREADABLE_SUFFIX.length))] : [],
    );
    return times.length > 0 ? Math.max(...times) : undefined;
  }

  /** What is under way is finished first. */
  @preDestroy()
  async close(): Promise<void> {
    this.isClosed = true;
    await this.last;
    const opened = await this.opening?.catch(() => undefined);
    this.opening = undefined;
    await opened?.db.destroy();
  }

  private async attemptNow<T>(event: string, work: (db: Kysely<Tables>) => Promise<T>): Promise<T | undefined> {
    let opened: Opened | undefined;
    try {
      opened = await this.open();
      return await work(opened.db);
    } catch (error) {
      this.log.warn(event, { code: codeOf(error) });
      if (opened && UNREADABLE.has(codeOf(error))) await this.abandon(opened);
      return undefined;
    }
  }

  private open(): Promise<Opened> {
    this.opening ??= this.openOrReplace().catch((error: unknown) => {
      this.opening = undefined; // the next need tries again
      throw error;
    });
    return this.opening;
  }

  private async openOrReplace(): Promise<Opened> {
    try {
      return await openFile(this.file);
    } catch (error) {
      if (!(error instanceof OpeningError) || !UNREADABLE.has(codeOf(error.cause))) throw error;
      await this.setAside(error.inode);
      return openFile(this.file);
    }
  }

  private async abandon(opened: Opened): Promise<void> {
    this.opening = undefined;
    await opened.db.destroy().catch(() => {});
    await this.setAside(opened.inode).catch((error: unknown) => this.log.error('store.notSetAside', { code: codeOf(error) }));
  }

  /** Kept for whoever wants to look into it. If another process has already replaced the file, its new one is left alone. */
  private async setAside(inode: number): Promise<void> {
    if ((await inodeOf(this.file)) !== inode) return;
    const aside = `${this.file}.${Date.now()}${UNREADABLE_SUFFIX}`;
    await rename(this.file, aside);
    for (const suffix of ['-wal', '-shm']) await rename(this.file + suffix, aside + suffix).catch(() => {});
    this.log.error('store.setAside');
  }
}

interface Opened {
  readonly db: Kysely<Tables>;
  readonly inode: number;
}

class OpeningError extends Error {
  override readonly name = 'OpeningError';
  constructor(
    readonly inode: number,
    cause: unknown,
  ) {
    super('the store cannot be opened', { cause });
  }
}

/** Loads the driver with its native part: tens of milliseconds, hence not before the first need. */
async function openFile(file: string): Promise<Opened> {
  const [{ Kysely, SqliteDialect }, { default: Libsql }] = await Promise.all([import('kysely'), import('libsql')]);
  const sqlite = new Libsql(file);
  const inode = await inodeOf(file);
  try {
    sqlite.pragma(`busy_timeout = ${BUSY_MILLISECONDS}`);
    sqlite.pragma('journal_mode = WAL');
    sqlite.pragma('synchronous = FULL'); // what was accepted outlives a power cut
    const db = new Kysely<Tables>({ dialect: new SqliteDialect({ database: sqlite as unknown as SqliteDatabase }) });
    await migrate(db);
    return { db, inode };
  } catch (error) {
    sqlite.close();
    throw new OpeningError(inode, error);
  }
}

async function migrate(db: Kysely<Tables>): Promise<void> {
  const { Migrator } = await import('kysely');
  const migrator = new Migrator({ db, provider: { getMigrations: async () => ({ ...MIGRATIONS }) } });
  for (let tries = MIGRATION_TRIES; ; tries -= 1) {
    const { error } = await migrator.migrateToLatest();
    if (!error) return;
    // Another process migrates the same file: SQLite refuses one of the two, who finds the work done when it looks again.
    if (tries === 1 || UNREADABLE.has(codeOf(error))) throw error;
    await new Promise((resolve) => setTimeout(resolve, 20 + Math.random() * 50));
  }
}

const inodeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ ino }) => ino,
    () => 0,
  );

function codeOf(error: unknown): string {
  const cause = error instanceof OpeningError ? error.cause : error;
  const code = (cause as { readonly code?: unknown } | null)?.code;
  return typeof code === 'string' && code ? code : 'unknown';
}
