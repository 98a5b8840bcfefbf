import { execFileSync } from 'node:child_process';

/** The process below `root` whose command line is so. */
export function processBelow(root: number, words: RegExp): number | undefined {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n');
  const all = rows.flatMap((row) => {
    const [, pid, parent, args = ''] = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row) ?? [];
    return pid ? [{ pid: Number(pid), parent: Number(parent), args }] : [];
  });
  const below = (pid: number): readonly (typeof all)[number][] => all.filter(({ parent }) => parent === pid).flatMap((one) => [one, ...below(one.pid)]);
  return below(root).find(({ args }) => words.test(args))?.pid;
}
