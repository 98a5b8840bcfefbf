/** Deadlines and pauses, in milliseconds. */
export interface Timings {
  /** `activate` of a plugin, from the fork on. */
  readonly activation: number;
  /** What `deactivate` is given before the process is ended. */
  readonly deactivation: number;
  /** A command may wait for an exchange of several minutes (a slow network, a large document). */
  readonly command: number;
  readonly pingPause: number;
  readonly pingDeadline: number;
  readonly restartDelays: readonly number[];
  /** How long a file that was offered or posted waits to be fetched. */
  readonly heldFile: number;
  /** How long the last window may be gone before what is held for it is forgotten: a broken line comes back. */
  readonly windowReturn: number;
  /** How often the plugin folders are looked at. */
  readonly folderWatch: number;
}

export const TIMINGS: Timings = {
  activation: 15_000,
  deactivation: 5_000,
  command: 330_000,
  pingPause: 5_000,
  pingDeadline: 3_000,
  restartDelays: [1_000, 5_000, 30_000],
  heldFile: 300_000,
  windowReturn: 10_000,
  folderWatch: 500,
};
