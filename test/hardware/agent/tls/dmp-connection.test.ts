import { readFileSync } from 'node:fs';
import type { AddressInfo, Socket } from 'node:net';
import { createServer as createTcpServer } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { issueCertificate } from '../../../../reference/cards/certificate.js';
import { keyPem, newKey } from '../../../../reference/cards/credential.js';
import { preparePki } from '../../../../reference/cards/pki.js';
import { type CardKeys, openPkcs12 } from '../../../../src/hardware/agent/card-keys.js';
import { DmpConnection, isAllowedOrigin } from '../../../../src/hardware/agent/tls/dmp-connection.js';
import { MemoryTlsKey } from '../../../../src/hardware/agent/tls/memory-tls-key.js';
import type { AgentOptions } from '../../../../src/hardware/agent-protocol.js';
import { CardDesk, CountingDmp, echo, optionsFor, textOf, until } from '../../card-desk.js';

let desk: CardDesk;
let keys: CardKeys;
beforeAll(async () => {
  desk = await CardDesk.open();
  const opened = (use: string) => openPkcs12(readFileSync(join(desk.newReader(), `cards/cps-infirmiere/${use}.p12`)), '1234');
  const [signature, authentication] = [opened('signature'), opened('authentication')];
  if (!signature || !authentication) throw new Error('the code of the test cards is 1234');
  keys = { signature, authentication };
});
afterAll(() => desk.close());

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

function connect(dmp: { readonly origin: string }, options: Partial<AgentOptions> = {}): DmpConnection {
  const connection = new DmpConnection(new MemoryTlsKey(keys.authentication), { ...optionsFor(desk, '', dmp.origin), ...options });
  ends.push(() => connection.end());
  return connection;
}
async function serve(...options: Parameters<typeof CountingDmp.start> extends [unknown, ...infer Rest] ? Rest : never): Promise<CountingDmp> {
  const dmp = await CountingDmp.start(desk, ...options);
  ends.push(() => dmp.close());
  return dmp;
}
const request = (url: string, body = 'demande', signal?: AbortSignal) => ({
  url,
  headers: { 'x-sent': 'yes' },
  body: Readable.from([Buffer.from(body)]),
  signal,
});

test('shows the authentication certificate, no name for an address, and carries headers and body both ways', async () => {
  const dmp = await serve();
  const answer = await connect(dmp).exchange(request(`${dmp.origin}/patients`, 'é<&>'));
  expect([answer.status, answer.headers['x-seen'], await textOf(answer)]).toEqual([200, 'yes', 'é<&>']);
  expect(dmp.clients).toEqual([keys.authentication.certificate.fingerprint256]);
  expect(dmp.clients).not.toEqual([keys.signature.certificate.fingerprint256]);
  expect(dmp.serverNames).toEqual([false]);
});

test('names the server it wants when it has a name', async () => {
  const dmp = await serve();
  const origin = `https://localhost:${dmp.port}`;
  await textOf(await connect({ origin }).exchange(request(`${origin}/patients`)));
  expect(dmp.serverNames).toEqual(['localhost']);
});

test('five exchanges in a row are one connection', async () => {
  const dmp = await serve();
  const connection = connect(dmp);
  for (let count = 0; count < 5; count += 1) await textOf(await connection.exchange(request(dmp.origin)));
  expect([dmp.connections, dmp.fullHandshakes]).toEqual([1, 1]);
});

test.each(['TLSv1.3', 'TLSv1.2'] as const)('exchanges at once cost one full handshake (%s)', async (maxVersion) => {
  const dmp = await serve(undefined, { maxVersion });
  const connection = connect(dmp);
  const answers = await Promise.all([1, 2, 3].map((number) => connection.exchange(request(dmp.origin, `demande ${number}`)).then(textOf)));
  expect(answers).toEqual(['demande 1', 'demande 2', 'demande 3']);
  expect([dmp.connections > 1, dmp.fullHandshakes]).toEqual([true, 1]);
});

test('nobody there is unreachable', async () => {
  const origin = 'https://127.0.0.1:1';
  await expect(connect({ origin }).exchange(request(origin))).rejects.toMatchObject({ code: 'dmp.unreachable', about: { detail: { code: 'ECONNREFUSED' } } });
});

test('a server of another authority is refused', async () => {
  const other = await preparePki(desk.newFolder());
  const [cert, key] = ['server.crt.pem', 'server.key.pem'].map((name) => readFileSync(join(other.folder, name)));
  let asked = 0;
  const count = () => {
    asked += 1;
  };
  const dmp = await serve(count, { cert, key });
  await expect(connect(dmp).exchange(request(dmp.origin))).rejects.toMatchObject({
    code: 'dmp.tlsRefused',
    about: { detail: { layer: 'tls', code: expect.stringMatching(/SELF_SIGNED|UNABLE/) } },
  });
  expect(asked).toBe(0);
});

test.each([
  ['for another host', { hostNames: ['dmp.example'] }, 'ERR_TLS_CERT_ALTNAME_INVALID', 'dmp.tlsRefused'],
  ['that ended', { addresses: ['127.0.0.1'], notAfter: Date.now() - 60_000 }, 'CERT_HAS_EXPIRED', 'dmp.tlsRefused'],
  ['of tomorrow', { addresses: ['127.0.0.1'], notBefore: Date.now() + 3_600_000 }, 'CERT_NOT_YET_VALID', 'dmp.clockSkew'],
])('a server certificate %s is refused', async (_, differs, reason, code) => {
  const key = await newKey();
  const cert = issueCertificate({
    subject: [[['C', 'FR']], [['CN', '127.0.0.1']]],
    key,
    issuer: desk.pki.organisations,
    notBefore: Date.now() - 86_400_000,
    notAfter: Date.now() + 86_400_000,
    usage: ['digitalSignature', 'keyEncipherment'],
    purposes: ['serverAuth'],
    ...differs,
  });
  const dmp = await serve(undefined, { cert: cert + desk.pki.organisations.certificatePem, key: keyPem(key) });
  await expect(connect(dmp).exchange(request(dmp.origin))).rejects.toMatchObject({ code, about: { detail: { layer: 'tls', code: reason } } });
});

test('a list of trusted authorities that cannot be read trusts nobody', async () => {
  const dmp = await serve();
  const connection = connect(dmp, { trustedCertificates: '/not/there.pem' });
  await expect(connection.exchange(request(dmp.origin))).rejects.toMatchObject({ code: 'dmp.tlsRefused' });
});

test('a server that speaks TLS 1.1 at most is refused', async () => {
  const dmp = await serve(undefined, { minVersion: 'TLSv1', maxVersion: 'TLSv1.1', ciphers: 'DEFAULT@SECLEVEL=0' });
  await expect(connect(dmp).exchange(request(dmp.origin))).rejects.toMatchObject({ code: 'dmp.tlsRefused' });
});

test('what is no HTTP is unreadable, what is no TLS is refused', async () => {
  const garbage = createTcpServer((socket) => socket.end('bonjour\r\n\r\n')).listen(0, '127.0.0.1');
  ends.push(() => garbage.close());
  await new Promise((resolve) => garbage.once('listening', resolve));
  const origin = `https://127.0.0.1:${(garbage.address() as AddressInfo).port}`;
  await expect(connect({ origin }).exchange(request(origin))).rejects.toMatchObject({ code: 'dmp.tlsRefused' });
  const dmp = await serve((_, response) => void response.socket?.end('bonjour\r\n\r\n'));
  await expect(connect(dmp).exchange(request(dmp.origin))).rejects.toMatchObject({ code: 'dmp.unreadable' });
});

test('no answer in time is a timeout, before and in the middle of an answer', async () => {
  const dmp = await serve(() => {});
  const connection = connect(dmp, { requestTimeoutSeconds: 0.3 });
  await expect(connection.exchange(request(dmp.origin))).rejects.toMatchObject({ code: 'dmp.timeout' });
  dmp.handle((_, response) => void response.writeHead(200).write('<begin'));
  const answer = await connection.exchange(request(dmp.origin));
  await expect(buffer(answer.body)).rejects.toMatchObject({ code: 'dmp.timeout' });
});

test('a line cut in the middle of an answer is an error, never a short answer', async () => {
  const dmp = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('<begin');
    setTimeout(() => response.destroy(), 50);
  });
  const answer = await connect(dmp).exchange(request(dmp.origin));
  await expect(buffer(answer.body)).rejects.toMatchObject({ code: 'dmp.unreachable' });
});

test('an answer that broke off before anybody read it says why', async () => {
  const dmp = await serve((_, response) => {
    response.writeHead(200, { 'content-length': '1000' }).write('<begin');
    setTimeout(() => response.destroy(), 20);
  });
  const cut = await connect(dmp).exchange(request(dmp.origin));
  await wait(200);
  await expect(buffer(cut.body)).rejects.toMatchObject({ code: 'dmp.unreachable' });
  dmp.handle((_, response) => void response.writeHead(200).write('<begin'));
  const late = await connect(dmp, { requestTimeoutSeconds: 0.2 }).exchange(request(dmp.origin));
  await wait(500);
  await expect(buffer(late.body)).rejects.toMatchObject({ code: 'dmp.timeout' });
});

test('a slow server that is let go is let go at once, and its connection closed', async () => {
  let closed = false;
  const letGo = new AbortController();
  const reason = new Error('another patient');
  const dmp = await serve((incoming) => {
    incoming.socket.once('close', () => (closed = true));
    letGo.abort(reason);
  });
  await expect(connect(dmp).exchange(request(dmp.origin, 'demande', letGo.signal))).rejects.toBe(reason);
  await until(() => closed);
});

test('an answer that is let go in its middle closes the connection', async () => {
  let closed = false;
  const dmp = await serve((incoming, response) => {
    incoming.socket.once('close', () => (closed = true));
    response.writeHead(200).write('<begin');
  });
  const answer = await connect(dmp).exchange(request(dmp.origin));
  answer.body.destroy();
  await until(() => closed);
});

test('the end of the session fails what is under way, and what comes after', async () => {
  const dmp = await serve((incoming, response) => {
    if (incoming.url === '/begun') response.writeHead(200).write('<begin');
  });
  const connection = connect(dmp);
  const begun = await connection.exchange(request(`${dmp.origin}/begun`));
  const waiting = connection.exchange(request(`${dmp.origin}/waiting`));
  const failed = expect(waiting).rejects.toMatchObject({ code: 'card.absent' });
  const cut = expect(buffer(begun.body)).rejects.toMatchObject({ code: 'card.absent' });
  await wait(50);
  connection.end();
  await Promise.all([failed, cut]);
  await expect(connection.exchange(request(dmp.origin))).rejects.toMatchObject({ code: 'card.absent' });
});

test('the end of the session closes the connections that wait for the next exchange, too', async () => {
  let closed = 0;
  const dmp = await serve((incoming, response) => {
    incoming.socket.once('close', () => (closed += 1));
    echo(incoming, response);
  });
  const connection = connect(dmp);
  await Promise.all(['1', '2'].map(async (body) => textOf(await connection.exchange(request(dmp.origin, body)))));
  connection.end();
  // Long before the server would close them by itself.
  await until(() => closed === dmp.connections, 2_000);
});

test('what the connection says by itself, nobody says for it', async () => {
  const dmp = await serve();
  const { body, headers } = request(dmp.origin);
  const answer = await connect(dmp).exchange({ url: dmp.origin, body, headers: { ...headers, Host: 'elsewhere.invalid', 'Content-Length': '3' } });
  expect([answer.status, await textOf(answer)]).toEqual([200, 'demande']);
});

test('a body that takes longer than an answer may is no timeout', async () => {
  const dmp = await serve();
  const pieces = async function* () {
    for (let piece = 0; piece < 6; piece += 1) {
      await wait(150);
      yield Buffer.alloc(100_000);
    }
  };
  const answer = await connect(dmp, { requestTimeoutSeconds: 0.4 }).exchange({ ...request(dmp.origin), body: Readable.from(pieces()) });
  expect((await buffer(answer.body)).byteLength).toBe(600_000);
});

test('an origin in clear is no place to call, even one that is listed', () => {
  const options = optionsFor(desk, '', 'http://dmp.invalid', 'https://dmp.invalid');
  expect(['http://dmp.invalid/x', 'https://dmp.invalid/x', 'https://other.invalid/x'].map((url) => isAllowedOrigin(new URL(url), options))).toEqual([
    false,
    true,
    false,
  ]);
});

test('a connection the server closed while it was idle is replaced without a word', async () => {
  let dropNext = false;
  let asked = 0;
  const dmp = await serve((incoming, response) => {
    asked += 1;
    if (!dropNext) return void response.end('answer');
    dropNext = false;
    incoming.socket.destroy();
  });
  const connection = connect(dmp);
  await textOf(await connection.exchange(request(dmp.origin)));
  dropNext = true;
  expect(await textOf(await connection.exchange(request(dmp.origin)))).toBe('answer');
  expect([asked, dmp.connections]).toEqual([3, 2]);
});

test('connections the server closed while they were idle are replaced all at once', async () => {
  const old = new Set<Socket>();
  const dmp = await serve(async (incoming, response) => {
    if (old.size < 2) {
      old.add(incoming.socket);
      await until(() => old.size === 2);
      response.end('answer');
    } else if (old.has(incoming.socket)) incoming.socket.destroy();
    else response.end('answer');
  });
  const connection = connect(dmp);
  const ask = async (): Promise<string> => textOf(await connection.exchange(request(dmp.origin)));
  expect(await Promise.all([ask(), ask()])).toEqual(['answer', 'answer']);
  expect(await ask()).toBe('answer');
});

test('a connection that waits for the first one is not made any more once the session has ended', async () => {
  let connections = 0;
  const silent = createTcpServer(() => (connections += 1)).listen(0, '127.0.0.1');
  ends.push(() => silent.close());
  await until(() => silent.listening);
  const origin = `https://127.0.0.1:${(silent.address() as AddressInfo).port}`;
  const connection = connect({ origin });
  const refused = ['1', '2'].map((body) => expect(connection.exchange(request(origin, body))).rejects.toMatchObject({ code: 'card.absent' }));
  await until(() => connections === 1);
  connection.end();
  await Promise.all(refused);
  await wait(200);
  expect(connections).toBe(1);
});

test('what must leave once at most is not sent again on a connection that was dead', async () => {
  let asked = 0;
  const dmp = await serve((incoming, response) => {
    asked += 1;
    if (asked === 1) return void response.end('answer');
    incoming.socket.destroy();
  });
  const connection = connect(dmp);
  await textOf(await connection.exchange(request(dmp.origin)));
  await expect(connection.exchange({ ...request(dmp.origin), once: true })).rejects.toMatchObject({
    code: 'dmp.unreachable',
    about: { detail: { code: 'ECONNRESET' } },
  });
  expect(asked).toBe(2);
});

test('a new connection that is cut is not tried again', async () => {
  let asked = 0;
  const dmp = await serve((incoming) => {
    asked += 1;
    incoming.socket.destroy();
  });
  await expect(connect(dmp).exchange(request(dmp.origin))).rejects.toMatchObject({ code: 'dmp.unreachable' });
  expect(asked).toBe(1);
});

test('a redirection is followed with the same body, to allowed places only', async () => {
  const elsewhere = await serve();
  const dmp = await serve(
    (incoming, response) => void response.writeHead(307, { location: incoming.url === '/far' ? `${elsewhere.origin}/there` : '/here' }).end(),
  );
  const answer = await connect(dmp, { allowedOrigins: [dmp.origin, elsewhere.origin] }).exchange(request(`${dmp.origin}/far`, 'same body'));
  expect([answer.status, await textOf(answer)]).toEqual([200, 'same body']);
  const refused = await connect(dmp).exchange(request(`${dmp.origin}/far`));
  expect([refused.status, elsewhere.connections]).toEqual([307, 1]);
  refused.body.destroy();
  const endless = await connect(dmp).exchange(request(`${dmp.origin}/near`));
  expect(endless.status).toBe(307);
  endless.body.destroy();
});

test.each([301, 302, 307, 308])('a redirection by %i keeps the method and the body', async (status) => {
  const methods: (string | undefined)[] = [];
  const dmp = await serve((incoming, response) => {
    methods.push(incoming.method);
    if (incoming.url === '/here') return echo(incoming, response);
    response.writeHead(status, { location: '/here' }).end();
  });
  const answer = await connect(dmp).exchange(request(`${dmp.origin}/there`, 'same body'));
  expect([answer.status, await textOf(answer), methods]).toEqual([200, 'same body', ['POST', 'POST']]);
});

test('a large body passes through without being held', async () => {
  const dmp = await serve();
  const chunk = Buffer.alloc(64 * 1024, 'x');
  const answer = await connect(dmp).exchange({ url: dmp.origin, headers: {}, body: Readable.from(Array.from({ length: 80 }, () => chunk)) });
  expect((await buffer(answer.body)).length).toBe(80 * 64 * 1024);
});
