import { AbstractMessageReader, type DataCallback, type Disposable, type Message } from 'vscode-jsonrpc/browser';

/** One JSON-RPC message per frame. */
export class WebSocketReader extends AbstractMessageReader {
  constructor(private readonly socket: WebSocket) {
    super();
    socket.addEventListener('close', () => this.fireClose());
  }

  listen(callback: DataCallback): Disposable {
    const handle = (event: MessageEvent): void => {
      try {
        callback(JSON.parse(String(event.data)) as Message);
      } catch (error) {
        this.fireError(error);
      }
    };
    this.socket.addEventListener('message', handle);
    return { dispose: () => this.socket.removeEventListener('message', handle) };
  }
}
