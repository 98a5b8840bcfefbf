import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyPreparationFiles } from '../../../scripts/build.js';
import { temporaryFolders } from '../../fakes/temporary-folders.js';

/** What lies beside the thread that prepares, as the built plugin has it. */
export function preparationFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-preparation-'));
  temporaryFolders.push(folder);
  copyPreparationFiles(folder);
  return folder;
}
