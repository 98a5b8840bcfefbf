/** Sends the newest of many values, one at a time: what was overtaken while the line was busy is left out. */
export class LatestOnly<T> {
  private waiting: { readonly value: T } | undefined;
  private isSending = false;

  /** `send` resolves when the line has taken the value, and never rejects. */
  constructor(private readonly send: (value: T) => Promise<void>) {}

  push(value: T): void {
    this.waiting = { value };
    if (!this.isSending) void this.empty();
  }

  private async empty(): Promise<void> {
    this.isSending = true;
    while (this.waiting) {
      const { value } = this.waiting;
      this.waiting = undefined;
      await this.send(value);
    }
    this.isSending = false;
  }
}
