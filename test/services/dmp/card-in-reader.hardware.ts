import { randomUUID, X509Certificate } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { firstValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { DEMO_PIN } from '../../../reference/cards/card-catalogue.js';
import { preparePki } from '../../../reference/cards/pki.js';
import { type Simulator, startSimulator } from '../../../reference/dmp-simulator/simulator.js';
import { build } from '../../../scripts/build.js';
import { AgentIdentity } from '../../../src/hardware/agent-identity.js';
import type { AgentOptions } from '../../../src/hardware/agent-protocol.js';
import { DmpClient } from '../../../src/services/dmp/dmp-client.js';
import { SoapRecordGateway } from '../../../src/services/dmp/soap-record-gateway.js';
import { PATIENTS } from '../../contract/record-gateway.contract.js';
import { FakeJournal } from '../../fakes/fake-journal.js';
import { becomes, CardDesk, enter, optionsFor } from '../../hardware/card-desk.js';
import { BUILT_AGENT, CardRoom, MISSING_FOR_ROOM } from '../../hardware/card-room.js';
import { missingTools, toolPath } from '../../hardware/hardware-tools.js';
import { RecordingLogger } from '../../hardware/recording-logger.js';
import { SoftHsm } from '../../hardware/soft-hsm.js';
import { context } from './samples.js';

const missing = [MISSING_FOR_ROOM, missingTools('softhsm', 'softhsm2-util', 'pkcs11-tool')].filter(Boolean).join(', ');

describe.skipIf(missing)(`TD0.2 with a card in a reader${missing && ` (missing: ${missing})`}`, () => {
  let desk: CardDesk;
  let simulator: Simulator;
  let wireLog: string;
  const ends: (() => unknown)[] = [];
  beforeAll(async () => {
    await build();
    desk = await CardDesk.open();
    await preparePki(desk.pki.folder);
  });
  afterAll(() => desk?.close());
  beforeEach(async () => {
    wireLog = mkdtempSync(join(tmpdir(), 'wire-'));
    simulator = await startSimulator({ pkiFolder: desk.pki.folder, wireLogFolder: wireLog });
    ends.push(
      () => rmSync(wireLog, { recursive: true, force: true }),
      () => simulator.close(),
    );
  });
  afterEach(async () => {
    for (const end of ends.splice(0).reverse()) await end();
  });

  const ask = async (cps: NonNullable<AgentOptions['cps']>) => {
    const origin = new URL(simulator.soapBaseUrl).origin;
    const identity = new AgentIdentity(BUILT_AGENT, { ...optionsFor(desk, '', origin), cps }, new RecordingLogger());
    ends.push(() => identity.dispose());
    await enter(identity, DEMO_PIN);
    const session = await becomes(identity, 'unlocked');
    const dmp = context({ baseUrl: simulator.soapBaseUrl, newId: randomUUID, now: Date.now });
    const gateway = new SoapRecordGateway(new DmpClient(identity, dmp, new FakeJournal()), dmp);
    return { session, status: await firstValueFrom(gateway.findRecord(PATIENTS.open)) };
  };
  /** The certificate in the signed VIHF that the simulator took. */
  const vihfCertificate = (): string => {
    const request = readdirSync(wireLog).find((name) => name.includes('-request.'));
    const [, certificate = ''] = /X509Certificate>([^<]+)</.exec(readFileSync(join(wireLog, request ?? ''), 'utf8')) ?? [];
    return new X509Certificate(Buffer.from(certificate, 'base64')).fingerprint256;
  };
  const fingerprint = (file: string): string => new X509Certificate(readFileSync(file)).fingerprint256;

  test('the key of TLS is on the card, a file of the same holder signs the VIHF, and the session says so', async () => {
    const room = await CardRoom.open(desk);
    ends.push(() => room.pcsc.close());
    const { session, status } = await ask(room.cps);
    expect([status.record, status.authorisation, session.hasSoftwareSignature]).toEqual(['open', 'valid', true]);
    expect(vihfCertificate()).toBe(fingerprint(room.file('signature.crt.pem')));
  });

  test('without that file, the module of OpenSC cannot sign: said, not guessed', async () => {
    const room = await CardRoom.open(desk);
    ends.push(() => room.pcsc.close());
    await expect(ask({ ...room.cps, softwareSignature: '' })).rejects.toMatchObject({ code: 'card.signatureUnsupported' });
  });

  test('the file of another holder signs nothing', async () => {
    const room = await CardRoom.open(desk);
    ends.push(() => room.pcsc.close());
    const other = join(room.reader, 'cards/cps-kine/signature.p12');
    await expect(ask({ ...room.cps, softwareSignature: other })).rejects.toMatchObject({ code: 'card.otherSignature' });
  });

  test('with both keys in a key store, both sign', async () => {
    const card = join(desk.newReader(), 'cards/cps-infirmiere');
    const hsm = SoftHsm.create(card, DEMO_PIN);
    ends.push(() => hsm.dispose());
    const { session, status } = await ask({ modulePath: toolPath('softhsm') });
    expect([status.record, status.authorisation, session]).toEqual(['open', 'valid', expect.not.objectContaining({ hasSoftwareSignature: true })]);
    expect(vihfCertificate()).toBe(fingerprint(join(card, 'signature.crt.pem')));
  });
});
