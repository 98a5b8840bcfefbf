import 'reflect-metadata';
import { createPrivateKey, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { pipeline } from 'node:stream';
import { of } from 'rxjs';
import type { Answer, Exchange } from '../../src/hardware/professional-identity.js';
import { CardSessionService } from '../../src/services/card-session-service.js';
import type { CommitPoint, CommitPoints } from '../../src/services/commit-points.js';
import { CdaWriter } from '../../src/services/dmp/cda/cda-writer.js';
import { DmpClient } from '../../src/services/dmp/dmp-client.js';
import { SoapDocumentGateway } from '../../src/services/dmp/soap-document-gateway.js';
import { SoapRecordGateway } from '../../src/services/dmp/soap-record-gateway.js';
import { newOid } from '../../src/services/oid.js';
import type { NewOutboxRow, OutboxRow } from '../../src/services/outbox.js';
import { OutboxSender } from '../../src/services/outbox-sender.js';
import { RecordLookup } from '../../src/services/record-lookup.js';
import { RetryTimes } from '../../src/services/retry-times.js';
import { Settings } from '../../src/services/settings.js';
import { KeyedHash } from '../../src/services/store/keyed-hash.js';
import { Sealing } from '../../src/services/store/sealing.js';
import { SqliteJournal } from '../../src/services/store/sqlite-journal.js';
import { SqliteOutbox } from '../../src/services/store/sqlite-outbox.js';
import { SqlitePatientWishes } from '../../src/services/store/sqlite-patient-wishes.js';
import { SqliteStatusCache } from '../../src/services/store/sqlite-status-cache.js';
import { Store } from '../../src/services/store/store.js';
import { PATIENTS } from '../contract/record-gateway.contract.js';
import { FakeCardAgentControl } from '../fakes/fake-card-agent-control.js';
import { FakeHost } from '../fakes/fake-host.js';
import { FakeUserMemory } from '../fakes/fake-user-memory.js';
import { InProcessIdentity } from './dmp/in-process-identity.js';
import { NOTE } from './dmp/note.js';
import { CABINET, context, LEA, unlocked } from './dmp/samples.js';

/** What one run of the plugin is told: where things are, what it accepts, and when it dies. */
export interface RunPlan {
  readonly folder: string;
  readonly baseUrl: string;
  readonly card: { readonly signatureKey: string; readonly signature: string; readonly tlsKey: string; readonly tls: string; readonly trusted: string };
  readonly secrets: Readonly<Record<string, string>>;
  /** Documents it accepts, by number. */
  readonly accept: readonly number[];
  /** Dies at this pass of this point, or after so many milliseconds; absent: it ends when everything was sent. */
  readonly dies?: { readonly point: CommitPoint; readonly pass: number } | { readonly milliseconds: number };
}

/** One run: says `accepted N` once a document is accepted. Killed the way a power cut does, or ends by itself with 0. */
const plan = JSON.parse(readFileSync(process.argv[2] ?? '', 'utf8')) as RunPlan;
const die = () => process.kill(process.pid, 'SIGKILL');
let passes = 0;
const points: CommitPoints = {
  reached(point) {
    if (!plan.dies || !('point' in plan.dies) || plan.dies.point !== point) return;
    passes += 1;
    if (passes === plan.dies.pass) die();
  },
};

class KeptHost extends FakeHost {
  override get storage() {
    return { folder: plan.folder };
  }
}
const host = new KeptHost();
for (const [name, value] of Object.entries(plan.secrets)) await host.secrets.set(name, value);
const patient = PATIENTS.open;
host.keepPatient(patient);

class Hasty extends RetryTimes {
  override readonly apart = 0;
  override after(_tries: number, _error: unknown, now: number): number {
    return now + 20;
  }
}

const agent = new Agent({ keepAlive: true, key: plan.card.tlsKey, cert: plan.card.tls, ca: plan.card.trusted });
async function post({ url, headers, body }: Exchange): Promise<Answer> {
  const sent = request(url, { method: 'POST', agent, headers });
  pipeline(body, sent, () => {});
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers as Record<string, string>, body: answer };
}
const identity = new InProcessIdentity(unlocked(LEA), { key: createPrivateKey(plan.card.signatureKey), certificatePem: plan.card.signature }, post);
const settings = new Settings(host);
const dmp = context({ baseUrl: plan.baseUrl, newId: randomUUID, now: Date.now });
const store = new Store(host);
const hash = new KeyedHash(host);
const client = new DmpClient(identity, dmp, new SqliteJournal(store, hash, host, Date.now));
const outbox = new SqliteOutbox(store, new Sealing(host), Date.now, points);
const cards = new CardSessionService(identity, new FakeCardAgentControl(), new FakeUserMemory(), settings, host);
const lookup = new RecordLookup(new SoapRecordGateway(client, dmp), new SqliteStatusCache(store, hash), Date.now, settings, host);
const gateway = new SoapDocumentGateway(client, dmp, identity);
const sender = new OutboxSender(outbox, gateway, lookup, new SqlitePatientWishes(store, host, Date.now), cards, new Hasty(), Date.now, points, host);

if (plan.dies && 'milliseconds' in plan.dies) setTimeout(die, plan.dies.milliseconds);
sender.run$(of(true)).subscribe();
const writer = new CdaWriter();
const by = { patientId: patient.id, byRule: false, signerId: LEA.id, situationId: CABINET.id, environment: 'simulator' } as const;

/** Puts a document into the outbox: a new one, the next version of one that was sent, or in the place of one that waits. */
async function accept(title: string, row: Partial<Pick<NewOutboxRow, 'status' | 'corrects'>> = {}, replaces?: OutboxRow): Promise<string> {
  const before = replaces?.content?.document;
  const document = {
    ...NOTE,
    title,
    mediaType: 'text/plain' as const,
    createdAt: Date.now() - 1_000,
    uniqueId: newOid(randomUUID()),
    setId: before?.setId ?? newOid(randomUUID()),
    ...(before && { version: before.version + 1, replaces: before.uniqueId }),
  };
  const bytes = writer.write(document, patient, Buffer.from(`${title}.\n`));
  const { typeCode, practiceSetting } = document;
  const form = {
    ...{ typeCode, title, comment: '', writtenOn: '2026-01-05', actStart: '2026-01-04', actEnd: '' },
    ...{ practiceSetting, situationId: CABINET.id, authorId: '', visibility: [] },
  };
  const documentId = randomUUID();
  const content = () => ({
    ...{ patient, document, bodyDigest: title, written: bytes.written(), form, visibility: [] },
    ...(replaces && { replaces: replaces.documentId }),
  });
  await outbox.add({ status: 'queued', ...by, documentId, content, ...row }, bytes.pieces);
  return documentId;
}

/** One that was sent, and that nothing takes the place of yet. */
async function replaceable(): Promise<OutboxRow | undefined> {
  const rows = await outbox.ofPatient(patient.id);
  const isTaken = (row: OutboxRow): boolean => rows.some(({ content }) => content?.replaces === row.documentId);
  return rows.find((row) => row.status === 'sent' && row.availability === 'current' && !isTaken(row));
}

for (const number of plan.accept) {
  const title = `Document ${number}`;
  if (number % 3 === 1) await accept(title, {}, await replaceable());
  else if (number % 3 === 2) await accept(title, { corrects: { documentId: await accept(`Brouillon ${number}`, { status: 'held' }), from: ['held'] } });
  else await accept(title);
  process.stdout.write(`accepted ${number}\n`);
}
for (;;) {
  const { failed, queued, refused, sending } = await outbox.counts();
  if (refused > 0) process.exit(3);
  if (failed + queued + sending === 0) break;
  await new Promise((resolve) => setTimeout(resolve, 20));
}
// Of what was replaced nothing may stand as current, whatever instant it was.
const rows = await outbox.ofPatient(patient.id);
const left = rows.filter(
  ({ availability, documentId, status }) =>
    availability === 'current' && rows.some((row) => row.status === 'sent' && row.content?.replaces === documentId && status === 'sent'),
);
process.exit(left.length === 0 ? 0 : 4);
