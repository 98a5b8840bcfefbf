import { rmSync } from 'node:fs';

/** Made by fakes, and gone with the test file that wanted them. */
export const temporaryFolders: string[] = [];

export function removeTemporaryFolders(): void {
  for (const folder of temporaryFolders.splice(0)) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
}
