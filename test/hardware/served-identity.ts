import type { ServerResponse } from 'node:http';
import type { CardState } from '../../src/api/messages.js';
import type { AgentOptions } from '../../src/hardware/agent-protocol.js';
import type { ProfessionalIdentity } from '../../src/hardware/professional-identity.js';
import { type CardDesk, CountingDmp, optionsFor, seal } from './card-desk.js';

export type Start = (options: AgentOptions) => Promise<{ identity: ProfessionalIdentity; end(): Promise<void> }>;

/** The identity, and a server that wants its certificate. */
export async function served(desk: CardDesk, reader: string, options: Partial<AgentOptions>, start: Start) {
  const answers: { status: number; body: string }[] = [];
  const waiting: ServerResponse[] = [];
  const respond = (_: unknown, response: ServerResponse) => {
    const answer = answers.shift();
    if (answer) response.writeHead(answer.status).end(answer.body);
    else waiting.push(response);
  };
  const dmp = await CountingDmp.start(desk, respond);
  const { identity, end } = await start({ ...optionsFor(desk, reader, dmp.origin), ...options });
  return {
    identity,
    url: `${dmp.origin}/patients`,
    seal: (pin: string, state: CardState) => seal(pin, 'pinKey' in state ? state.pinKey : {}),
    answerNext: (status: number, body: string) => void answers.push({ status, body }),
    answerWaiting: (status: number, body: string) => {
      const response = waiting.shift();
      // It may still be on its way.
      if (response) response.writeHead(status).end(body);
      else answers.push({ status, body });
    },
    dispose: async () => {
      await end();
      dmp.close();
    },
  };
}
