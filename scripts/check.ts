import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ROOT } from './build.js';

/** `npm run check`: types, lint, the import table with the number of modules seen, cycles, dead code. */

const FOLDERS = ['src', 'test', 'storybook', 'reference', 'bench', 'scripts'];

/** Runs every check, also after a failure. @returns the names of those that failed, and how many there are. */
export function check(): { readonly failed: readonly string[]; readonly count: number } {
  const checks: readonly (readonly [name: string, run: () => boolean])[] = [
    ['types', () => run('typescript/bin/tsc', ['-p', '.'])],
    ['lint', () => run('@biomejs/biome/bin/biome', ['check', '--error-on-warnings', '.'])],
    ['imports', checkImports],
    ['dead code', () => run('knip/bin/knip.js', ['--no-progress'])],
  ];
  const failed = checks.filter(([name, passes]) => {
    console.log(`check: ${name}`);
    return !passes();
  });
  return { failed: failed.map(([name]) => name), count: checks.length };
}

/** The table holds only for what the tool has seen: a tool that sees nothing finds nothing. */
function checkImports(): boolean {
  const cruise = spawnSync(process.execPath, [bin('dependency-cruiser/bin/dependency-cruise.mjs'), ...FOLDERS, '--output-type', 'json'], {
    cwd: ROOT,
    encoding: 'utf8',
    maxBuffer: 256 * 1024 * 1024,
  });
  if (!cruise.stdout.startsWith('{')) {
    console.error(cruise.stderr || cruise.stdout);
    return false;
  }
  const { modules, summary } = JSON.parse(cruise.stdout) as {
    modules: { source: string }[];
    summary: { violations: { from: string; to: string; rule: { name: string; severity: string } }[] };
  };
  for (const { rule, from, to } of summary.violations) console.error(`  ${rule.name}: ${from} → ${to}`);
  const seen = new Set(modules.map(({ source }) => source));
  const unseen = FOLDERS.flatMap(sources).filter((file) => !seen.has(file));
  for (const file of unseen) console.error(`  not seen: ${file}`);
  console.log(`  ${seen.size} modules seen, ${summary.violations.length} violations`);
  return summary.violations.length === 0 && unseen.length === 0;
}

function sources(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((file) => file.endsWith('.ts'))
    .map((file) => `${folder}/${file}`);
}

function run(file: string, args: readonly string[]): boolean {
  return spawnSync(process.execPath, [bin(file), ...args], { cwd: ROOT, stdio: 'inherit' }).status === 0;
}
const bin = (file: string): string => join(ROOT, 'node_modules', file);

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  const { failed } = check();
  console.log(failed.length ? `check failed: ${failed.join(', ')}` : 'check passed');
  process.exit(failed.length ? 1 : 0);
}
