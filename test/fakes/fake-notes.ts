import type { Notes } from '../../src/services/notes.js';

/** Notes in memory. */
export class FakeNotes implements Notes {
  readonly #texts = new Map<string, string>();

  async read(name: string): Promise<unknown> {
    const text = this.#texts.get(name);
    return text === undefined ? undefined : JSON.parse(text);
  }

  async write(name: string, value: unknown): Promise<void> {
    this.#texts.set(name, JSON.stringify(value));
  }
}
