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

  async write(message: Message): Promise<void> {
    if (this.socket.readyState === this.socket.OPEN) this.socket.send(JSON.stringify(message));
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
