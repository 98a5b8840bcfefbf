import { randomUUID } from 'node:crypto';
import type { Subscription } from 'rxjs';
import { of } from 'rxjs';
import type { RecordStatus } from '../../src/api/messages.js';
import type { PatientRef, QualifiedPatient } from '../../src/api/patient.js';
import { PluginError } from '../../src/api/plugin-error.js';
import { CardSessionService } from '../../src/services/card-session-service.js';
import { type CommitPoints, UNWATCHED } from '../../src/services/commit-points.js';
import { CdaWriter } from '../../src/services/dmp/cda/cda-writer.js';
import type { DocumentGateway } from '../../src/services/document-gateway.js';
import { newOid } from '../../src/services/oid.js';
import type { OutboxRow } from '../../src/services/outbox.js';
import { OutboxSender } from '../../src/services/outbox-sender.js';
import { OutboxService } from '../../src/services/outbox-service.js';
import { ProposalService } from '../../src/services/proposal-service.js';
import { RecordLookup } from '../../src/services/record-lookup.js';
import { RetryTimes } from '../../src/services/retry-times.js';
import { Settings } from '../../src/services/settings.js';
import { Sealing } from '../../src/services/store/sealing.js';
import { SqliteOutbox } from '../../src/services/store/sqlite-outbox.js';
import { SqlitePatientWishes } from '../../src/services/store/sqlite-patient-wishes.js';
import { SqliteProposals } from '../../src/services/store/sqlite-proposals.js';
import { Store } from '../../src/services/store/store.js';
import { FakeCardAgentControl } from '../fakes/fake-card-agent-control.js';
import { FakeDocumentGateway } from '../fakes/fake-document-gateway.js';
import { FakeHost } from '../fakes/fake-host.js';
import { FakeIdentity, HOLDER, SITUATION, UNLOCKED } from '../fakes/fake-identity.js';
import { FakeNotes } from '../fakes/fake-notes.js';
import { FakeRecordGateway, OPEN } from '../fakes/fake-record-gateway.js';
import { FakeStatusCache } from '../fakes/fake-status-cache.js';
import { FakeUserMemory } from '../fakes/fake-user-memory.js';
import { ALICE, BOB } from '../fakes/world.js';
import { NOTE } from './dmp/note.js';

/** The outbox of one run of the plugin, on a store in a folder of its own, before a DMP that does what it is told. */
export function makeOutbox({ dmp = new FakeDocumentGateway(), ...options }: Partial<OutboxOptions> & { readonly dmp?: FakeDocumentGateway } = {}) {
  return { ...makeOutboxBefore(dmp, options), dmp };
}

interface OutboxOptions {
  readonly host: FakeHost;
  readonly points: CommitPoints;
  readonly notes: FakeNotes;
  /** What the DMP says of both patients' records, once. */
  readonly record: RecordStatus | PluginError;
}

/** The same, before any DMP. */
export function makeOutboxBefore(
  dmp: DocumentGateway,
  { host = new FakeHost(), points = UNWATCHED, notes = new FakeNotes(), record = OPEN }: Partial<OutboxOptions> = {},
) {
  const clock = { now: Date.now() };
  const now = () => clock.now;
  const patients = new Map<string, PatientRef>([ALICE, BOB].map((patient) => [patient.id, patient]));
  const context = { log: host.log.bind(host), patients: { get: async (id: string) => patients.get(id), details$: host.patients.details$ } };
  const store = new Store(host);
  const outbox = new SqliteOutbox(store, new Sealing(host), now, points);
  const identity = new FakeIdentity(UNLOCKED);
  const settings = new Settings(host);
  const cards = new CardSessionService(identity, new FakeCardAgentControl(), new FakeUserMemory(), settings, host);
  const records = new FakeRecordGateway();
  for (const patient of [ALICE, BOB]) void (record instanceof PluginError ? records.fail(patient, record) : records.answer(patient, record));
  const lookup = new RecordLookup(records, new FakeStatusCache(), now, settings, host);
  const wishes = new SqlitePatientWishes(store, host, now);
  const sender = new OutboxSender(outbox, dmp, lookup, wishes, cards, new RetryTimes(), now, points, context);
  const proposals = new SqliteProposals(store);
  const service = new OutboxService(
    outbox,
    sender,
    new ProposalService(proposals, { all$: () => of([]), find: async () => undefined }, now, host),
    wishes,
    cards,
    notes,
    settings,
    now,
    context,
  );
  const running: Subscription[] = [];
  return {
    ...{ clock, host, store, outbox, proposals, identity, records, sender, service, patients, notes, wishes },
    start: () => running.push(sender.run$(of(true)).subscribe()),
    async stop() {
      for (const one of running.splice(0)) one.unsubscribe();
      await sender.finish(new AbortController().signal);
      await store.close();
    },
    /** Puts a document into the outbox; answers its row's id. */
    async add(
      patient: PatientRef,
      title: string,
      row: Partial<Pick<OutboxRow, 'status' | 'signerId' | 'situationId'>> & {
        readonly local?: OutboxRow['local'];
        readonly replaces?: OutboxRow;
        readonly uniqueId?: string;
        readonly body?: Uint8Array;
      } = {},
    ) {
      const documentId = randomUUID();
      const before = row.replaces?.content?.document;
      const document = {
        ...NOTE,
        author: HOLDER,
        title,
        mediaType: 'text/plain' as const,
        uniqueId: row.uniqueId ?? newOid(randomUUID()),
        ...(before && { replaces: before.uniqueId, setId: before.setId, version: before.version + 1 }),
      };
      const form = { ...FORM, title };
      const bytes = new CdaWriter().write(document, patient as QualifiedPatient, row.body ?? Buffer.from(`body of ${title}`));
      const content = () => ({
        patient,
        document,
        written: bytes.written(),
        bodyDigest: title,
        form,
        visibility: [],
        ...(row.replaces && { replaces: row.replaces.documentId }),
      });
      await outbox.add(
        {
          ...{
            documentId,
            patientId: patient.id,
            byRule: false,
            signerId: row.signerId ?? HOLDER.id,
            situationId: row.situationId ?? SITUATION.id,
            environment: 'simulator',
          },
          ...(row.local && { local: row.local }),
          status: row.status === 'held' ? 'held' : 'queued',
          content,
        },
        bytes.pieces,
      );
      return documentId;
    },
  };
}

export const FORM = {
  typeCode: NOTE.typeCode,
  title: NOTE.title,
  comment: '',
  writtenOn: '2026-01-05',
  actStart: '2026-01-04',
  actEnd: '',
  practiceSetting: 'SAD',
  situationId: SITUATION.id,
  authorId: '',
  visibility: [],
} as const;
