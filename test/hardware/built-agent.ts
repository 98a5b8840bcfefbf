import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import type { AgentFile } from '../../src/hardware/agent-process.js';

/** The agent as it is shipped: one file. */
export async function buildAgent(folder: string): Promise<AgentFile> {
  await build({
    root: fileURLToPath(new URL('../..', import.meta.url)),
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    ssr: { noExternal: true },
    build: { outDir: folder, emptyOutDir: false, target: 'node20', ssr: 'src/card-agent.ts', rollupOptions: { output: { entryFileNames: 'card-agent.mjs' } } },
  });
  return { path: join(folder, 'card-agent.mjs') };
}
