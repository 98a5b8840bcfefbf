import 'reflect-metadata';
import { ContainerModule } from 'inversify';
import { pluginModule } from '../../src/container.js';
import { ProfessionalIdentity } from '../../src/hardware/professional-identity.js';
import { VitaleReader } from '../../src/hardware/vitale-reader.js';
import { activateWith } from '../../src/main.js';
import { CardAgentControl } from '../../src/services/card-agent-control.js';
import { RecordGateway } from '../../src/services/record-gateway.js';
import { FakeCardAgentControl } from '../fakes/fake-card-agent-control.js';
import { FakeHost } from '../fakes/fake-host.js';
import { FakeIdentity } from '../fakes/fake-identity.js';
import { FakeRecordGateway, OPEN } from '../fakes/fake-record-gateway.js';
import { FakeVitaleReader } from '../fakes/fake-vitale-reader.js';
import { removeTemporaryFolders } from '../fakes/temporary-folders.js';
import { ALICE } from '../fakes/world.js';

/** One run of the plugin, from activation to deactivation, its own store included. Whatever it left open would keep this process alive. */
const host = new FakeHost();
const dmp = new FakeRecordGateway();
const fakes = new ContainerModule(({ rebind }) => {
  rebind(ProfessionalIdentity).toConstantValue(new FakeIdentity());
  rebind(CardAgentControl).toConstantValue(new FakeCardAgentControl());
  rebind(RecordGateway).toConstantValue(dmp);
  rebind(VitaleReader).toConstantValue(new FakeVitaleReader());
});
const activation = activateWith(host, pluginModule, fakes);
host.openForm(ALICE);
// An answer on a shown tab leaves a timer that waits for it to grow old.
await host.run('dmp.showStatus', { patient: ALICE });
await dmp.answer(ALICE, OPEN);
await activation.deactivate(AbortSignal.timeout(1_000));
removeTemporaryFolders();
