import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { copyFonts } from '../../../scripts/build.js';

/** The fonts as the built plugin has them. */
export function paperFonts(): string {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-fonts-'));
  copyFonts(folder);
  return folder;
}
