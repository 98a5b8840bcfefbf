import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { firstValueFrom } from 'rxjs';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { COMMIT_POINTS } from '../../src/services/commit-points.js';
import { PATIENTS } from '../contract/record-gateway.contract.js';
import { temporaryFolders } from '../fakes/temporary-folders.js';
import { SimulatedDmp } from './dmp/simulated-dmp.js';
import type { RunPlan } from './outbox-run.js';
import { randomOf } from './random-of.js';

/** Deaths at each point, early and late, then at random instants; `KILL_SEED` replays them. The many documents are those of `end-to-end/kill.e2e.ts`. */
const SEED = Number(process.env['KILL_SEED'] ?? Date.now() % 1_000_000);
const PASSES = [1, 6] as const;
const RANDOM_DEATHS = 3;
const DOCUMENTS = 200;

let dmp: SimulatedDmp;
beforeAll(async () => {
  dmp = await SimulatedDmp.start();
});
afterAll(() => dmp.close());

/** Runs the plugin's part until it dies or ends; answers what it said it had accepted. */
async function run(plan: RunPlan): Promise<{ readonly accepted: readonly number[]; readonly end: number | NodeJS.Signals | null }> {
  const file = join(plan.folder, 'plan.json');
  writeFileSync(file, JSON.stringify(plan));
  const child = spawn(process.execPath, ['--import', 'tsx', fileURLToPath(new URL('./outbox-run.ts', import.meta.url)), file], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let said = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (said += text));
  const end = await new Promise<number | NodeJS.Signals | null>((resolve) => child.once('close', (code, signal) => resolve(signal ?? code)));
  return { end, accepted: [...said.matchAll(/^accepted (\d+)$/gm)].map(([, number]) => Number(number)) };
}

test(`whatever instant it is killed at (KILL_SEED=${SEED}), every accepted document is in the record exactly once`, { timeout: 600_000 }, async () => {
  const random = randomOf(SEED);
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-kill-'));
  temporaryFolders.push(folder);
  mkdirSync(folder, { recursive: true });
  const secret = () => randomBytes(32).toString('base64');
  const shared = { folder, baseUrl: dmp.simulator.soapBaseUrl, card: dmp.cardPems, secrets: { outboxKey: secret(), statusCacheKey: secret() } };
  const deaths: NonNullable<RunPlan['dies']>[] = [
    ...COMMIT_POINTS.filter((point) => point !== 'refusal.after').flatMap((point) => PASSES.map((pass) => ({ point, pass }))),
    ...Array.from({ length: RANDOM_DEATHS }, () => ({ milliseconds: 1_200 + Math.floor(random() * 2_500) })),
  ];
  const perRun = Math.ceil(DOCUMENTS / (deaths.length + 1));
  const told: number[] = [];
  let next = 0;
  for (const dies of [...deaths, undefined]) {
    const accept = Array.from({ length: perRun }, () => next++);
    const { accepted, end } = await run({ ...shared, accept, ...(dies && { dies }) });
    told.push(...accepted);
    if (!dies) expect(end).toBe(0);
    else if ('point' in dies) expect([dies.point, end]).toEqual([dies.point, 'SIGKILL']);
    // A random instant may come after everything was sent.
    else expect([0, 'SIGKILL']).toContain(end);
  }
  const entries = await firstValueFrom(dmp.gateway().documents.search(PATIENTS.open, { classCodes: ['10'], statuses: ['approved', 'deprecated'] }));
  const counts = new Map<string, number>();
  for (const { title } of entries) counts.set(title, (counts.get(title) ?? 0) + 1);
  expect(told.length).toBeGreaterThan(DOCUMENTS / 3); // the others died unaccepted
  expect(told.filter((number) => counts.get(`Document ${number}`) !== 1)).toEqual([]);
  expect([...counts.values()].filter((count) => count !== 1)).toEqual([]);
  expect(counts.size).toBeGreaterThanOrEqual(told.length);
  // Nothing of what was corrected before it left, and some replaced.
  expect([...counts.keys()].filter((title) => title.startsWith('Brouillon'))).toEqual([]);
  expect(entries.filter(({ status }) => status === 'deprecated').length).toBeGreaterThan(DOCUMENTS / 20);
  expect(readFileSync(join(folder, 'passerelle.sqlite')).includes(PATIENTS.open.identity.matricule)).toBe(false);
});
