import type { Observable } from 'rxjs';
import type { NotificationType, RequestType } from 'vscode-jsonrpc';
import type { Disposable } from '../../../../src/api/disposable.js';
import type { PostedFile } from '../../../../src/api/host.js';

/** `connecting`: never connected yet · `open` · `lost`: it was there, and is being looked for. */
export type ServerStatus = 'connecting' | 'open' | 'lost';

/** The server of the practice, as this window sees it. */
export interface PageServer {
  readonly status$: Observable<ServerStatus>;
  readonly status: ServerStatus;
  /** Rejects with a `PluginError` (`host.unavailable` without a connection). `signal` tells the server that nobody waits for the answer any more. */
  request<P, R>(type: RequestType<P, R, void>, params: P, signal?: AbortSignal): Promise<R>;
  /** Bytes do not travel as messages. */
  readonly files: {
    /** The bytes of a file a plugin has offered, once. */
    fetch(id: string): Promise<Blob>;
    /** Hands a file to a plugin, or to the practice itself. */
    post(file: File, pluginId?: string): Promise<PostedFile>;
  };
  /** Lost without a connection: what it ends is ended by the loss itself. */
  notify<P>(type: NotificationType<P>, params: P): void;
  on<P>(type: NotificationType<P>, handle: (params: P) => void): Disposable;
}
