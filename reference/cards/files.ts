import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';

/** Whoever reads `path` sees the old bytes or the new ones, never a part. Readable by the owner alone. */
export function writeWhole(path: string, content: string | Uint8Array): void {
  mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
  const temporary = `${path}.${randomUUID()}.tmp`;
  writeFileSync(temporary, content, { mode: 0o600 });
  renameSync(temporary, path);
}

/** The folder appears with all its files or not at all. One that is there and not empty stays: another process was faster. */
export function createFolder(path: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  const temporary = `${path}.${randomUUID()}.tmp`;
  for (const [name, content] of Object.entries(files)) writeWhole(`${temporary}/${name}`, content);
  try {
    renameSync(temporary, path);
  } catch (error) {
    rmSync(temporary, { recursive: true });
    if (!['ENOTEMPTY', 'EEXIST', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
  }
}

export const toJson = (value: unknown): string => `${JSON.stringify(value, null, 2)}\n`;
