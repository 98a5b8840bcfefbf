/** Remembers what was used, for as long as its freshness would let it pass again. */
export class ReplayGuard {
  readonly #used = new Map<string, number>();

  constructor(private readonly windowMs: number) {}

  wasUsed(id: string): boolean {
    return this.#used.has(id);
  }

  use(id: string, now: number): void {
    for (const [old, at] of this.#used) if (Math.abs(now - at) > this.windowMs) this.#used.delete(old);
    this.#used.set(id, now);
  }
}
