import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { ROOT } from './build.js';

/** `npm run test:hardware`: the tests with the readers, virtual cards and key stores of this machine. `--soak`: a thousand of what is otherwise done 25 times. */
const { values, positionals } = parseArgs({ options: { soak: { type: 'boolean' } }, allowPositionals: true });
const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', 'hardware', ...positionals], {
  cwd: ROOT,
  stdio: 'inherit',
  env: { ...process.env, ...(values.soak && { HARDWARE_SOAK: '1' }) },
});
process.exit(status ?? 1);
