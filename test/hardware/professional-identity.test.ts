import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll } from 'vitest';
import { insertCard, removeCard } from '../../reference/cards/reader.js';
import { SoftwareCardIdentity } from '../../src/hardware/agent/software-card-identity.js';
import { AgentIdentity } from '../../src/hardware/agent-identity.js';
import type { AgentFile } from '../../src/hardware/agent-process.js';
import type { AgentOptions } from '../../src/hardware/agent-protocol.js';
import type { ProfessionalIdentity } from '../../src/hardware/professional-identity.js';
import { type ContractCard, type IdentityWorld, professionalIdentityContract } from '../contract/professional-identity.contract.js';
import { FakeIdentity, LOCKED, OTHER_SITUATION, PIN_KEY, SECRETARY, SITUATION, STUDENT, sealed } from '../fakes/fake-identity.js';
import { buildAgent } from './built-agent.js';
import { CardDesk, CountingDmp, optionsFor, seal } from './card-desk.js';
import { QUICK } from './quick-times.js';
import { RecordingLogger } from './recording-logger.js';

let desk: CardDesk;
let agent: AgentFile;
beforeAll(async () => {
  desk = await CardDesk.open();
  agent = await buildAgent(desk.newFolder());
});
afterAll(() => desk.close());

const FAKED: Record<ContractCard, () => FakeIdentity> = {
  'cps-infirmiere': () => new FakeIdentity(LOCKED),
  'cps-deux-situations': () => new FakeIdentity(LOCKED, [CABINET, OTHER_SITUATION]),
  'cpf-infirmiere': () => new FakeIdentity({ kind: 'locked', pinKey: PIN_KEY, holder: STUDENT, lastTry: false }, [OTHER_SITUATION]),
  'cpe-secretaire': () => new FakeIdentity({ kind: 'locked', pinKey: PIN_KEY, holder: SECRETARY, lastTry: false }),
};
const CABINET = { ...SITUATION, id: '499900004550001', structureId: '499900004550001' };

professionalIdentityContract('FakeIdentity', async (card = 'cps-infirmiere') => {
  const identity = FAKED[card]();
  return {
    identity,
    url: 'https://dmp.invalid/patients',
    seal: sealed,
    answerNext: (status, body) => identity.answerWith(body, status),
    answerWaiting: (status, body) => identity.answerWith(body, status),
    removeCard: () => identity.become({ kind: 'absent', removedAt: 0 }),
    dispose: async () => {},
  };
});

professionalIdentityContract('SoftwareCardIdentity', (card) =>
  cardWorld(card, async (options) => {
    const identity = await SoftwareCardIdentity.start(options);
    return { identity, end: async () => identity.dispose() };
  }),
);

professionalIdentityContract('AgentIdentity', (card) =>
  cardWorld(card, async (options) => {
    const identity = new AgentIdentity(agent, options, new RecordingLogger(), QUICK);
    return { identity, end: () => identity.dispose() };
  }),
);

async function cardWorld(
  card: ContractCard | undefined,
  start: (options: AgentOptions) => Promise<{ identity: ProfessionalIdentity; end(): Promise<void> }>,
): Promise<IdentityWorld> {
  const answers: { status: number; body: string }[] = [];
  const waiting: ServerResponse[] = [];
  const respond = (_: unknown, response: ServerResponse) => {
    const answer = answers.shift();
    if (answer) response.writeHead(answer.status).end(answer.body);
    else waiting.push(response);
  };
  const dmp = await CountingDmp.start(desk, respond);
  const reader = desk.newReader();
  if (card) insertCard(reader, card);
  const { identity, end } = await start(optionsFor(desk, reader, dmp.origin));
  return {
    identity,
    url: `${dmp.origin}/patients`,
    seal: (pin, state) => seal(pin, 'pinKey' in state ? state.pinKey : {}),
    answerNext: (status, body) => void answers.push({ status, body }),
    answerWaiting: (status, body) => void waiting.shift()?.writeHead(status).end(body),
    removeCard: () => void removeCard(reader),
    dispose: async () => {
      await end();
      dmp.close();
    },
  };
}
