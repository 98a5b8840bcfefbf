import type { CardState } from '../../src/api/messages.js';
import { AboutService } from '../../src/services/about-service.js';
import { CardSessionService } from '../../src/services/card-session-service.js';
import { DmpStatusService } from '../../src/services/dmp-status-service.js';
import { LastKnownService } from '../../src/services/last-known-service.js';
import { RecordLookup } from '../../src/services/record-lookup.js';
import { Settings } from '../../src/services/settings.js';
import { WebDmpService } from '../../src/services/web-dmp-service.js';
import { FakeCardAgentControl } from '../fakes/fake-card-agent-control.js';
import { FakeHost } from '../fakes/fake-host.js';
import { FakeIdentity, UNLOCKED } from '../fakes/fake-identity.js';
import { FakeRecordGateway } from '../fakes/fake-record-gateway.js';
import { FakeStatusCache } from '../fakes/fake-status-cache.js';
import { FakeUserMemory } from '../fakes/fake-user-memory.js';

/** What outlives a run of the plugin. */
export const nothingKept = () => ({ cache: new FakeStatusCache(), memory: new FakeUserMemory() });

/** Every service as one run of the plugin has it, on fakes. */
export function makeServices(card: CardState = UNLOCKED, kept = nothingKept(), host = new FakeHost()) {
  const dmp = new FakeRecordGateway();
  const identity = new FakeIdentity(card);
  const agent = new FakeCardAgentControl();
  const settings = new Settings(host);
  const cards = new CardSessionService(identity, agent, kept.memory, settings, host);
  const records = new RecordLookup(dmp, kept.cache, Date.now, settings, host);
  const status = new DmpStatusService(records, cards, settings);
  const lastKnown = new LastKnownService(records, cards, settings);
  const webDmp = new WebDmpService(lastKnown, () => settings.get('dmp.webBaseUrl'), kept.memory, settings, host);
  return { dmp, identity, agent, settings, cards, records, status, lastKnown, webDmp, about: new AboutService(host, settings), host, kept };
}
