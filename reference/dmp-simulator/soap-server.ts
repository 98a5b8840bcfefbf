import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import { setTimeout as wait } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { DmpService } from './dmp-service.js';
import { readPackage } from './mime-package.js';
import { sayUnavailable, send } from './misbehaviour.js';
import { OPERATIONS } from './operations.js';
import type { Received } from './received.js';
import type { Verdict, World } from './rule.js';
import { mostBytesOf } from './rules/http-rules.js';
import type { WireLog } from './wire-log.js';

export interface SoapServerOptions {
  readonly key: string;
  readonly certificates: string;
  readonly trusted: string;
  readonly world: World;
  readonly wireLog?: WireLog | undefined;
  onExchange(verdict: Verdict | undefined): void;
}

/** The services over HTTPS. Who shows no certificate of a known authority gets no line. */
export function createSoapServer(options: SoapServerOptions): Server {
  const service = new DmpService(options.world, OPERATIONS);
  const tls = {
    key: options.key,
    cert: options.certificates,
    ca: options.trusted,
    requestCert: true,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
  } as const;
  return createServer(tls, (request, response) => {
    handle(request, response, service, options).catch(() => response.destroy());
  });
}

async function handle(
  request: IncomingMessage,
  response: ServerResponse,
  service: DmpService,
  { onExchange, wireLog, world }: SoapServerOptions,
): Promise<void> {
  const gone = new AbortController();
  response.once('close', () => gone.abort());
  const received = await receive(request);
  const logAnswer = await wireLog?.request(service.tdOf(received) ?? 'unknown', received);
  const { controls } = world.state;
  await wait(controls.latencyMs, undefined, { signal: gone.signal });
  if (controls.fault === 'cutBeforeWork') {
    response.destroy();
    return;
  }
  if (controls.fault === 'unavailable') return sayUnavailable(response);
  const { answer, verdict } = service.answer(received);
  onExchange(verdict);
  // A client may tell a wrong clock from it.
  response.setHeader('date', new Date(world.now()).toUTCString());
  if (received.tooLarge) response.setHeader('connection', 'close');
  await send(answer, controls.fault, response, async (sent) => logAnswer?.(sent));
}

async function receive(request: IncomingMessage): Promise<Received> {
  const client = (request.socket as TLSSocket).getPeerX509Certificate();
  if (!client) throw new Error('a line without a certificate');
  const path = (request.url ?? '').replace(/\?.*$/, '');
  const most = mostBytesOf(path);
  const pieces: Buffer[] = [];
  let size = 0;
  // What is too much is still taken off the line, so that the caller hears why.
  for await (const piece of request as AsyncIterable<Buffer>) {
    size += piece.length;
    if (size <= most) pieces.push(piece);
  }
  const body = Buffer.concat(pieces);
  const contentType = request.headers['content-type'] ?? '';
  return { method: request.method ?? '', path, contentType, body, package: readPackage(contentType, body), tooLarge: size > most, client };
}
