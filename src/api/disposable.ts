/** Anything that must be stopped. Safe to dispose twice. */
export interface Disposable {
  dispose(): void;
}
type Ownable = Disposable | { unsubscribe(): void } | (() => void);

/** Owns what it is given and releases it last-in, first-out, whatever throws. */
export class DisposableStore implements Disposable {
  #owned: Ownable[] = [];
  #disposed = false;
  constructor(private readonly onError: (error: unknown) => void = () => {}) {}

  /** What is added to a disposed store is released at once. */
  add(item: Ownable): void {
    if (this.#disposed) release(item);
    else this.#owned.push(item);
  }

  dispose(): void {
    this.#disposed = true;
    for (const item of this.#owned.splice(0).reverse()) {
      try {
        release(item);
      } catch (error) {
        this.onError(error);
      }
    }
  }
}

function release(item: Ownable): void {
  if (typeof item === 'function') item();
  else if ('dispose' in item) item.dispose();
  else item.unsubscribe();
}
