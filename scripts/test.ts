import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, ROOT } from './build.js';
import { check } from './check.js';
import { chromiumPath, NO_CHROMIUM } from './chromium.js';

/** `npm test`: the checks, then every test, fastest first. Ends with `N passed, N failed`. */

/** Stages, one after the other, of lanes, all at once, of projects, one after the other. Readers are mostly waited for, and a browser leaves a core idle. */
const STAGES: readonly (readonly (readonly string[])[])[] = chromiumPath()
  ? [[['node']], [['browser', 'storybook'], ['hardware']], [['e2e']]]
  : [[['node']], [['hardware']]];
const reports = mkdtempSync(join(tmpdir(), 'passerelle-tests-'));
const reportOf = (project: string): string => join(reports, `${project}.json`);
let passed = 0;
let failed = 0;
const skipped: string[] = chromiumPath() ? [] : [NO_CHROMIUM];

const checks = check();
passed += checks.count - checks.failed.length;
failed += checks.failed.length;

await build(false);
for (const lanes of STAGES) await Promise.all(lanes.map((projects, index) => runLane(projects, index === 0)));

async function runLane(projects: readonly string[], isLive: boolean): Promise<void> {
  for (const project of projects) {
    if (isLive) console.log(`\ntest: ${project}`);
    const { output, status } = await run(project, isLive);
    if (output) console.log(`\ntest: ${project}\n${output}`);
    count(project, status);
  }
}

/** @param isLive shown as it comes; of several at once only one is, or nobody could read them */
async function run(project: string, isLive: boolean): Promise<{ readonly output: string; readonly status: number | null }> {
  // Half of what those in Node do is waiting for processes: a core less than there are, as is usual, would stand idle.
  const workers = project === 'node' ? ['--maxWorkers', '100%'] : [];
  const reporters = ['--reporter', 'dot', '--reporter', 'json', '--outputFile.json', reportOf(project)];
  const child = spawn(process.execPath, [join(ROOT, 'node_modules/vitest/vitest.mjs'), 'run', '--project', project, ...workers, ...reporters], {
    cwd: ROOT,
    stdio: isLive ? 'inherit' : ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, STORYBOOK_DISABLE_TELEMETRY: '1' },
  });
  const output: Buffer[] = [];
  for (const stream of [child.stdout, child.stderr]) stream?.on('data', (chunk: Buffer) => output.push(chunk));
  const [status] = (await once(child, 'close')) as [number | null];
  return { output: Buffer.concat(output).toString(), status };
}

function count(project: string, status: number | null): void {
  const report = reportOf(project);
  if (!existsSync(report)) {
    failed += 1;
    return;
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
