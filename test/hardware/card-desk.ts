import { webcrypto } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server, type ServerOptions } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { filter, firstValueFrom, timeout } from 'rxjs';
import { type Pki, preparePki } from '../../reference/cards/pki.js';
import { PRACTICE, prepareStructure } from '../../reference/cards/practice-structure.js';
import { prepareReader } from '../../reference/cards/reader.js';
import type { CardState } from '../../src/api/messages.js';
import type { PracticeMember } from '../../src/api/professional.js';
import type { AgentOptions, StructureFiles } from '../../src/hardware/agent-protocol.js';
import type { Answer, ProfessionalIdentity } from '../../src/hardware/professional-identity.js';

/** The nurse of the demonstration, as the host knows her. */
const MEMBER: PracticeMember = {
  id: '899900021212',
  familyName: 'INFIRMIER0212',
  givenName: 'Léa',
  professionCode: '60',
  situations: [{ id: PRACTICE.id, structureName: PRACTICE.name, structureId: PRACTICE.id, sectorCode: PRACTICE.sectorCode }],
};

/** A test PKI and cards, made once per file; every test gets a reader of its own. */
export class CardDesk {
  private constructor(
    private readonly folder: string,
    readonly pki: Pki,
  ) {}

  static async open(): Promise<CardDesk> {
    const folder = mkdtempSync(join(tmpdir(), 'card-desk-'));
    const pki = await preparePki(join(folder, 'pki'));
    await Promise.all([prepareReader(join(folder, 'reader'), pki), prepareStructure(join(folder, 'structure'), pki)]);
    return new CardDesk(folder, pki);
  }

  /** A reader with the card `cps-infirmiere` in it. */
  newReader(): string {
    const reader = mkdtempSync(join(this.folder, 'reader-'));
    cpSync(join(this.folder, 'reader'), reader, { recursive: true });
    return reader;
  }

  /** The certificates of the practice, for the nurse of the demonstration. */
  newStructure(): StructureFiles & { readonly member: PracticeMember } {
    const structure = mkdtempSync(join(this.folder, 'structure-'));
    cpSync(join(this.folder, 'structure'), structure, { recursive: true });
    return { authentication: join(structure, 'authentication.p12'), signature: join(structure, 'signature.p12'), member: MEMBER };
  }

  newFolder(): string {
    return mkdtempSync(join(this.folder, 'folder-'));
  }

  file(name: string): string {
    return join(this.pki.folder, name);
  }

  close(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** A server that wants the certificate of a card, and counts what connections cost. */
export class CountingDmp {
  port = 0;
  fullHandshakes = 0;
  connections = 0;
  /** Fingerprints of the certificates shown. */
  readonly clients: string[] = [];
  readonly serverNames: (string | false | null)[] = [];
  private constructor(
    private readonly server: Server,
    private handler: Handler,
  ) {}

  static async start(desk: CardDesk, handler: Handler = echo, options: ServerOptions = {}): Promise<CountingDmp> {
    const [cert, key, ca] = ['server.crt.pem', 'server.key.pem', 'trusted-by-server.pem'].map((name) => readFileSync(desk.file(name)));
    const server = createServer({ cert, key, ca, requestCert: true, rejectUnauthorized: true, ...options } as ServerOptions);
    const dmp = new CountingDmp(server, handler);
    server.on('request', (request, response) => void dmp.handler(request, response));
    server.on('secureConnection', (socket: TLSSocket) => {
      dmp.connections += 1;
      if (!socket.isSessionReused()) dmp.fullHandshakes += 1;
      dmp.clients.push(socket.getPeerX509Certificate()?.fingerprint256 ?? '');
      dmp.serverNames.push(socket.servername as string | false | null);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    dmp.port = (server.address() as AddressInfo).port;
    return dmp;
  }

  get origin(): string {
    return `https://127.0.0.1:${this.port}`;
  }
  handle(handler: Handler): void {
    this.handler = handler;
  }

  close(): void {
    this.server.closeAllConnections();
    this.server.close();
  }
}

export const echo: Handler = async (request, response) => {
  const body = await buffer(request).catch(() => Buffer.alloc(0));
  response.writeHead(200, { 'content-type': 'text/plain', 'x-seen': String(request.headers['x-sent'] ?? ''), 'content-length': body.length });
  response.end(body);
};

export const optionsFor = (desk: CardDesk, reader: string, ...origins: string[]): AgentOptions => ({
  softwareCardReader: reader,
  trustedCertificates: desk.file('trusted-by-clients.pem'),
  allowedOrigins: origins,
  requestTimeoutSeconds: 10,
});

/** As the page does it. */
export async function seal(pin: string, pinKey: JsonWebKey): Promise<string> {
  const algorithm = { name: 'RSA-OAEP', hash: 'SHA-256' };
  const key = await webcrypto.subtle.importKey('jwk', pinKey as webcrypto.JsonWebKey, algorithm, false, ['encrypt']);
  return Buffer.from(await webcrypto.subtle.encrypt(algorithm, key, new TextEncoder().encode(pin))).toString('base64');
}

export type StateOf<K extends CardState['kind']> = CardState & { readonly kind: K };

/** The next state of this kind, now or within ten seconds. */
export async function becomes<K extends CardState['kind']>(identity: ProfessionalIdentity, kind: K): Promise<StateOf<K>> {
  const isOne = (state: CardState): state is StateOf<K> => state.kind === kind;
  return firstValueFrom(identity.state$.pipe(filter(isOne), timeout(10_000)));
}

export const stateOf = (identity: ProfessionalIdentity): Promise<CardState> => firstValueFrom(identity.state$);

/** The code as the user would give it now. */
export async function enter(identity: ProfessionalIdentity, pin: string): Promise<void> {
  const state = await firstValueFrom(
    identity.state$.pipe(
      filter(({ kind }) => kind === 'locked' || kind === 'wrongPin'),
      timeout(10_000),
    ),
  );
  if (state.kind === 'locked' || state.kind === 'wrongPin') await identity.unlock(await seal(pin, state.pinKey));
}

export const textOf = async ({ body }: Answer): Promise<string> => (await buffer(body)).toString('utf8');

export async function until(condition: () => boolean, milliseconds = 10_000): Promise<void> {
  const end = Date.now() + milliseconds;
  while (!condition()) {
    if (Date.now() > end) throw new Error('it did not happen');
    await wait(10);
  }
}
