import { createHash, constants as crypto, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, createServer, request } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { filter, firstValueFrom } from 'rxjs';
import type { Pki } from '../reference/cards/pki.js';
import { insertCard, prepareReader } from '../reference/cards/reader.js';
import { PcscRoom } from '../reference/cards/virtual/pcsc-room.js';
import { ROOT } from '../scripts/build.js';
import type { CardState } from '../src/api/messages.js';
import { CardModule } from '../src/hardware/agent/pkcs11/card-module.js';
import { modulesHere } from '../src/hardware/agent/pkcs11/module-paths.js';
import { CKM, loadPkcs11 } from '../src/hardware/agent/pkcs11/pkcs11-library.js';
import { AgentIdentity } from '../src/hardware/agent-identity.js';
import { sealPin } from '../src/views/seal-pin.js';
import { inTurn } from './measure.js';
import { cardInProcess, type Figure, PIN, ratioOf } from './world.js';

const DIGEST_INFO = Buffer.from('3031300d060960864801650304020105000420', 'hex');
const ROUNDS = 25;

/**
 * A virtual card in a real PC/SC service. Each exchange costs a handshake, with one signature of the card's authentication key; beside it, the same two calls of
 * PKCS#11 on another card of its kind and a handshake whose key is in memory. Then what an act costs the card, in commands.
 * @param data holds a PKI and the readers of a software card
 */
export async function cardInReader(data: string, pki: Pki): Promise<readonly Figure[]> {
  const [modulePath] = modulesHere();
  const rooms: PcscRoom[] = [];
  const server = createServer({
    ...{ cert: readFileSync(join(data, 'pki/server.crt.pem')), key: readFileSync(join(data, 'pki/server.key.pem')) },
    ...{ ca: readFileSync(join(data, 'pki/trusted-by-server.pem')), requestCert: true, rejectUnauthorized: true, maxVersion: 'TLSv1.2' },
    // No session is taken up again.
    secureOptions: crypto.SSL_OP_NO_TICKET,
  });
  let closes = true;
  server.on('request', (asked, answer) => {
    asked.resume();
    answer.writeHead(200, { 'content-length': 2, ...(closes && { connection: 'close' }) }).end('ok');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const origin = `https://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    if (!modulePath) throw new Error('no module');
    // One for the agent, one for the calls beside it: no program spoils what the other knows of its card.
    for (const name of ['one', 'other']) {
      const readers = join(data, 'rooms', name);
      await prepareReader(readers, pki);
      insertCard(readers, 'cps-infirmiere');
      rooms.push(await PcscRoom.open(readers));
    }
    const [room, other] = rooms;
    if (!room || !other) throw new Error('no room');
    process.env['PCSCLITE_CSOCK_NAME'] = room.socket;
    const agent = new AgentIdentity(
      { path: join(ROOT, 'dist/card-agent.js') },
      {
        softwareCardReader: '',
        cps: { modulePath, softwareSignature: join(data, 'rooms/one/cards/cps-infirmiere/signature.p12') },
        trustedCertificates: join(data, 'pki/trusted-by-clients.pem'),
        allowedOrigins: [origin],
        requestTimeoutSeconds: 60,
      },
      { info() {}, warn() {}, error() {} },
    );
    const locked = await firstValueFrom(agent.state$.pipe(filter((state): state is Extract<CardState, { pinKey: JsonWebKey }> => 'pinKey' in state)));
    const perPin = await costOf(room, async () => {
      await agent.unlock(await sealPin(PIN, locked.pinKey));
      await firstValueFrom(agent.state$.pipe(filter(({ kind }) => kind === 'unlocked')));
    });
    const exchange = async (): Promise<void> => {
      const { body } = await agent.exchange({ url: `${origin}/patients`, headers: {}, body: Readable.from(['x']) });
      await buffer(body);
    };
    const { byModule, direct } = await signerOn(other, modulePath, certificateIn(join(data, 'rooms/other')));
    const signature = await inTurn(ROUNDS, byModule, direct, 3);
    const plain = plainHandshake(data, origin);
    const { a, b } = await inTurn(
      ROUNDS,
      exchange,
      async () => {
        await direct();
        await plain();
      },
      3,
    );
    const perHandshake = await costOf(room, exchange);
    const perSignature = await costOf(other, async () => void (await direct()));
    closes = false;
    await exchange(); // the connection stays from now on
    const perCall = await costOf(room, exchange);
    await agent.dispose();
    return [
      ratioOf('signature of the authentication key by the card module / the same PKCS#11 calls', signature.a, signature.b, '≤ 1.1×'),
      ratioOf('handshake through the agent, key on the card / the same PKCS#11 calls + a handshake in memory', a, b, '≤ 1.1×'),
      {
        what: 'commands to the card for its code, a handshake (the calls alone), an exchange',
        measured: `${perPin}, ${perHandshake} (${perSignature}), ${perCall}`,
        ratio: `${(perHandshake / perSignature).toFixed(2)}×`,
        goal: '1×',
      },
    ];
  } catch (error) {
    return [{ what: 'a card in a reader', measured: `not here: ${error instanceof Error ? error.message : ''}`, ratio: '', goal: '≤ 1.1×' }];
  } finally {
    server.closeAllConnections();
    server.close();
    for (const room of rooms) await room.close();
  }
}

async function costOf(room: PcscRoom, act: () => Promise<void>): Promise<number> {
  const before = await room.commands();
  await act();
  return (await room.commands()) - before;
}

const certificateIn = (readers: string): X509Certificate => new X509Certificate(readFileSync(join(readers, 'cards/cps-infirmiere/authentication.crt.pem')));

/** A signature of the authentication key on an open card: by the module as the agent has it, and by the two calls of PKCS#11 that it needs. */
async function signerOn(room: PcscRoom, modulePath: string, certificate: X509Certificate) {
  process.env['PCSCLITE_CSOCK_NAME'] = room.socket;
  const library = await loadPkcs11();
  const module = CardModule.open(library, modulePath);
  const [token] = module.tokens([]);
  if (!token || module.logIn(token, Buffer.from(PIN)) !== 'accepted') throw new Error('no card');
  const modulus = Buffer.from(certificate.publicKey.export({ format: 'jwk' }).n ?? '', 'base64url');
  const key = module.privateKey(token, { id: Buffer.alloc(0), modulus });
  if (!key) throw new Error('no key');
  const digest = createHash('sha256').update('bench').digest();
  const data = Buffer.concat([DIGEST_INFO, digest]);
  return {
    byModule: async () => module.signDigest(token, key, digest),
    direct: async () => {
      library.C_SignInit(token.session, { mechanism: CKM.rsaPkcs, parameter: null }, key);
      return library.C_Sign(token.session, data, Buffer.alloc(512));
    },
  };
}

/** A connection of its own for each call, with the same certificate. */
function plainHandshake(data: string, origin: string): () => Promise<void> {
  const { tls } = cardInProcess(data);
  const agent = new Agent({
    keepAlive: false,
    cert: tls.certificate.toString(),
    key: tls.key.export({ type: 'pkcs8', format: 'pem' }),
    ca: readFileSync(join(data, 'pki/trusted-by-clients.pem')),
  });
  return () =>
    new Promise((resolve, reject) => {
      const call = request(`${origin}/patients`, { method: 'POST', agent }, (answer) => answer.resume().on('end', resolve));
      call.on('error', reject).end('x');
    });
}
