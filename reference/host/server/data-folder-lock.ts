import { linkSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { StartupError } from './startup-error.js';

/** One server per data folder. The lock of a server that was killed is taken over. */
export class DataFolderLock {
  private constructor(private readonly file: string) {}

  /** @throws StartupError when a living server holds the folder */
  static take(folder: string): DataFolderLock {
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const file = join(folder, 'host.lock');
    const mine = `${process.pid} ${startOf(process.pid)}\n`;
    for (let tries = 0; tries < 5; tries += 1) {
      try {
        writeFileSync(file, mine, { flag: 'wx', mode: 0o600 });
        return new DataFolderLock(file);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
      const held = read(file);
      if (held !== undefined) removeStale(file, held, folder);
    }
    throw new StartupError(`Le dossier de données ${folder} ne peut pas être réservé. Recommencez dans un instant.`);
  }

  release(): void {
    rmSync(this.file, { force: true });
  }
}

function removeStale(file: string, held: string, folder: string): void {
  const [pid = '', start] = held.trim().split(' ');
  if (isAlive(Number(pid), start))
    throw new StartupError(
      `Une autre instance utilise déjà le dossier de données ${folder} (processus ${pid}). Arrêtez-la, ou choisissez un autre dossier avec --data.`,
    );
  const aside = `${file}.${process.pid}`;
  try {
    renameSync(file, aside);
    // Somebody else may have taken the stale lock over between our look and our move: then it is theirs.
    if (read(aside) !== held) linkSync(aside, file);
  } catch (error) {
    if (!['ENOENT', 'EEXIST'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
  rmSync(aside, { force: true });
}

function read(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}

/** A number given again to another program is told by its start, where the system says it. */
function isAlive(pid: number, start: string | undefined): boolean {
  if (!Number.isSafeInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = startOf(pid);
  return now === '-' || start === undefined || now === start;
}

function startOf(pid: number): string {
  const stat = read(`/proc/${pid}/stat`);
  return stat?.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? '-';
}
