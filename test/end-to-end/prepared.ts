import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { preparePki } from '../../reference/cards/pki.js';
import { prepareStructure } from '../../reference/cards/practice-structure.js';
import { prepareReader } from '../../reference/cards/reader.js';
import { build } from '../../scripts/build.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A data folder with nothing but the certificates and cards of a first start. */
    readonly firstData: string;
  }
}

/** Before the first test, what every `npm start` would do again: the build, and three dozen keys. */
export default async function prepare({ provide }: TestProject): Promise<() => void> {
  await build();
  const firstData = mkdtempSync(join(tmpdir(), 'passerelle-first-'));
  const pki = await preparePki(join(firstData, 'pki'));
  await prepareReader(join(firstData, 'reader'), pki);
  await prepareStructure(join(firstData, 'structure'), pki);
  provide('firstData', firstData);
  return () => rmSync(firstData, { recursive: true, force: true });
}
