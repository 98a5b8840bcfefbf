import type { Message } from 'vscode-jsonrpc';
import { IPCMessageWriter } from 'vscode-jsonrpc/node';

/** Resolves a write when the channel has taken it, so that a sender can keep to the pace of its reader. */
export class AwaitedIpcWriter extends IPCMessageWriter {
  override write(message: Message): Promise<void> {
    return new Promise((resolve, reject) => {
      process.send?.(message, undefined, undefined, (error) => (error ? reject(error) : resolve()));
    });
  }
}
