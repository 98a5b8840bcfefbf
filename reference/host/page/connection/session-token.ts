/** The token of the server's run, by which it knows this page. A server that was started again has another one. */
export class SessionToken {
  #value: string;

  constructor(private readonly page: Document) {
    this.#value = tokenIn(page);
  }

  get value(): string {
    return this.#value;
  }

  /** Asks for the page again, which carries the token. */
  async refresh(): Promise<void> {
    const response = await fetch(new URL('/', this.page.baseURI), { cache: 'no-store' });
    this.#value = tokenIn(new DOMParser().parseFromString(await response.text(), 'text/html'));
  }
}

const tokenIn = (page: Document): string => page.querySelector<HTMLMetaElement>('meta[name="session-token"]')?.content ?? '';
