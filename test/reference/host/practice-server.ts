import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';
import { afterAll } from 'vitest';
import {
  type CancellationToken,
  createMessageConnection,
  type MessageConnection,
  type NotificationType,
  type RequestType,
  type ResponseError,
} from 'vscode-jsonrpc/node';
import { WebSocket } from 'ws';
import * as page from '../../../reference/host/page-protocol.js';
import { type HostOptions, startHost } from '../../../reference/host/server/host.js';
import { WebSocketMessageReader, WebSocketMessageWriter } from '../../../reference/host/server/http/web-socket-transport.js';
import type { Timings } from '../../../reference/host/server/plugins/timings.js';
import type { PostedFile } from '../../../src/api/host.js';
import type { ErrorDto } from '../../../src/api/plugin-error.js';

/** Short pauses; deadlines that a busy machine keeps. */
const QUICK: Partial<Timings> = { restartDelays: [50, 100], pingPause: 200, folderWatch: 100, deactivation: 3_000 };

const undo: (() => unknown)[] = [];
/** Runs \`step\` when the test is over. */
export const atEnd = (step: () => unknown): void => void undo.push(step);
/** Ends all that a test started. */
export async function cleanUp(): Promise<void> {
  for (const step of undo.splice(0).reverse()) await step();
}

export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'passerelle-practice-'));
  undo.push(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

/** A folder with the page as the server needs it. */
export function pageFolder(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'assets'));
  writeFileSync(join(folder, 'index.html'), '<!doctype html><html><head><meta name="session-token" content="__TOKEN__" /></head><body></body></html>');
  writeFileSync(join(folder, 'assets/main.js'), 'export {};');
  return folder;
}

type Json = Record<string, unknown>;
/** The smallest manifest that has a tab, a page and commands. */
export const manifestOf = (id = 'probe', more: Json = {}): Json => ({
  id,
  title: 'Sonde',
  publisher: 'Essai',
  version: '0.1.0',
  engines: { host: '^1.2.0' },
  main: './main.js',
  browser: './browser.js',
  capabilities: { patient: 'read' },
  contributes: {
    views: { patientForm: [{ id: `${id}.tab`, title: 'Sonde' }], page: [{ id: `${id}.page`, title: 'Sonde', icon: 'activity' }] },
    commands: ['do', 'ask'].map((name) => ({ id: `${id}.${name}`, title: name })),
    configuration: { [`${id}.limit`]: { type: 'integer', title: 'Limite', minimum: 1, maximum: 9, default: 3 } },
  },
  ...more,
});

/** What a test plugin is written with. Each state says which process made it, for which patient, and how often the command ran there. */
export const MAIN = (id = 'probe', body = ''): string => `
import { BehaviorSubject, map } from ${JSON.stringify(import.meta.resolve('rxjs'))};
const runs$ = new BehaviorSubject(new Map());
const forms = [];
export function activate(host) {
  host.events.formOpened$.subscribe(({ formId }) => forms.push('+' + formId));
  host.events.formClosed$.subscribe(({ formId }) => forms.push('-' + formId));
  const settings = [];
  host.configuration.changed$.subscribe((keys) => settings.push(...keys.map((key) => key + '=' + host.configuration.get(key))));
  host.views.publish('${id}.tab', (patient) => runs$.pipe(map((runs) => ({ patientId: patient.id, name: patient.identity.birthName, runs: runs.get(patient.id) ?? 0, pid: process.pid }))));
  host.views.publishPage('${id}.page', () => runs$.pipe(map((runs) => ({ patients: runs.size }))));
  host.commands.register('${id}.do', async ({ patient, ...args }) => {
    runs$.next(new Map(runs$.value).set(patient.id, (runs$.value.get(patient.id) ?? 0) + 1));
    return args;
  });
  host.commands.registerForPage('${id}.ask', async (args) => {
    if (args.print) console.log(args.print);
    if (args.write) await host.secrets.set('key', args.write);
    if (args.hang) for (;;);
    if (args.fail) throw new Error('DESMAUX Nathalie 255069999999934');
    if (args.refuse) throw Object.assign(new Error(args.refuse), { name: 'PluginError', code: args.refuse, about: {} });
    if (args.undeclared) host.commands.register('${id}.other', async () => {});
    return { pid: process.pid, forms, settings, limit: host.configuration.get('${id}.limit'), secret: await host.secrets.get('key'), folder: host.storage.folder, user: host.user.id, env: Object.keys(process.env) };
  });
  ${body}
  return { async deactivate() { console.log('going'); await new Promise((resolve) => setTimeout(resolve, 50)); console.log('gone'); } };
}`;

export function writePlugin(
  folder: string,
  { manifest = manifestOf(), main = MAIN(String(manifest['id'])) }: { readonly manifest?: Json; readonly main?: string } = {},
): string {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'main.js'), main);
  writeFileSync(join(folder, 'browser.js'), 'export const activate = () => ({ dispose() {} });');
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  writeFileSync(join(folder, 'plugin.manifest.json'), JSON.stringify(manifest));
  return folder;
}

let built: Promise<string> | undefined;
afterAll(async () => built && rmSync(dirname(await built), { recursive: true, force: true }));
/** The entry of a plugin's process as plain JavaScript: it starts in a fraction of the time. */
function builtPluginProcess(): Promise<string> {
  built ??= bundlePluginProcess();
  return built;
}

async function bundlePluginProcess(): Promise<string> {
  const outDir = mkdtempSync(join(tmpdir(), 'passerelle-process-'));
  const entry = fileURLToPath(new URL('../../../reference/host/server/plugin-process.ts', import.meta.url));
  await build({
    configFile: false,
    logLevel: 'error',
    publicDir: false,
    ssr: { noExternal: true },
    build: { outDir, target: 'node20', ssr: entry, rollupOptions: { output: { entryFileNames: 'plugin-process.mjs' } } },
  });
  return join(outDir, 'plugin-process.mjs');
}

export async function startPractice(options: Partial<HostOptions> = {}) {
  const dataFolder = options.dataFolder ?? temporaryFolder();
  const host = await startHost({
    port: 0,
    pluginFolders: [],
    pageFolder: pageFolder(),
    pluginProcess: await builtPluginProcess(),
    ...options,
    dataFolder,
    timings: { ...QUICK, ...options.timings },
  });
  undo.push(() => host.close());
  return { ...host, dataFolder, open: () => PracticeClient.open(host.url) };
}

export async function tokenOf(url: string): Promise<string> {
  return /name="session-token" content="([^"]+)"/.exec(await (await fetch(url)).text())?.[1] ?? '';
}

/** A window of the practice application, without its page. */
export class PracticeClient {
  plugins: readonly page.PluginInfo[] = [];
  /** The last values of each form. */
  readonly contexts = new Map<string, unknown>();
  readonly heard: { readonly method: string; readonly params: unknown }[] = [];
  private readonly states = new Map<string, unknown[]>();

  private constructor(
    private readonly connection: MessageConnection,
    private readonly socket: WebSocket,
    private readonly url: string,
  ) {
    connection.onNotification(page.pluginsChanged, (plugins) => {
      this.plugins = plugins;
    });
    connection.onNotification(page.slotState, ({ slotId, state }) => void this.states.get(slotId)?.push(state));
    connection.onNotification(page.formContext, ({ formId, values }) => void this.contexts.set(formId, values));
    for (const { method } of [page.settingsChanged, page.patientChanged, page.documentsChanged])
      connection.onNotification(method, (params: unknown) => void this.heard.push({ method, params }));
    connection.onClose(() => connection.dispose()); // what is not answered never will be
    connection.listen();
  }

  static async open(url: string): Promise<PracticeClient> {
    const socket = new WebSocket(`${url.replace('http', 'ws')}/socket`, ['practice.v1', await tokenOf(url)], { origin: url });
    const client = new PracticeClient(createMessageConnection(new WebSocketMessageReader(socket), new WebSocketMessageWriter(socket)), socket, url);
    await new Promise((resolve, reject) => socket.once('open', resolve).once('error', reject));
    client.plugins = await client.ask(page.listPlugins, undefined);
    return client;
  }

  ask<P, R>(type: RequestType<P, R, void>, params: NoInfer<P>, token?: CancellationToken): Promise<R> {
    return this.connection.sendRequest(type as RequestType<unknown, R, void>, params, token);
  }

  tell<P>(type: NotificationType<P>, params: NoInfer<P>): void {
    void this.connection.sendNotification(type as NotificationType<unknown>, params);
  }

  plugin(id = 'probe'): page.PluginInfo | undefined {
    return this.plugins.find((plugin) => plugin.id === id);
  }

  async openForm(patientId: string, formId = `form-${patientId}`): Promise<void> {
    await this.ask(page.openForm, { formId, patientId });
  }

  /** The states a place on screen was given, as they come. */
  async show<T = TabState>(viewId: string, patientId?: string): Promise<readonly T[]> {
    return (await this.place<T>(viewId, patientId)).states;
  }

  async place<T>(viewId: string, patientId?: string): Promise<{ readonly slotId: string; readonly states: readonly T[] }> {
    const slotId = `slot-${this.states.size}`;
    const states: T[] = [];
    this.states.set(slotId, states);
    await this.ask(page.openSlot, { slotId, viewId, ...(patientId && { patientId }) });
    return { slotId, states };
  }

  run<R = unknown>(commandId: string, patientId?: string, args: Readonly<Record<string, unknown>> = {}): Promise<R> {
    return this.ask(page.runCommand, { commandId, args, ...(patientId && { patientId }) }) as Promise<R>;
  }

  async log(pluginId = 'probe'): Promise<readonly string[]> {
    return (await this.ask(page.readPluginLog, { pluginId })).map((line) => line.text);
  }

  /** The bytes of an offered file. Undefined: it is not there. */
  async fetchFile(id: string): Promise<Uint8Array | undefined> {
    const answer = await fetch(`${this.url}/files/${id}`, { headers: { 'x-session-token': await tokenOf(this.url) } });
    return answer.ok ? new Uint8Array(await answer.arrayBuffer()) : undefined;
  }

  /** A file for the practice, or for a plugin of its. @throws Error it is refused */
  async postFile(bytes: Uint8Array<ArrayBuffer>, { name = 'document.pdf', pluginId = '' } = {}): Promise<PostedFile> {
    const headers = {
      ...{ 'content-type': 'application/octet-stream', 'x-session-token': await tokenOf(this.url) },
      ...{ 'x-file-name': encodeURIComponent(name), 'x-file-type': 'application/pdf' },
    };
    const answer = await fetch(`${this.url}${pluginId && `/plugins/${pluginId}`}/files`, { method: 'POST', body: bytes, headers });
    if (!answer.ok) throw new Error(`refused: ${answer.status}`);
    return (await answer.json()) as PostedFile;
  }

  /** Reads nothing any more, like a window that is frozen. */
  pause(): void {
    this.socket.pause();
  }

  resume(): void {
    this.socket.resume();
  }

  /** Asks for a form and a place on screen, and is gone before the first answer. */
  askAndLeave(viewId: string, patientId: string): Promise<unknown> {
    const asked = [this.openForm(patientId), this.show(viewId, patientId), this.openForm(patientId, 'second'), this.show(viewId, patientId)];
    for (const one of asked) one.catch(() => {});
    return this.close();
  }

  close(): Promise<unknown> {
    const closed = new Promise((resolve) => this.socket.once('close', resolve));
    this.socket.close();
    return closed;
  }
}

export interface TabState {
  readonly patientId: string;
  readonly name: string;
  readonly runs: number;
  readonly pid: number;
}
export interface Answer {
  readonly pid: number;
  readonly forms: readonly string[];
  readonly settings: readonly string[];
  readonly limit: number;
  readonly secret?: string;
  readonly folder: string;
  readonly user: string;
  readonly env: readonly string[];
}

/** The refusal in a rejection. */
export const refusalIn = async (promise: Promise<unknown>): Promise<{ readonly message: string; readonly data: ErrorDto | undefined }> =>
  promise.then(
    () => ({ message: 'not refused', data: undefined }),
    ({ message, data }: ResponseError<ErrorDto>) => ({ message, data }),
  );

export function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
