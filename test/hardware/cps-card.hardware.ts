import { afterAll, beforeAll, describe } from 'vitest';
import { removeCard } from '../../reference/cards/reader.js';
import { build } from '../../scripts/build.js';
import { CpsCardIdentity } from '../../src/hardware/agent/pkcs11/cps-card-identity.js';
import { AgentIdentity } from '../../src/hardware/agent-identity.js';
import { type ContractCard, type IdentityWorld, professionalCardContract, professionalIdentityContract } from '../contract/professional-identity.contract.js';
import { CardDesk } from './card-desk.js';
import { BUILT_AGENT, CardRoom, MISSING_FOR_ROOM } from './card-room.js';
import { RecordingLogger } from './recording-logger.js';
import { type Start, served } from './served-identity.js';

/** A virtual CPS3 behind a PC/SC service and the module of OpenSC, which signs with a file: it cannot use the signature key of a CPS. */
describe.skipIf(MISSING_FOR_ROOM)(`a card in a reader${MISSING_FOR_ROOM && ` (missing: ${MISSING_FOR_ROOM})`}`, () => {
  let desk: CardDesk;
  beforeAll(async () => {
    await build();
    desk = await CardDesk.open();
  });
  afterAll(() => desk?.close());

  const world = async (card: ContractCard, start: Start, tls?: 'stunnel'): Promise<IdentityWorld> => {
    const room = await CardRoom.open(desk, card);
    const opened = await served(desk, room.reader, { cps: { ...room.cps, ...(tls && { tls }) } }, start);
    const dispose = async () => {
      await opened.dispose();
      await room.pcsc.close();
    };
    return { ...opened, code: room.pin, gone: 'absent', takeAway: () => void removeCard(room.reader, { card }), dispose };
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
      const identity = new AgentIdentity(BUILT_AGENT, options, new RecordingLogger());
      return { identity, end: () => identity.dispose() };
    });

  professionalIdentityContract('CpsCardIdentity', inProcess);
  professionalIdentityContract('AgentIdentity with a CPS', inAgent);
  professionalCardContract('CpsCardIdentity', inProcess);
});
