import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, ROOT } from './build.js';
import { check } from './check.js';
import { chromiumPath, NO_CHROMIUM } from './chromium.js';

/** `npm test`: the checks, then every test, fastest first. Ends with `N passed, N failed`. */

const PROJECTS = ['node', 'hardware', ...(chromiumPath() ? ['browser', 'storybook', 'e2e'] : [])];
const reports = mkdtempSync(join(tmpdir(), 'passerelle-tests-'));
let passed = 0;
let failed = 0;
const skipped: string[] = chromiumPath() ? [] : [NO_CHROMIUM];

const checks = check();
passed += checks.count - checks.failed.length;
failed += checks.failed.length;

await build(false);
for (const project of PROJECTS) {
  console.log(`\ntest: ${project}`);
  const report = join(reports, `${project}.json`);
  // Half of what those in Node do is waiting for processes: a core less than there are, as is usual, would stand idle.
  const workers = project === 'node' ? ['--maxWorkers', '100%'] : [];
  const reporters = ['--reporter', 'dot', '--reporter', 'json', '--outputFile.json', report];
  const { status } = spawnSync(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', project, ...workers, ...reporters], {
    cwd: ROOT,
    stdio: 'inherit',
    env: { ...process.env, STORYBOOK_DISABLE_TELEMETRY: '1' },
  });
  if (!existsSync(report)) {
    failed += 1;
    continue;
  }
  const result = JSON.parse(readFileSync(report, 'utf8')) as {
    numPassedTests: number;
    numFailedTests: number;
    numTotalTests: number;
    testResults: { status: string; assertionResults: { status: string; fullName: string }[] }[];
  };
  passed += result.numPassedTests;
  failed += result.numFailedTests;
  // A file that breaks before its first test has no failed test of its own; a project that ran none is broken too.
  if (status !== 0 && result.numFailedTests === 0) failed += 1;
  else if (result.numTotalTests === 0) failed += 1;
  skipped.push(
    ...result.testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter((test) => ['skipped', 'pending', 'todo'].includes(test.status)).map((test) => test.fullName),
    ),
  );
}
rmSync(reports, { recursive: true, force: true });

for (const name of skipped) console.log(`SKIPPED: ${name}`);
// A tool that is missing where it must be there is a failure, not a remark.
if (process.env['CI'] === 'true') failed += skipped.length;
if (checks.failed.length) console.log(`Failed checks: ${checks.failed.join(', ')}`);
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed ? 1 : 0);
