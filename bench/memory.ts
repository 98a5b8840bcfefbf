import { readFileSync, writeFileSync } from 'node:fs';

/** The memory of a process, in bytes. */
export interface MemoryWatch {
  held(): number;
  /** The peak begins anew, at what it holds now. */
  begin(): void;
  peak(): number;
}

/** By what the kernel keeps of it. Undefined where it keeps nothing: on another system than Linux. */
export function watchMemory(pid: number | undefined): MemoryWatch | undefined {
  const read = (name: string): number => Number(new RegExp(`^${name}:\\s+(\\d+) kB$`, 'm').exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) * 1024;
  try {
    read('VmRSS');
  } catch {
    return undefined;
  }
  return {
    held: () => read('VmRSS'),
    begin: () => writeFileSync(`/proc/${pid}/clear_refs`, '5'),
    peak: () => read('VmHWM'),
  };
}
