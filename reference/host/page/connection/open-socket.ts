const PROTOCOL = 'practice.v1';

const tokenIn = (page: Document): string => page.querySelector<HTMLMetaElement>('meta[name="session-token"]')?.content ?? '';

/** The first socket uses the token of this page; a later one asks for the page again, because the token changes with each run of the server. */
export function socketOpener(page: Document = document): () => Promise<WebSocket> {
  let first = true;
  return async () => {
    const token = first ? tokenIn(page) : await freshToken();
    first = false;
    const address = new URL('/socket', page.baseURI);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    return new WebSocket(address, [PROTOCOL, token]);
  };
}

async function freshToken(): Promise<string> {
  const response = await fetch('/', { cache: 'no-store' });
  return tokenIn(new DOMParser().parseFromString(await response.text(), 'text/html'));
}
