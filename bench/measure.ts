import { performance } from 'node:perf_hooks';

export const median = (values: readonly number[]): number => {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
};

/** Milliseconds one run takes. */
async function time(run: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await run();
  return performance.now() - start;
}

/**
 * Runs the two in turn, A B A B, so that both see the same machine.
 * @returns the medians, in milliseconds, after a warm-up that is not counted
 */
export async function inTurn(
  rounds: number,
  a: () => Promise<unknown>,
  b: () => Promise<unknown>,
  warmUp = 10,
): Promise<{ readonly a: number; readonly b: number }> {
  const times: { a: number[]; b: number[] } = { a: [], b: [] };
  for (let round = 0; round < rounds + warmUp; round += 1) {
    const pair = { a: await time(a), b: await time(b) };
    if (round < warmUp) continue;
    times.a.push(pair.a);
    times.b.push(pair.b);
  }
  return { a: median(times.a), b: median(times.b) };
}
