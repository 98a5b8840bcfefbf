import { createVerify, X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { DEMO_PIN } from '../../../../reference/cards/card-catalogue.js';
import { build } from '../../../../scripts/build.js';
import { CpsCardIdentity } from '../../../../src/hardware/agent/pkcs11/cps-card-identity.js';
import { AgentIdentity } from '../../../../src/hardware/agent-identity.js';
import type { AgentOptions } from '../../../../src/hardware/agent-protocol.js';
import type { ProfessionalIdentity } from '../../../../src/hardware/professional-identity.js';
import { becomes, CardDesk, CountingDmp, enter, optionsFor, textOf } from '../../card-desk.js';
import { BUILT_AGENT } from '../../card-room.js';
import { missingTools, toolPath } from '../../hardware-tools.js';
import { RecordingLogger } from '../../recording-logger.js';
import { SoftHsm } from '../../soft-hsm.js';

const missing = missingTools('pkcs11js', 'softhsm', 'softhsm2-util', 'pkcs11-tool', 'engine', 'stunnel');

describe.skipIf(missing)(`a key store that signs with both keys${missing && ` (missing: ${missing})`}`, () => {
  let desk: CardDesk;
  let hsm: SoftHsm;
  let card: string;
  let dmp: CountingDmp;
  const ends: (() => unknown)[] = [];
  beforeAll(async () => {
    await build();
    desk = await CardDesk.open();
    card = join(desk.newReader(), 'cards/cps-infirmiere');
    hsm = SoftHsm.create(card, DEMO_PIN);
  });
  afterAll(() => {
    hsm?.dispose();
    desk?.close();
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  const options = async (tls?: 'engine' | 'stunnel'): Promise<AgentOptions> => {
    dmp = await CountingDmp.start(desk);
    ends.push(() => dmp.close());
    return { ...optionsFor(desk, '', dmp.origin), cps: { modulePath: toolPath('softhsm'), ...(tls && { tls }) } };
  };
  const inProcess = async (): Promise<ProfessionalIdentity> => {
    const identity = await CpsCardIdentity.start(await options('stunnel'));
    ends.push(() => identity.dispose());
    return identity;
  };
  const inAgent = async (): Promise<ProfessionalIdentity> => {
    const identity = new AgentIdentity(BUILT_AGENT, await options(), new RecordingLogger());
    ends.push(() => identity.dispose());
    return identity;
  };
  const ask = (identity: ProfessionalIdentity) =>
    identity.exchange({ url: `${dmp.origin}/patients`, headers: { 'x-sent': 'yes' }, body: Readable.from([Buffer.from('demande')]) });
  const fingerprint = (use: 'signature' | 'authentication'): string => new X509Certificate(readFileSync(join(card, `${use}.crt.pem`))).fingerprint256;

  test.each([
    ['stunnel', inProcess],
    ['the engine of OpenSSL', inAgent],
  ])('by %s: the holder is known before the code, the situation after it, and TLS shows the authentication certificate once', async (_, start) => {
    const identity = await start();
    expect(await becomes(identity, 'locked')).toMatchObject({
      holder: { id: '899900021212', familyName: 'INFIRMIER0212', givenName: 'Léa', professionCode: '60' },
    });
    await enter(identity, DEMO_PIN);
    const situation = { structureId: '499900021212001', sectorCode: 'SA07', structureName: 'CABINET MME INFIRMIER0212' };
    expect(await becomes(identity, 'unlocked')).toMatchObject({ situation });
    for (let time = 0; time < 3; time += 1) expect(await textOf(await ask(identity))).toBe('demande');
    expect([dmp.clients, dmp.fullHandshakes]).toEqual([[fingerprint('authentication')], 1]);
  });

  test.each([
    ['in this process', inProcess],
    ['in its agent', inAgent],
  ])('%s, it signs with the signature key alone', async (_, start) => {
    const identity = await start();
    await enter(identity, DEMO_PIN);
    await becomes(identity, 'unlocked');
    const certificate = new X509Certificate(await identity.certificate('signature'));
    expect(certificate.fingerprint256).toBe(fingerprint('signature'));
    const bytes = Buffer.from('<SignedInfo/>');
    expect(
      createVerify('sha256')
        .update(bytes)
        .verify(certificate.publicKey, await identity.sign(bytes, 'signature')),
    ).toBe(true);
  });

  test('a wrong code is a state, and the right one still opens', async () => {
    const identity = await inProcess();
    await enter(identity, '0000');
    await becomes(identity, 'wrongPin');
    await enter(identity, DEMO_PIN);
    await becomes(identity, 'unlocked');
  });

  test('by stunnel too, an answer that stops in its middle is a timeout', async () => {
    const identity = await CpsCardIdentity.start({ ...(await options('stunnel')), requestTimeoutSeconds: 1 });
    ends.push(() => identity.dispose());
    await enter(identity, DEMO_PIN);
    await becomes(identity, 'unlocked');
    expect(await textOf(await ask(identity))).toBe('demande');
    dmp.handle((_, response) => void response.writeHead(200, { 'content-length': 1000 }).write('half'));
    const { body } = await ask(identity);
    await expect(buffer(body)).rejects.toMatchObject({ code: 'dmp.timeout' });
  });

  test('a server whose certificate is not trusted is refused, by stunnel too', async () => {
    const identity = await CpsCardIdentity.start({ ...(await options('stunnel')), trustedCertificates: join(card, 'signature.crt.pem') });
    ends.push(() => identity.dispose());
    await enter(identity, DEMO_PIN);
    await becomes(identity, 'unlocked');
    await expect(ask(identity)).rejects.toMatchObject({ code: 'dmp.tlsRefused' });
  });
});
