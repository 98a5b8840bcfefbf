import { join } from 'node:path';
import { afterAll, beforeAll, describe } from 'vitest';
import { DEMO_PIN } from '../../reference/cards/card-catalogue.js';
import { insertCard, removeCard } from '../../reference/cards/reader.js';
import { PcscRoom } from '../../reference/cards/virtual/pcsc-room.js';
import { build, ROOT } from '../../scripts/build.js';
import { CpsCardIdentity } from '../../src/hardware/agent/pkcs11/cps-card-identity.js';
import { AgentIdentity } from '../../src/hardware/agent-identity.js';
import { type ContractCard, type IdentityWorld, professionalCardContract, professionalIdentityContract } from '../contract/professional-identity.contract.js';
import { CardDesk } from './card-desk.js';
import { missingTools, toolPath } from './hardware-tools.js';
import { RecordingLogger } from './recording-logger.js';
import { type Start, served } from './served-identity.js';

const missing = missingTools('pcscd', 'vpcd', 'opensc', 'engine', 'stunnel', 'unshare', 'ip');

/** A virtual CPS3 behind a PC/SC service and the module of OpenSC, which signs with a file: it cannot use the signature key of a CPS. */
describe.skipIf(missing)(`a card in a reader${missing && ` (missing: ${missing})`}`, () => {
  let desk: CardDesk;
  beforeAll(async () => {
    await build();
    desk = await CardDesk.open();
  });
  afterAll(() => desk?.close());

  const world = async (card: ContractCard, start: Start, tls?: 'stunnel'): Promise<IdentityWorld> => {
    const reader = desk.newReader();
    insertCard(reader, card);
    const room = await PcscRoom.open(reader);
    process.env['PCSCLITE_CSOCK_NAME'] = room.socket;
    const cps = { modulePath: toolPath('opensc'), softwareSignature: join(reader, 'cards', card, 'signature.p12'), ...(tls && { tls }) };
    const opened = await served(desk, reader, { cps }, start);
    const dispose = async () => {
      await opened.dispose();
      await room.close();
    };
    return { ...opened, code: DEMO_PIN, gone: 'absent', takeAway: () => void removeCard(reader, { card }), dispose };
  };
  const inProcess = (card: ContractCard = 'cps-infirmiere') =>
    world(
      card,
      async (options) => {
        const identity = await CpsCardIdentity.start(options, { pollMilliseconds: 100 });
        return { identity, end: async () => identity.dispose() };
      },
      'stunnel',
    );
  const inAgent = (card: ContractCard = 'cps-infirmiere') =>
    world(card, async (options) => {
      const identity = new AgentIdentity({ path: join(ROOT, 'dist/card-agent.js') }, options, new RecordingLogger());
      return { identity, end: () => identity.dispose() };
    });

  professionalIdentityContract('CpsCardIdentity', inProcess);
  professionalIdentityContract('AgentIdentity with a CPS', inAgent);
  professionalCardContract('CpsCardIdentity', inProcess);
  professionalCardContract('AgentIdentity with a CPS', inAgent);
});
