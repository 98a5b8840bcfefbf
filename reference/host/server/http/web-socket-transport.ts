import {
  AbstractMessageReader,
  AbstractMessageWriter,
  type DataCallback,
  type Disposable,
  type Message,
  type MessageReader,
  type MessageWriter,
} from 'vscode-jsonrpc';
import type { WebSocket } from 'ws';

const MOST_UNREAD = 32_000_000;

/** JSON-RPC messages of a WebSocket, one per text frame. */
export class WebSocketMessageReader extends AbstractMessageReader implements MessageReader {
  constructor(private readonly socket: WebSocket) {
    super();
    socket.on('close', () => this.fireClose());
    socket.on('error', (error) => this.fireError(error));
  }

  listen(callback: DataCallback): Disposable {
    const handleMessage = (data: Buffer, isBinary: boolean): void => {
      const message = isBinary ? undefined : parsed(data.toString());
      if (message) callback(message);
      else this.socket.close(1007);
    };
    this.socket.on('message', handleMessage);
    return { dispose: () => void this.socket.off('message', handleMessage) };
  }
}

export class WebSocketMessageWriter extends AbstractMessageWriter implements MessageWriter {
  constructor(private readonly socket: WebSocket) {
    super();
  }

  /** Resolves when the message has left, so that a sender can keep to the pace of its reader. */
  write(message: Message): Promise<void> {
    if (this.socket.readyState !== this.socket.OPEN) return Promise.resolve();
    // A window that reads nothing comes back by itself, and is told everything again.
    if (this.socket.bufferedAmount > MOST_UNREAD) this.socket.terminate();
    return new Promise((resolve) => this.socket.send(JSON.stringify(message), () => resolve()));
  }

  end(): void {
    this.socket.close();
  }
}

function parsed(text: string): Message | undefined {
  try {
    const value = JSON.parse(text) as unknown;
    return typeof value === 'object' && value !== null && 'jsonrpc' in value ? (value as Message) : undefined;
  } catch {
    return undefined;
  }
}
