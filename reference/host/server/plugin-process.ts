import { Socket } from 'node:net';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';
import { createMessageConnection, IPCMessageReader } from 'vscode-jsonrpc/node';
import type { Activate, Activation } from '../../../src/api/host.js';
import type { VitaleReading } from '../../../src/api/vitale.js';
import { AwaitedIpcWriter } from './plugins/awaited-ipc-writer.js';
import { crossing } from './plugins/crossing.js';
import { dtoOf, toResponseError } from './plugins/error-transport.js';
import { FilePipeClient } from './plugins/file-pipe-client.js';
import { deactivatePlugin, FILE_PIPE, pingPlugin, readCard, runPluginCommand, startPlugin } from './plugins/plugin-protocol.js';
import { ProcessPluginContext } from './plugins/process-plugin-context.js';

/**
 * Entry of a plugin's process. The context is all the plugin is offered; a Node process is no sandbox, so `capabilities` are what the
 * user is shown and what the host hands over, not a wall around the plugin's own code.
 */

const connection = createMessageConnection(new IPCMessageReader(process), new AwaitedIpcWriter(process));
const pipe = new FilePipeClient(new Socket({ fd: FILE_PIPE }));
let context: ProcessPluginContext | undefined;
let activation: Activation | undefined;

process.on('disconnect', () => process.exit(0));
// Ctrl-C reaches the whole group; the server decides when this process ends, after `deactivate`.
process.on('SIGINT', () => {});
process.on('SIGTERM', () => {});
process.on('unhandledRejection', (error) => void context?.failure('rejection.unhandled', error));
process.on('uncaughtException', (error) => {
  context?.failure('exception.uncaught', error);
  setTimeout(() => process.exit(70), 50); // the log line leaves first
});

connection.onRequest(startPlugin, async (start) => {
  context = new ProcessPluginContext(connection, start, pipe);
  try {
    const { activate } = (await import(pathToFileURL(join(start.folder, start.manifest.main ?? '')).href)) as { activate: Activate };
    activation = await activate(context);
  } catch (error) {
    throw refusal(context, 'activation.failed', error);
  }
  endWithParent();
});

connection.onRequest(deactivatePlugin, async ({ deadlineMilliseconds }, token) => {
  const waiting = new AbortController();
  const late = setTimeout(() => waiting.abort(), deadlineMilliseconds);
  const cancelled = token.onCancellationRequested(() => waiting.abort());
  try {
    await activation?.deactivate(waiting.signal);
  } catch (error) {
    if (context) throw refusal(context, 'deactivation.failed', error);
  } finally {
    clearTimeout(late);
    cancelled.dispose();
  }
});

connection.onRequest(pingPlugin, () => ({ memoryBytes: process.memoryUsage().rss }));

connection.onRequest(runPluginCommand, async ({ commandId, patient, args }) => {
  if (!context) return null;
  try {
    return crossing(await context.run(commandId, patient, args));
  } catch (error) {
    throw refusal(context, 'command.failed', error, commandId);
  }
});

connection.onRequest(readCard, async ({ readerId }, token) => {
  const givenUp = new AbortController();
  const cancelled = token.onCancellationRequested(() => givenUp.abort());
  if (!context) throw toResponseError({ code: 'host.unavailable' });
  try {
    return crossing(await context.readCard(readerId, givenUp.signal)) as VitaleReading;
  } catch (error) {
    throw refusal(context, 'reading.failed', error);
  } finally {
    cancelled.dispose();
  }
});

connection.listen();

function refusal(host: ProcessPluginContext, event: string, error: unknown, command?: string) {
  return toResponseError(dtoOf(error) ?? host.failure(event, error, { command }).toDto());
}

/** `disconnect` is not heard while the plugin's code blocks: a thread of its own watches the parent. */
function endWithParent(): void {
  const watch = `const { ppid } = process; setInterval(() => { if (process.ppid !== ppid) process.kill(process.pid, 'SIGKILL'); }, 1000);`;
  new Worker(watch, { eval: true, stdin: false }).unref();
}
