import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createServer } from 'node:net';
import { firstValueFrom } from 'rxjs';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import type { Controls } from '../../reference/dmp-simulator/state.js';
import type { QualifiedPatient } from '../../src/api/patient.js';
import { PluginError } from '../../src/api/plugin-error.js';
import { DmpClient } from '../../src/services/dmp/dmp-client.js';
import { SoapDocumentGateway } from '../../src/services/dmp/soap-document-gateway.js';
import { newOid } from '../../src/services/oid.js';
import { submissionOf } from '../contract/document-gateway.contract.js';
import { HOLDER } from '../fakes/fake-identity.js';
import { FakeJournal } from '../fakes/fake-journal.js';
import { ALICE } from '../fakes/world.js';
import { InProcessIdentity } from './dmp/in-process-identity.js';
import { context, LEA } from './dmp/samples.js';
import { SimulatedDmp } from './dmp/simulated-dmp.js';
import { makeOutboxBefore } from './outbox-world.js';

/** What happens to a document on its way, with a real outbox before the strict DMP: it is in the record once, or its user hears why not. */

const PATIENT = ALICE as QualifiedPatient;
const { matricule, insOid } = ALICE.identity;
/** Larger than what a line holds by itself. */
const LARGE = Buffer.alloc(2 * 1024 * 1024, 'x');
const HOUR = 3_600_000;

let dmp: SimulatedDmp;
beforeAll(async () => {
  dmp = await SimulatedDmp.start();
});
afterAll(() => dmp.close());

/** A line to the DMP that drops once it has carried so many bytes. */
async function lineThatDrops() {
  const target = new URL(dmp.simulator.soapBaseUrl);
  const line = { carries: Number.POSITIVE_INFINITY };
  const server = createServer((client) => {
    const there = connect(Number(target.port), target.hostname);
    const drop = () => {
      client.destroy();
      there.destroy();
    };
    let carried = 0;
    client.on('data', (piece) => {
      carried += piece.length;
      if (carried > line.carries) drop();
      else there.write(piece);
    });
    there.pipe(client);
    for (const end of [client, there]) end.on('error', drop).on('close', drop);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { line, port: (server.address() as AddressInfo).port, close: () => server.close() };
}

let line: Awaited<ReturnType<typeof lineThatDrops>>;
let world: ReturnType<typeof makeOutboxBefore>;
let clock: { ahead: number };
beforeEach(async () => {
  line = await lineThatDrops();
  clock = { ahead: 0 };
  const { documents } = dmp.gateway({ now: () => Date.now() + clock.ahead }, line.port);
  world = makeOutboxBefore(documents);
  world.start();
});
afterEach(async () => {
  await world.stop();
  line.close();
  dmp.simulator.state.reset();
  Object.assign(dmp.simulator.state.controls, { fault: 'none' });
});

const until = (documentId: string, status: string) =>
  vi.waitFor(async () => expect((await world.outbox.get(documentId))?.status).toBe(status), { timeout: 10_000, interval: 20 });
/** What the record holds, without the signatures of submissions. */
const titles = () =>
  dmp.simulator.state.documents
    .entriesOf({ matricule, insOid })
    .map(({ title }) => title)
    .filter((title) => title !== 'Source');

const fault = (name: Controls['fault']) => () => Object.assign(dmp.simulator.state.controls, { fault: name });
const carries = (bytes: number) => () => Object.assign(line.line, { carries: bytes });

test.each([
  ['the line drops before anything is sent', carries(0), 0],
  ['the line drops in the middle of the document', carries(700_000), 0],
  ['the line drops once all was sent, before it is looked at', fault('cutBeforeWork'), 0],
  ['the line drops once all was done', fault('cutBeforeAnswer'), 1],
  ['the line drops in the middle of the answer', fault('cut'), 1],
  ['the DMP says that it is not there for a while', fault('unavailable'), 0],
  ['the answer is one of a server in trouble', fault('http500'), 1],
  ['the DMP says that a part was done', fault('partialSuccess'), 1],
] as const)('%s: nobody knows, so it is asked for, and is in the record once', async (_, mishap, held) => {
  mishap();
  const id = await world.add(ALICE, 'note', { body: LARGE });
  await until(id, 'failed');
  expect(await world.outbox.get(id)).toMatchObject({ mayHaveLeft: true, error: { code: 'dmp.answerLost' } });
  expect(titles()).toHaveLength(held);
  carries(Number.POSITIVE_INFINITY)();
  fault('none')();
  await world.service.act(id, 'retry');
  await until(id, 'sent');
  expect(titles()).toEqual(['note']);
});

test('the time the DMP asks for goes with the failure', async () => {
  fault('unavailable')();
  const id = await world.add(ALICE, 'note');
  await until(id, 'failed');
  const row = await world.outbox.get(id);
  expect(row).toMatchObject({ error: { code: 'dmp.answerLost', retryAfterSeconds: 2, detail: { layer: 'http', code: '503' } } });
});

test('a clock that is an hour off stops nothing for good: it leaves when the clock is right', async () => {
  clock.ahead = HOUR;
  const id = await world.add(ALICE, 'note');
  await until(id, 'failed');
  expect(await world.outbox.get(id)).toMatchObject({ mayHaveLeft: false, error: { code: 'dmp.clockSkew' } });
  expect(titles()).toEqual([]);
  clock.ahead = 0;
  await world.service.act(id, 'retry');
  await until(id, 'sent');
  expect(titles()).toEqual(['note']);
});

test('a record that was closed meanwhile takes nothing: its user hears of it, and the document is still here', async () => {
  const { state } = dmp.simulator;
  const record = state.findRecord(matricule, insOid);
  if (!record) throw new Error('no record');
  state.putRecord({ ...record, status: 'terminated', closing: { date: '2026-11-01', reason: 'FERMETURE_DEMANDE_PATIENT' } });
  const id = await world.add(ALICE, 'note');
  await until(id, 'refused');
  expect(await world.outbox.get(id)).toMatchObject({ mayHaveLeft: false, error: { code: 'dmp.recordClosed' } });
  expect(await world.outbox.bytes(id)).toBeDefined();
  expect(titles()).toEqual([]);
});

test('another document under the same name is refused, and the first one stays as it is', async () => {
  const uniqueId = newOid(crypto.randomUUID());
  const first = await world.add(ALICE, 'first', { uniqueId });
  await until(first, 'sent');
  const second = await world.add(ALICE, 'second', { uniqueId });
  await until(second, 'refused');
  expect(await world.outbox.get(second)).toMatchObject({ error: { code: 'dmp.documentRefused', detail: { code: 'XDSNonIdenticalHash' } } });
  expect(titles()).toEqual(['first']);
});

test('a card that is removed while it signs a submission has sent nothing, and left no line in the journal', async () => {
  const asked: string[] = [];
  const identity = new InProcessIdentity(undefined, undefined, async ({ url }) => {
    asked.push(url);
    throw new Error('nothing may leave');
  });
  identity.sign = async () => {
    identity.state$.next({ kind: 'absent' });
    throw new PluginError('card.absent');
  };
  const journal = new FakeJournal();
  const ours = context();
  const gateway = new SoapDocumentGateway(new DmpClient(identity, ours, journal), ours, identity);
  await expect(gateway.submit(PATIENT, submissionOf(PATIENT, LEA), HOLDER.id)).rejects.toMatchObject({ code: 'card.absent' });
  expect([asked, journal.entries]).toEqual([[], []]);
  await expect(firstValueFrom(gateway.findOwn(PATIENT, '1.2.3'))).rejects.toMatchObject({ code: 'card.absent' });
});

test('what was confirmed in one practice situation does not leave in another, though the holder is the same', async () => {
  const asked: string[] = [];
  const identity = new InProcessIdentity(undefined, undefined, async ({ url }) => {
    asked.push(url);
    throw new Error('nothing may leave');
  });
  const ours = context();
  const gateway = new SoapDocumentGateway(new DmpClient(identity, ours, new FakeJournal()), ours, identity);
  const elsewhere = submissionOf(PATIENT, LEA, { structure: { id: '10B0127189', name: 'MAISON DE SANTE DES JACOBINS' } });
  await expect(gateway.submit(PATIENT, elsewhere, HOLDER.id)).rejects.toMatchObject({ code: 'card.changed' });
  expect(asked).toEqual([]);
});
