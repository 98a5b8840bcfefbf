import { createMessageConnection, type MessageConnection, type RequestType } from 'vscode-jsonrpc/node';
import { WebSocket } from 'ws';
import * as page from '../reference/host/page-protocol.js';
import { WebSocketMessageReader, WebSocketMessageWriter } from '../reference/host/server/http/web-socket-transport.js';
import type { PostedFile } from '../src/api/host.js';

const LONGEST_WAIT = 60_000;

/** A window of the practice application without its page: what is measured is what lies behind. */
export class PracticeLine {
  private readonly states = new Map<string, { readonly newest: unknown; readonly wake: Set<(state: unknown) => void> }>();

  private constructor(
    private readonly connection: MessageConnection,
    private readonly url: string,
    private readonly token: string,
  ) {
    connection.onNotification(page.slotState, ({ slotId, state }) => {
      const wake = this.states.get(slotId)?.wake ?? new Set();
      this.states.set(slotId, { newest: state, wake });
      for (const look of [...wake]) look(state);
    });
    connection.listen();
  }

  static async open(url: string): Promise<PracticeLine> {
    const token = /name="session-token" content="([^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? '';
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`, ['practice.v1', token], { origin: url });
    const connection = createMessageConnection(new WebSocketMessageReader(socket), new WebSocketMessageWriter(socket));
    const line = new PracticeLine(connection, url, token);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    return line;
  }

  /** The first state of a place on screen that is as wanted, from what it shows now on. */
  when<State, Wanted extends State>(slotId: string, isWanted: (state: State) => state is Wanted): Promise<Wanted>;
  when<State>(slotId: string, isWanted: (state: State) => boolean): Promise<State>;
  when<State>(slotId: string, isWanted: (state: State) => boolean): Promise<State> {
    const { newest, wake } = this.states.get(slotId) ?? { newest: undefined, wake: new Set() };
    if (newest !== undefined && isWanted(newest as State)) return Promise.resolve(newest as State);
    this.states.set(slotId, { newest, wake });
    return new Promise((resolve, reject) => {
      const late = setTimeout(() => reject(new Error(`${slotId} never showed what was waited for`)), LONGEST_WAIT);
      const look = (state: unknown): void => {
        if (!isWanted(state as State)) return;
        clearTimeout(late);
        wake.delete(look);
        resolve(state as State);
      };
      wake.add(look);
    });
  }

  async show(slotId: string, viewId: string, patientId: string): Promise<void> {
    await this.ask(page.openSlot, { slotId, viewId, patientId });
  }

  run<Result>(commandId: string, patientId: string, args: Readonly<Record<string, unknown>> = {}): Promise<Result> {
    return this.ask(page.runCommand, { commandId, patientId, args }) as Promise<Result>;
  }

  /** A file for the plugin. */
  async post(bytes: Uint8Array<ArrayBuffer>, name: string): Promise<PostedFile> {
    const headers = { 'content-type': 'application/octet-stream', 'x-session-token': this.token, 'x-file-name': name, 'x-file-type': 'application/pdf' };
    const answer = await fetch(`${this.url}/plugins/dmp/files`, { method: 'POST', body: bytes, headers });
    if (!answer.ok) throw new Error(`the practice application answered ${answer.status}`);
    return (await answer.json()) as PostedFile;
  }

  close(): void {
    this.connection.end();
  }

  private ask<P, R>(type: RequestType<P, R, void>, params: NoInfer<P>): Promise<R> {
    return this.connection.sendRequest(type as RequestType<unknown, R, void>, params);
  }
}
