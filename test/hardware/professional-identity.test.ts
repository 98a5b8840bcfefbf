import type { ServerResponse } from 'node:http';
import { afterAll, beforeAll } from 'vitest';
import { removeCard } from '../../reference/cards/reader.js';
import { SoftwareCardIdentity } from '../../src/hardware/agent/software-card-identity.js';
import { AgentIdentity } from '../../src/hardware/agent-identity.js';
import type { AgentFile } from '../../src/hardware/agent-process.js';
import type { AgentOptions } from '../../src/hardware/agent-protocol.js';
import type { ProfessionalIdentity } from '../../src/hardware/professional-identity.js';
import { type IdentityWorld, professionalIdentityContract } from '../contract/professional-identity.contract.js';
import { FakeIdentity, LOCKED, sealed } from '../fakes/fake-identity.js';
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

professionalIdentityContract('FakeIdentity', async () => {
  const identity = new FakeIdentity(LOCKED);
  return {
    identity,
    url: 'https://dmp.invalid/patients',
    seal: sealed,
    answerNext: (status, body) => identity.answerWith(body, status),
    removeCard: () => identity.become({ kind: 'absent', removedAt: 0 }),
    dispose: async () => {},
  };
});

professionalIdentityContract('SoftwareCardIdentity', () =>
  cardWorld(async (options) => {
    const identity = await SoftwareCardIdentity.start(options);
    return { identity, end: async () => identity.dispose() };
  }),
);

professionalIdentityContract('AgentIdentity', () =>
  cardWorld(async (options) => {
    const identity = new AgentIdentity(agent, options, new RecordingLogger(), QUICK);
    return { identity, end: () => identity.dispose() };
  }),
);

async function cardWorld(start: (options: AgentOptions) => Promise<{ identity: ProfessionalIdentity; end(): Promise<void> }>): Promise<IdentityWorld> {
  const answers: { status: number; body: string }[] = [];
  const respond = (_: unknown, response: ServerResponse) => {
    const answer = answers.shift();
    if (answer) response.writeHead(answer.status).end(answer.body);
  };
  const dmp = await CountingDmp.start(desk, respond);
  const reader = desk.newReader();
  const { identity, end } = await start(optionsFor(desk, reader, dmp.origin));
  return {
    identity,
    url: `${dmp.origin}/patients`,
    seal: (pin, state) => seal(pin, 'pinKey' in state ? state.pinKey : {}),
    answerNext: (status, body) => void answers.push({ status, body }),
    removeCard: () => void removeCard(reader),
    dispose: async () => {
      await end();
      dmp.close();
    },
  };
}
