import type { DmpTabState } from '../api/messages.js';

/** What is told of the tab it belongs to, and goes with it. */
interface Part {
  follow(tab: DmpTabState): void;
  dispose(): void;
}

/** A part of one form that is loaded when it is first needed. It is told of the tab from then on. */
export class LazyPart<Loaded extends Part> {
  private isGone = false;
  private loading: Promise<Loaded> | undefined;

  constructor(
    private readonly load: () => Promise<Loaded>,
    private readonly tab: () => DmpTabState | undefined,
  ) {}

  async use(act: (part: Loaded) => Promise<void> | void): Promise<void> {
    await act(await this.open());
  }

  open(): Promise<Loaded> {
    this.loading ??= this.load().then((part) => {
      const now = this.tab();
      if (this.isGone) part.dispose();
      else if (now) part.follow(now);
      return part;
    });
    // The next click tries again.
    this.loading.catch(() => (this.loading = undefined));
    return this.loading;
  }

  follow(now: DmpTabState): void {
    void this.loading?.then((part) => part.follow(now)).catch(() => {});
  }

  dispose(): void {
    this.isGone = true;
    void this.loading?.then((part) => part.dispose()).catch(() => {});
  }
}
