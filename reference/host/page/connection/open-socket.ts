import type { SessionToken } from './session-token.js';

const PROTOCOL = 'practice.v1';

/** The first socket uses the token of this page; a later one asks for it afresh, because it changes with each run of the server. */
export function socketOpener(token: SessionToken, page: Document = document): () => Promise<WebSocket> {
  let first = true;
  return async () => {
    if (!first) await token.refresh();
    first = false;
    const address = new URL('/socket', page.baseURI);
    address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
    return new WebSocket(address, [PROTOCOL, token.value]);
  };
}
