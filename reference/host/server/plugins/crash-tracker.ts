/** How long a plugin that died waits: 1 s, 5 s, 30 s; the third death within five minutes is for the user to decide. Five minutes of calm forget everything. */
export class CrashTracker {
  private times: number[] = [];
  private streak = 0;

  constructor(
    private readonly delays: readonly number[],
    private readonly windowMilliseconds = 5 * 60_000,
    private readonly most = 3,
  ) {}

  /** Milliseconds to wait before the next try, or undefined: no more tries. */
  record(now: number): number | undefined {
    const last = this.times.at(-1);
    if (last !== undefined && now - last >= this.windowMilliseconds) this.streak = 0;
    this.times = [...this.times.filter((time) => now - time < this.windowMilliseconds), now];
    this.streak += 1;
    return this.times.length < this.most ? this.delays[Math.min(this.streak, this.delays.length) - 1] : undefined;
  }

  forget(): void {
    this.times = [];
    this.streak = 0;
  }
}
