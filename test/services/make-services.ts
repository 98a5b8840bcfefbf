import type { CardState } from '../../src/api/messages.js';
import type { PatientDetails, PatientRef } from '../../src/api/patient.js';
import { AboutService } from '../../src/services/about-service.js';
import { AccountOpening } from '../../src/services/account-opening.js';
import { AccountService } from '../../src/services/account-service.js';
import { AdministrativeDataService } from '../../src/services/administrative-data-service.js';
import { AuthorisationService } from '../../src/services/authorisation-service.js';
import { CardSessionService } from '../../src/services/card-session-service.js';
import { UNWATCHED } from '../../src/services/commit-points.js';
import { CreationService } from '../../src/services/creation-service.js';
import { DmpStatusService } from '../../src/services/dmp-status-service.js';
import { DmpTabService } from '../../src/services/dmp-tab-service.js';
import { FeedingRules } from '../../src/services/feeding-rules.js';
import { FeedingService } from '../../src/services/feeding-service.js';
import type { JournalEntry } from '../../src/services/journal.js';
import { LastKnownService } from '../../src/services/last-known-service.js';
import { OutboxSender } from '../../src/services/outbox-sender.js';
import { OutboxService } from '../../src/services/outbox-service.js';
import { PaperService } from '../../src/services/paper-service.js';
import { ProposalService } from '../../src/services/proposal-service.js';
import { RecordAccess } from '../../src/services/record-access.js';
import { RecordLookup } from '../../src/services/record-lookup.js';
import { RecordWorkService } from '../../src/services/record-work-service.js';
import { RetryTimes } from '../../src/services/retry-times.js';
import { Settings } from '../../src/services/settings.js';
import { Sealing } from '../../src/services/store/sealing.js';
import { SqliteOutbox } from '../../src/services/store/sqlite-outbox.js';
import { SqlitePatientWishes } from '../../src/services/store/sqlite-patient-wishes.js';
import { SqliteProposals } from '../../src/services/store/sqlite-proposals.js';
import { Store } from '../../src/services/store/store.js';
import { TracesNoticeService } from '../../src/services/traces-notice-service.js';
import { VitaleService } from '../../src/services/vitale-service.js';
import { WebDmpService } from '../../src/services/web-dmp-service.js';
import { FakeCardAgentControl } from '../fakes/fake-card-agent-control.js';
import { FakeDocumentGateway } from '../fakes/fake-document-gateway.js';
import { FakeHost } from '../fakes/fake-host.js';
import { FakeIdentity, HOLDER, UNLOCKED } from '../fakes/fake-identity.js';
import { FakeJournal } from '../fakes/fake-journal.js';
import { FakeNotes } from '../fakes/fake-notes.js';
import { FakePaperWriter } from '../fakes/fake-paper-writer.js';
import { FakeRecordGateway } from '../fakes/fake-record-gateway.js';
import { FakeStatusCache } from '../fakes/fake-status-cache.js';
import { FakeUserMemory } from '../fakes/fake-user-memory.js';
import { FakeVitaleReader, PAUL } from '../fakes/fake-vitale-reader.js';

/** What outlives a run of the plugin. */
export const nothingKept = () => ({ cache: new FakeStatusCache(), memory: new FakeUserMemory(), journal: new FakeJournal(Date.now) });

/** The same, with a holder who knows that accesses are traced. */
export function informed(holderId = HOLDER.id) {
  const kept = nothingKept();
  void kept.memory.noteTracesAcknowledged(holderId, Date.now());
  return kept;
}

/** Every service as one run of the plugin has it, on fakes. */
export function makeServices(card: CardState = UNLOCKED, kept = nothingKept(), host = new FakeHost()) {
  const dmp = new FakeRecordGateway();
  const identity = new FakeIdentity(card);
  const agent = new FakeCardAgentControl();
  const [writer, reader] = [new FakePaperWriter(), new FakeVitaleReader()];
  const settings = new Settings(host);
  const cards = new CardSessionService(identity, agent, kept.memory, settings, host);
  const records = new RecordLookup(dmp, kept.cache, Date.now, settings, host);
  const status = new DmpStatusService(records, cards);
  const lastKnown = new LastKnownService(records, cards, settings);
  const webDmp = new WebDmpService(lastKnown, () => settings.get('dmp.webBaseUrl'), kept.memory, settings, host);
  const notice = new TracesNoticeService(kept.memory, cards, settings, Date.now);
  const access = new RecordAccess(cards, notice, settings);
  const work = new RecordWorkService(status, Date.now, host);
  const papers = new PaperService(writer, host, settings, Date.now);
  const notes = new FakeNotes();
  const store = new Store(host);
  const outbox = new SqliteOutbox(store, new Sealing(host), Date.now, UNWATCHED);
  const wishes = new SqlitePatientWishes(store, host, Date.now);
  const documents = new FakeDocumentGateway();
  const sender = new OutboxSender(outbox, documents, records, wishes, cards, new RetryTimes(), Date.now, UNWATCHED, host);
  const rules = new FeedingRules(notes, wishes, cards, access, host);
  const proposals = new SqliteProposals(store);
  const proposalService = new ProposalService(proposals, rules, Date.now, host);
  const outboxService = new OutboxService(outbox, sender, proposalService, wishes, cards, notes, settings, Date.now, host);
  const feeding = new FeedingService(outboxService, wishes, rules, access, kept.journal);
  const opening = new AccountOpening(dmp, access, kept.journal, Date.now);
  return {
    ...{ dmp, identity, agent, writer, reader, host, kept },
    ...{ documents, outbox, sender, outboxService, feeding, wishes, notes, store, rules, proposals, proposalService },
    ...{ settings, cards, records, status, lastKnown, webDmp, notice, access, work, papers },
    about: new AboutService(host, settings),
    tab: new DmpTabService(status, work, notice, feeding, settings, host),
    authorisation: new AuthorisationService(dmp, access, work),
    creation: new CreationService(dmp, access, work, opening, papers, kept.journal, Date.now, host),
    account: new AccountService(dmp, access, work, opening, papers, lastKnown, host),
    administrative: new AdministrativeDataService(dmp, access, work, lastKnown, host),
    vitale: new VitaleService(reader, settings),
  };
}

/** Who writes, when a test writes by itself. */
export const writer = (patient: PatientRef, professionalId = HOLDER.id) => ({ patient, holder: { ...HOLDER, id: professionalId } });

/** What a practice holds of somebody whose Carte Vitale was read. */
export const detailsOf = ({ id }: PatientRef, others: Partial<PatientDetails> = {}): PatientDetails => ({
  patientId: id,
  address: { line: '18 RUE GAMBETTA', complement: '', postalCode: '72000', city: 'LE MANS', country: 'FRANCE' },
  phones: ['02 43 00 00 01', '06 11 11 11 11', '', ''],
  email: 'paul.onze@exemple.fr',
  vitale: { readAt: 1_000, beneficiary: PAUL },
  ...others,
});

/** Lines of the journal of an earlier run, the oldest first. */
export async function keep(
  journal: FakeJournal,
  patient: PatientRef,
  ...lines: readonly (readonly [transaction: string, result: JournalEntry['result'], code?: string])[]
) {
  for (const [transaction, result, code] of lines) {
    const messageId = `urn:uuid:${journal.entries.length}`;
    await journal.begin({ professionalId: HOLDER.id, patient, transaction, messageId });
    if (result !== 'sent') await journal.end(messageId, result, code);
  }
}
