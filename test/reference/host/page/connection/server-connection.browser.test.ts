import { expect, test } from 'vitest';
import type { ServerStatus } from '../../../../../reference/host/page/connection/page-server.js';
import { ServerConnection } from '../../../../../reference/host/page/connection/server-connection.js';
import { getPatient, pluginsChanged, runCommand } from '../../../../../reference/host/page-protocol.js';
import { PluginError } from '../../../../../src/api/plugin-error.js';

type Answer = { readonly result: unknown } | { readonly error: { readonly code: number; readonly message: string; readonly data?: unknown } };

/** The browser's socket, without a network: answers each request by its method. */
class FakeSocket extends EventTarget {
  readonly readyState = WebSocket.OPEN;
  readonly answers = new Map<string, Answer>();

  send(text: string): void {
    const { id, method } = JSON.parse(text) as { id?: number; method: string };
    const answer = this.answers.get(method);
    if (id !== undefined && answer) queueMicrotask(() => this.receive({ id, ...answer }));
  }

  receive(message: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify({ jsonrpc: '2.0', ...message }) }));
  }

  close(): void {
    this.dispatchEvent(new CloseEvent('close'));
  }
}

const noFile = (): Promise<never> => Promise.reject(new Error('no file'));
const NO_FILES = { fetch: noFile, post: noFile };

async function setUp(openings: (() => FakeSocket)[] = [() => new FakeSocket()]) {
  const sockets: FakeSocket[] = [];
  const connection = new ServerConnection(
    async () => {
      const open = openings[Math.min(sockets.length, openings.length - 1)];
      if (!open) throw new Error('no socket');
      const socket = open();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    NO_FILES,
    5,
  );
  const statuses: ServerStatus[] = [];
  connection.status$.subscribe((status) => statuses.push(status));
  await connection.connect();
  const socket = sockets[0] as FakeSocket;
  return { connection, statuses, sockets, socket };
}
const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

test('a request is answered', async () => {
  const { connection, socket } = await setUp();
  socket.answers.set('patients/get', { result: null });
  await expect(connection.request(getPatient, { patientId: 'p99' })).resolves.toBeNull();
});

test('a refusal of a plugin arrives as its own error, anything else as an unexpected one', async () => {
  const { connection, socket } = await setUp();
  const run = () => connection.request(runCommand, { commandId: 'dmp.refreshStatus', patientId: 'p01', args: {} });
  socket.answers.set('commands/run', { error: { code: 1, message: 'refused', data: { code: 'ins.notQualified', reference: 'r1' } } });
  await expect(run()).rejects.toMatchObject({ code: 'ins.notQualified', about: { reference: 'r1' } });
  await expect(run()).rejects.toMatchObject({ sentence: 'refused' });
  socket.answers.set('commands/run', { error: { code: 1, message: 'boom' } });
  await expect(run()).rejects.toMatchObject({ code: 'plugin.unexpected' });
});

test('news reach everybody who asked for them, on the next connection too', async () => {
  const { connection, sockets, socket } = await setUp();
  const heard: unknown[] = [];
  connection.on(pluginsChanged, (plugins) => heard.push(plugins));
  socket.receive({ method: 'plugins/changed', params: [[]] });
  await pause(1);
  socket.close();
  await pause(30);
  sockets[1]?.receive({ method: 'plugins/changed', params: [[]] });
  await pause(1);
  expect(heard).toEqual([[], []]);
});

test('a lost connection ends what was asked, says so, and comes back', async () => {
  const { connection, statuses, socket } = await setUp();
  const asked = connection.request(getPatient, { patientId: 'p01' });
  socket.close();
  await expect(asked).rejects.toEqual(new PluginError('host.unavailable'));
  expect(connection.status).toBe('lost');
  await expect(connection.request(getPatient, { patientId: 'p01' })).rejects.toMatchObject({ code: 'host.unavailable' });
  await pause(30);
  expect(statuses).toEqual(['connecting', 'open', 'lost', 'open']);
});

test('a server that is not there is looked for again, more and more patiently', async () => {
  const failing = (): FakeSocket => {
    throw new Error('refused');
  };
  let tries = 0;
  const connection = new ServerConnection(
    async () => {
      tries += 1;
      return failing() as unknown as WebSocket;
    },
    NO_FILES,
    20,
  );
  await connection.connect();
  await pause(200);
  // 20, 40, 80 and 160 ms: four tries, not ten.
  expect(tries).toBeGreaterThanOrEqual(3);
  expect(tries).toBeLessThanOrEqual(5);
  expect(connection.status).toBe('lost');
});
