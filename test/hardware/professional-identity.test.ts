import { rmSync } from 'node:fs';
import { afterAll, beforeAll } from 'vitest';
import { PRACTICE_PASSPHRASE } from '../../reference/cards/practice-structure.js';
import { insertCard, removeCard } from '../../reference/cards/reader.js';
import { SoftwareCardIdentity } from '../../src/hardware/agent/software-card-identity.js';
import { StructureIdentity } from '../../src/hardware/agent/structure-identity.js';
import { AgentIdentity } from '../../src/hardware/agent-identity.js';
import type { AgentFile } from '../../src/hardware/agent-process.js';
import type { AgentOptions } from '../../src/hardware/agent-protocol.js';
import { type ContractCard, type IdentityWorld, professionalCardContract, professionalIdentityContract } from '../contract/professional-identity.contract.js';
import { FakeIdentity, LOCKED, OTHER_SITUATION, PIN, PIN_KEY, SECRETARY, SITUATION, STUDENT, sealed } from '../fakes/fake-identity.js';
import { buildAgent } from './built-agent.js';
import { CardDesk } from './card-desk.js';
import { QUICK } from './quick-times.js';
import { RecordingLogger } from './recording-logger.js';
import { type Start, served } from './served-identity.js';

let desk: CardDesk;
let agent: AgentFile;
beforeAll(async () => {
  desk = await CardDesk.open();
  agent = await buildAgent(desk.newFolder());
});
afterAll(() => desk.close());

const CABINET = { ...SITUATION, id: '499900004550001', structureId: '499900004550001' };
const FAKED: Record<ContractCard, () => FakeIdentity> = {
  'cps-infirmiere': () => new FakeIdentity(LOCKED),
  'cps-deux-situations': () => new FakeIdentity(LOCKED, [CABINET, OTHER_SITUATION]),
  'cpf-infirmiere': () => new FakeIdentity({ kind: 'locked', pinKey: PIN_KEY, holder: STUDENT, lastTry: false }, [OTHER_SITUATION]),
  'cpe-secretaire': () => new FakeIdentity({ kind: 'locked', pinKey: PIN_KEY, holder: SECRETARY, lastTry: false }),
};

const fake = async (card: ContractCard = 'cps-infirmiere'): Promise<IdentityWorld> => {
  const identity = FAKED[card]();
  return {
    identity,
    code: PIN,
    gone: 'absent',
    url: 'https://dmp.invalid/patients',
    seal: sealed,
    answerNext: (status, body) => identity.answerWith(body, status),
    answerWaiting: (status, body) => identity.answerWith(body, status),
    takeAway: () => identity.become({ kind: 'absent', removedAt: 0 }),
    dispose: async () => {},
  };
};
const software = (card?: ContractCard) =>
  cardWorld(card, async (options) => {
    const identity = await SoftwareCardIdentity.start(options);
    return { identity, end: async () => identity.dispose() };
  });
const agentWith = async (options: AgentOptions) => {
  const identity = new AgentIdentity(agent, options, new RecordingLogger(), QUICK);
  return { identity, end: () => identity.dispose() };
};
const cardInAgent = (card?: ContractCard) => cardWorld(card, agentWith);

professionalIdentityContract('FakeIdentity', fake);
professionalIdentityContract('SoftwareCardIdentity', software);
professionalIdentityContract('AgentIdentity with a card', cardInAgent);
professionalIdentityContract('StructureIdentity', () =>
  structureWorld(async (options) => {
    const identity = await StructureIdentity.start(options, Date.now, 50);
    return { identity, end: async () => identity.dispose() };
  }),
);
professionalIdentityContract('AgentIdentity with the certificates of a structure', () => structureWorld(agentWith));

professionalCardContract('FakeIdentity', fake);
professionalCardContract('SoftwareCardIdentity', software);
professionalCardContract('AgentIdentity', cardInAgent);

async function cardWorld(card: ContractCard | undefined, start: Start): Promise<IdentityWorld> {
  const reader = desk.newReader();
  if (card) insertCard(reader, card);
  const take = () => void removeCard(reader);
  return { ...(await served(desk, reader, {}, start)), code: PIN, gone: 'absent', takeAway: take };
}

async function structureWorld(start: Start): Promise<IdentityWorld> {
  const structure = desk.newStructure();
  const take = () => rmSync(structure.signature);
  return { ...(await served(desk, desk.newReader(), { structure }, start)), code: PRACTICE_PASSPHRASE, gone: 'unavailable', takeAway: take };
}
