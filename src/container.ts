import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ContainerModule, type Newable } from 'inversify';
import { defer, switchMap } from 'rxjs';
import { PluginContext } from './api/host.js';
import { AboutContribution } from './contributions/about-contribution.js';
import { AccountContribution } from './contributions/account-contribution.js';
import { AdministrativeDataContribution } from './contributions/administrative-data-contribution.js';
import { CardAgentContribution } from './contributions/card-agent-contribution.js';
import { Contribution } from './contributions/contribution.js';
import { CreationContribution } from './contributions/creation-contribution.js';
import { DiagnosticContribution } from './contributions/diagnostic-contribution.js';
import { DmpChipContribution } from './contributions/dmp-chip-contribution.js';
import { DmpMenuContribution } from './contributions/dmp-menu-contribution.js';
import { DmpTabContribution } from './contributions/dmp-tab-contribution.js';
import { DocumentUploadContribution } from './contributions/document-upload-contribution.js';
import { OutboxContribution } from './contributions/outbox-contribution.js';
import { RecordActsContribution } from './contributions/record-acts-contribution.js';
import { VitaleContribution } from './contributions/vitale-contribution.js';
import type { AgentIdentity } from './hardware/agent-identity.js';
import type { AgentOptions } from './hardware/agent-protocol.js';
import { AgentVitaleReader } from './hardware/agent-vitale-reader.js';
import { ProfessionalIdentity } from './hardware/professional-identity.js';
import { VitaleReader } from './hardware/vitale-reader.js';
import { Workstation } from './hardware/workstation.js';
import { AboutService } from './services/about-service.js';
import { AccountOpening } from './services/account-opening.js';
import { AccountService } from './services/account-service.js';
import { AdministrativeDataService } from './services/administrative-data-service.js';
import { AuthorisationService } from './services/authorisation-service.js';
import { AutomaticFeeding } from './services/automatic-feeding.js';
import { BodyShelf } from './services/body-shelf.js';
import { CardAgentControl } from './services/card-agent-control.js';
import { CardSessionService } from './services/card-session-service.js';
import { Clock } from './services/clock.js';
import { CommitPoints, UNWATCHED } from './services/commit-points.js';
import { CreationService } from './services/creation-service.js';
import { DiagnosticService } from './services/diagnostic-service.js';
import { CdaWriter } from './services/dmp/cda/cda-writer.js';
import { DmpClient } from './services/dmp/dmp-client.js';
import { DmpContext } from './services/dmp/dmp-context.js';
import { ENVIRONMENTS } from './services/dmp/environments.js';
import { ParamLps } from './services/dmp/param-lps.js';
import { SoapDocumentGateway } from './services/dmp/soap-document-gateway.js';
import { SoapRecordGateway } from './services/dmp/soap-record-gateway.js';
import { DmpAddress } from './services/dmp-address.js';
import { DmpParameterSource } from './services/dmp-parameters.js';
import { DmpStatusService } from './services/dmp-status-service.js';
import { DmpTabService } from './services/dmp-tab-service.js';
import { DocumentGateway } from './services/document-gateway.js';
import { DocumentPreparer } from './services/document-preparer.js';
import { DocumentService } from './services/document-service.js';
import { DocumentUpdateService } from './services/document-update-service.js';
import { DocumentWriter } from './services/document-writer.js';
import { FeedingRules } from './services/feeding-rules.js';
import { FeedingService } from './services/feeding-service.js';
import { FormMemory } from './services/form-memory.js';
import { Journal } from './services/journal.js';
import { LastKnownService } from './services/last-known-service.js';
import { LocalDocumentService } from './services/local-document-service.js';
import { Notes } from './services/notes.js';
import { Outbox } from './services/outbox.js';
import { OutboxSender } from './services/outbox-sender.js';
import { OutboxService } from './services/outbox-service.js';
import { PaperService } from './services/paper-service.js';
import { PaperWriter } from './services/paper-writer.js';
import { PatientWishes } from './services/patient-wishes.js';
import { ProposalService } from './services/proposal-service.js';
import { Proposals } from './services/proposals.js';
import { RecordAccess } from './services/record-access.js';
import { RecordGateway } from './services/record-gateway.js';
import { RecordLookup } from './services/record-lookup.js';
import { RecordWorkService } from './services/record-work-service.js';
import { RetryTimes } from './services/retry-times.js';
import { Settings } from './services/settings.js';
import { StatusCache } from './services/status-cache.js';
import { KeyedHash } from './services/store/keyed-hash.js';
import { Sealing } from './services/store/sealing.js';
import { SqliteJournal } from './services/store/sqlite-journal.js';
import { SqliteNotes } from './services/store/sqlite-notes.js';
import { SqliteOutbox } from './services/store/sqlite-outbox.js';
import { SqlitePatientWishes } from './services/store/sqlite-patient-wishes.js';
import { SqliteProposals } from './services/store/sqlite-proposals.js';
import { SqliteStatusCache } from './services/store/sqlite-status-cache.js';
import { SqliteUserMemory } from './services/store/sqlite-user-memory.js';
import { Store } from './services/store/store.js';
import { TracesNoticeService } from './services/traces-notice-service.js';
import { UserMemory } from './services/user-memory.js';
import { VitaleService } from './services/vitale-service.js';
import { WebDmpAddress } from './services/web-dmp-address.js';
import { WebDmpService } from './services/web-dmp-service.js';

/** Every binding of `main`, in a container whose default scope is `Singleton` and that has a `PluginContext`. */
export const pluginModule = new ContainerModule(({ bind }) => {
  for (const one of CONTRIBUTIONS) bind(Contribution).to(one);
  for (const one of SERVICES) bind(one).toSelf();
  bind<Clock>(Clock).toConstantValue(Date.now);

  bind(Store).toSelf();
  bind(KeyedHash).toSelf();
  bind(StatusCache).to(SqliteStatusCache);
  bind(UserMemory).to(SqliteUserMemory);
  bind(Journal).to(SqliteJournal);
  bind(Sealing).toSelf();
  bind(Outbox).to(SqliteOutbox);
  bind(Notes).to(SqliteNotes);
  bind(PatientWishes).to(SqlitePatientWishes);
  bind(Proposals).to(SqliteProposals);
  bind<CommitPoints>(CommitPoints).toConstantValue(UNWATCHED);

  bind(DmpClient).toSelf();
  bind(RecordGateway).to(SoapRecordGateway);
  bind(DocumentGateway).to(SoapDocumentGateway);
  bind(DocumentWriter).to(CdaWriter);
  bind(DmpParameterSource).to(ParamLps);
  bind(DmpContext).toResolvedValue(dmpContext, [PluginContext, Settings, Clock]);
  bind<PaperWriter>(PaperWriter).toResolvedValue(latePaperWriter);
  bind<DocumentPreparer>(DocumentPreparer).toResolvedValue(lateDocumentPreparer);
  bind<DmpAddress>(DmpAddress).toResolvedValue((settings: Settings) => () => soapAddress(settings), [Settings]);
  bind(WebDmpAddress).toResolvedValue((settings: Settings) => () => webAddress(settings), [Settings]);

  bind<LateAgent>(LateAgent)
    .toResolvedValue(lateAgent, [PluginContext, Settings])
    // On the binding, where it is waited for: Inversify lets go of the promise of a service's `onDeactivation`.
    .onDeactivation(({ started }) => started.then((agent) => agent.dispose()));
  bind(ProfessionalIdentity).toResolvedValue(({ identity }: LateAgent) => identity, [LateAgent]);
  bind<Workstation>(Workstation).toResolvedValue(({ started }: LateAgent) => ({ facts: async () => (await started).facts() }), [LateAgent]);
  bind(CardAgentControl).toResolvedValue(({ control }: LateAgent) => control, [LateAgent]);
  bind(VitaleReader).toResolvedValue(({ started }: LateAgent) => new AgentVitaleReader(started), [LateAgent]);
});

const CONTRIBUTIONS: readonly Newable<Contribution>[] = [
  DmpTabContribution,
  DmpChipContribution,
  DmpMenuContribution,
  RecordActsContribution,
  CreationContribution,
  AccountContribution,
  AdministrativeDataContribution,
  DocumentUploadContribution,
  OutboxContribution,
  VitaleContribution,
  AboutContribution,
  DiagnosticContribution,
  CardAgentContribution,
];
const SERVICES: readonly Newable[] = [
  DmpStatusService,
  DmpTabService,
  RecordLookup,
  LastKnownService,
  CardSessionService,
  RecordAccess,
  RecordWorkService,
  TracesNoticeService,
  AuthorisationService,
  CreationService,
  AccountOpening,
  AccountService,
  AdministrativeDataService,
  PaperService,
  BodyShelf,
  FormMemory,
  DocumentService,
  DocumentUpdateService,
  OutboxSender,
  OutboxService,
  ProposalService,
  RetryTimes,
  FeedingService,
  FeedingRules,
  LocalDocumentService,
  AutomaticFeeding,
  VitaleService,
  WebDmpService,
  AboutService,
  DiagnosticService,
  Settings,
];

/**
 * The agent starts as soon as activation is over: what talks to it is a third of the activation, yet the card's state should be known
 * when a form is shown, so the first need would be too late. Its file lies beside this one in the built plugin.
 */
interface LateAgent {
  readonly started: Promise<AgentIdentity>;
  readonly identity: ProfessionalIdentity;
  readonly control: CardAgentControl;
}
const LateAgent = Symbol.for('dmp.LateAgent');

function lateAgent(host: PluginContext, settings: Settings): LateAgent {
  const started = new Promise((resolve) => setImmediate(resolve))
    .then(() => import('./hardware/agent-identity.js'))
    .then(
      ({ AgentIdentity }) => new AgentIdentity({ path: join(import.meta.dirname, 'card-agent.js') }, agentOptions(settings, host), host.log('AgentIdentity')),
    );
  return {
    started,
    identity: {
      state$: defer(() => started).pipe(switchMap(({ state$ }) => state$)),
      unlock: async (encryptedPin) => (await started).unlock(encryptedPin),
      chooseReader: async (reader) => (await started).chooseReader(reader),
      chooseSituation: async (id) => (await started).chooseSituation(id),
      sign: async (bytes, use) => (await started).sign(bytes, use),
      certificate: async (use) => (await started).certificate(use),
      exchange: async (request) => (await started).exchange(request),
    },
    control: {
      restart: async () => (await started).restart(),
      configure: async () => (await started).configure(agentOptions(settings, host)),
    },
  };
}

/** The PDF library is loaded when a paper is written. Its fonts lie beside this file in the built plugin. */
function latePaperWriter(): PaperWriter {
  const writer = async (): Promise<PaperWriter> => {
    const { PdfPaperWriter } = await import('./services/pdf/pdf-paper-writer.js');
    return new PdfPaperWriter(join(import.meta.dirname, 'fonts'));
  };
  return {
    receipt: async (paper) => (await writer()).receipt(paper),
    leaflet: async (paper) => (await writer()).leaflet(paper),
  };
}

/** Loaded when a document is prepared. The thread that does it, and what it needs, lie beside this file in the built plugin. */
function lateDocumentPreparer(): DocumentPreparer {
  const loaded = lazily(async (): Promise<DocumentPreparer> => {
    const { WorkerDocumentPreparer } = await import('./services/preparation/worker-document-preparer.js');
    return new WorkerDocumentPreparer(join(import.meta.dirname, 'preparation'));
  });
  return {
    prepare: async (source, limits) => (await loaded()).prepare(source, limits),
    preview: async (body, options) => (await loaded()).preview(body, options),
  };
}

/** Once, at the first need: its documents wait for each other. */
function lazily<T>(load: () => Promise<T>): () => Promise<T> {
  let loaded: Promise<T> | undefined;
  return () => (loaded ??= load());
}

const agentOptions = (settings: Settings, { user }: Pick<PluginContext, 'user'>): AgentOptions => ({
  softwareCardReader: settings.get('dmp.softwareCardReader'),
  ...(settings.get('dmp.vitaleProgram') && { vitaleProgram: settings.get('dmp.vitaleProgram') }),
  ...(settings.get('dmp.authentication') === 'card' && {
    cps: { modulePath: settings.get('dmp.cardModule'), softwareSignature: settings.get('dmp.cardSoftwareSignature') },
  }),
  ...(settings.get('dmp.authentication') === 'structure' && {
    structure: {
      authentication: settings.get('dmp.structureAuthentication'),
      signature: settings.get('dmp.structureSignature'),
      ...(user.member && { member: user.member }),
    },
  }),
  trustedCertificates: settings.get('dmp.trustedCertificates'),
  allowedOrigins: URL.canParse(soapAddress(settings)) ? [new URL(soapAddress(settings)).origin] : [],
  requestTimeoutSeconds: settings.get('dmp.requestTimeoutSeconds'),
});

const dmpContext = (host: PluginContext, settings: Settings, now: Clock): DmpContext => ({
  get baseUrl() {
    return soapAddress(settings);
  },
  get environment() {
    return settings.get('dmp.environment');
  },
  get lps() {
    return {
      oid: settings.get('dmp.lpsOid'),
      name: settings.get('dmp.lpsName'),
      version: host.plugin.version,
      homologationNumber: settings.get('dmp.homologationNumber'),
    };
  },
  newId: randomUUID,
  now,
});

/** Without a slash at its end; empty where nobody has said. */
function soapAddress(settings: Settings): string {
  const address = settings.get('dmp.baseUrl') || ENVIRONMENTS[settings.get('dmp.environment')]?.soap || '';
  return address.replace(/\/+$/, '');
}

const webAddress = (settings: Settings): string | undefined => settings.get('dmp.webBaseUrl') || ENVIRONMENTS[settings.get('dmp.environment')]?.web;
