import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { ContainerModule, type Newable } from 'inversify';
import { defer, switchMap } from 'rxjs';
import { PluginContext } from './api/host.js';
import { AboutContribution } from './contributions/about-contribution.js';
import { CardAgentContribution } from './contributions/card-agent-contribution.js';
import { Contribution } from './contributions/contribution.js';
import { DmpChipContribution } from './contributions/dmp-chip-contribution.js';
import { DmpMenuContribution } from './contributions/dmp-menu-contribution.js';
import { DmpTabContribution } from './contributions/dmp-tab-contribution.js';
import type { AgentIdentity } from './hardware/agent-identity.js';
import type { AgentOptions } from './hardware/agent-protocol.js';
import { ProfessionalIdentity } from './hardware/professional-identity.js';
import { AboutService } from './services/about-service.js';
import { CardAgentControl } from './services/card-agent-control.js';
import { CardSessionService } from './services/card-session-service.js';
import { Clock } from './services/clock.js';
import { DmpClient } from './services/dmp/dmp-client.js';
import { DmpContext } from './services/dmp/dmp-context.js';
import { ENVIRONMENTS } from './services/dmp/environments.js';
import { SoapRecordGateway } from './services/dmp/soap-record-gateway.js';
import { DmpStatusService } from './services/dmp-status-service.js';
import { LastKnownService } from './services/last-known-service.js';
import { RecordGateway } from './services/record-gateway.js';
import { RecordLookup } from './services/record-lookup.js';
import { Settings } from './services/settings.js';
import { StatusCache } from './services/status-cache.js';
import { KeyedHash } from './services/store/keyed-hash.js';
import { SqliteStatusCache } from './services/store/sqlite-status-cache.js';
import { SqliteUserMemory } from './services/store/sqlite-user-memory.js';
import { Store } from './services/store/store.js';
import { UserMemory } from './services/user-memory.js';
import { WebDmpAddress } from './services/web-dmp-address.js';
import { WebDmpService } from './services/web-dmp-service.js';

/** Every binding of `main`, in a container whose default scope is `Singleton` and that has a `PluginContext`. */
export const pluginModule = new ContainerModule(({ bind }) => {
  for (const one of [DmpTabContribution, DmpChipContribution, DmpMenuContribution, AboutContribution, CardAgentContribution]) bind(Contribution).to(one);
  const services: readonly Newable[] = [DmpStatusService, RecordLookup, LastKnownService, CardSessionService, WebDmpService, AboutService, Settings];
  for (const one of services) bind(one).toSelf();
  bind<Clock>(Clock).toConstantValue(Date.now);

  bind(Store).toSelf();
  bind(KeyedHash).toSelf();
  bind(StatusCache).to(SqliteStatusCache);
  bind(UserMemory).to(SqliteUserMemory);

  bind(DmpClient).toSelf();
  bind(RecordGateway).to(SoapRecordGateway);
  bind(DmpContext).toResolvedValue(dmpContext, [PluginContext, Settings, Clock]);
  bind(WebDmpAddress).toResolvedValue((settings: Settings) => () => webAddress(settings), [Settings]);

  bind<LateAgent>(LateAgent)
    .toResolvedValue(lateAgent, [PluginContext, Settings])
    // On the binding, where it is waited for: Inversify lets go of the promise of a service's `onDeactivation`.
    .onDeactivation(({ started }) => started.then((agent) => agent.dispose()));
  bind(ProfessionalIdentity).toResolvedValue(({ identity }: LateAgent) => identity, [LateAgent]);
  bind(CardAgentControl).toResolvedValue(({ control }: LateAgent) => control, [LateAgent]);
});

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
    .then(({ AgentIdentity }) => new AgentIdentity({ path: join(import.meta.dirname, 'card-agent.js') }, agentOptions(settings), host.log('AgentIdentity')));
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
      configure: async () => (await started).configure(agentOptions(settings)),
    },
  };
}

const agentOptions = (settings: Settings): AgentOptions => ({
  softwareCardReader: settings.get('dmp.softwareCardReader'),
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
