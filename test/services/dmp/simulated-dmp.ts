import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream';
import { type CardCredentials, issueCardCredentials } from '../../../reference/cards/card-credentials.js';
import { keyPem } from '../../../reference/cards/credential.js';
import { type Pki, preparePki } from '../../../reference/cards/pki.js';
import { PRACTICE } from '../../../reference/cards/practice-structure.js';
import { issueStructureCredentials } from '../../../reference/cards/structure-credentials.js';
import { type Simulator, startSimulator } from '../../../reference/dmp-simulator/simulator.js';
import type { CardState } from '../../../src/api/messages.js';
import { PluginError } from '../../../src/api/plugin-error.js';
import type { Holder } from '../../../src/api/professional.js';
import type { Answer, Exchange } from '../../../src/hardware/professional-identity.js';
import { DmpClient } from '../../../src/services/dmp/dmp-client.js';
import type { DmpContext } from '../../../src/services/dmp/dmp-context.js';
import { SoapDocumentGateway } from '../../../src/services/dmp/soap-document-gateway.js';
import { SoapRecordGateway } from '../../../src/services/dmp/soap-record-gateway.js';
import { FakeJournal } from '../../fakes/fake-journal.js';
import { InProcessIdentity } from './in-process-identity.js';
import { CABINET, context, LEA, unlocked } from './samples.js';

export interface SimulatedGateway {
  readonly gateway: SoapRecordGateway;
  readonly documents: SoapDocumentGateway;
  /** Exchanges that were sent. */
  readonly asked: () => number;
  /** From now on nobody is there. */
  refuseConnections(): void;
}

/** The simulator and a card it knows, both in this process, over mutual TLS. With `WIRE_LOG`, the exchanges stay there for `check:wire`. */
export class SimulatedDmp {
  private readonly agents: Agent[] = [];
  private readonly cardAgent: Agent;

  private constructor(
    readonly simulator: Simulator,
    readonly wireLog: string,
    private readonly folder: string,
    private readonly pki: Pki,
    private readonly holder: Holder,
    private readonly card: CardCredentials,
  ) {
    this.cardAgent = this.agentOf(card);
  }

  /** `data`: where `npm start` kept what is simulated; absent, a DMP of its own. */
  static async start({ data, holder = LEA }: { readonly data?: string; readonly holder?: Holder } = {}): Promise<SimulatedDmp> {
    const folder = mkdtempSync(join(tmpdir(), 'dmp-'));
    const pkiFolder = join(data ?? folder, 'pki');
    const wireLog = process.env['WIRE_LOG'] ?? join(folder, 'wire');
    const pki = await preparePki(pkiFolder);
    const structure = { id: CABINET.structureId, name: CABINET.structureName };
    const card = await issueCardCredentials(pki.persons, { ...holder, ...(holder.cardKind === 'CPE' && { structure }) }, Date.now());
    const simulator = await startSimulator({ pkiFolder, wireLogFolder: wireLog, ...(data && { dataFolder: join(data, 'simulator') }) });
    return new SimulatedDmp(simulator, wireLog, folder, pki, holder, card);
  }

  /** What a process of its own needs to hold the same card. */
  get cardPems() {
    const { authentication, signature } = this.card;
    return {
      signatureKey: keyPem(signature.key),
      signature: signature.certificatePem,
      tlsKey: keyPem(authentication.key),
      tls: authentication.certificatePem,
      trusted: readFileSync(join(this.folder, 'pki', 'trusted-by-clients.pem'), 'utf8'),
    };
  }

  /** A gateway of its own, with a real clock and real ids. `port`: of a line in between. */
  gateway(changes: Partial<DmpContext> = {}, port?: number): SimulatedGateway {
    return this.gatewayOf({ state: unlocked(this.holder), credentials: this.card, agent: this.cardAgent }, changes, port);
  }

  /** The same for the certificates of a structure, that of the nurse unless another is named, which speak for `member`. */
  async structureGateway(structure: { readonly id: string; readonly name: string } = PRACTICE, member: Holder = LEA): Promise<SimulatedGateway> {
    const credentials = await issueStructureCredentials(this.pki, structure, Date.now());
    return this.gatewayOf({ state: unlocked({ ...member, isIndirect: true }), credentials, agent: this.agentOf(credentials) });
  }

  private gatewayOf({ agent, credentials, state }: Means, changes: Partial<DmpContext> = {}, port?: number): SimulatedGateway {
    let asked = 0;
    let nobodyThere = false;
    const counted = async (exchange: Exchange): Promise<Answer> => {
      if (nobodyThere) throw new PluginError('dmp.unreachable', { detail: { layer: 'http', code: 'ECONNREFUSED' } });
      asked += 1;
      return post(agent, exchange, port);
    };
    const dmp = context({ baseUrl: this.simulator.soapBaseUrl, newId: () => crypto.randomUUID(), now: Date.now, ...changes });
    const identity = new InProcessIdentity(state, credentials.signature, counted);
    const client = new DmpClient(identity, dmp, new FakeJournal());
    return {
      gateway: new SoapRecordGateway(client, dmp),
      documents: new SoapDocumentGateway(client, dmp, identity),
      asked: () => asked,
      refuseConnections: () => {
        nobodyThere = true;
      },
    };
  }

  /** The transactions of an act, as the log names them. */
  async loggedBy(act: () => Promise<unknown>): Promise<readonly string[]> {
    const requests = () => readdirSync(this.wireLog).filter((name) => name.includes('-request.'));
    const before = new Set(requests());
    await act();
    return requests()
      .filter((name) => !before.has(name))
      .sort()
      .map((name) => name.replace(/^\d+-|-request\.\w+$/g, ''));
  }

  async close(): Promise<void> {
    for (const agent of this.agents) agent.destroy();
    await this.simulator.close();
    rmSync(this.folder, { recursive: true, force: true });
  }

  private agentOf({ authentication }: Pick<CardCredentials, 'authentication'>): Agent {
    const ca = readFileSync(join(this.pki.folder, 'trusted-by-clients.pem'));
    const agent = new Agent({ keepAlive: true, key: keyPem(authentication.key), cert: authentication.certificatePem, ca });
    this.agents.push(agent);
    return agent;
  }
}

/** A session, and what proves it. */
interface Means {
  readonly state: CardState;
  readonly credentials: Pick<CardCredentials, 'signature'>;
  readonly agent: Agent;
}

async function post(agent: Agent, { url, headers, body, signal }: Exchange, port?: number): Promise<Answer> {
  const sent = request(url, { method: 'POST', agent, headers, ...(port && { port }), ...(signal && { signal }) });
  pipeline(body, sent, () => {});
  const [answer] = (await once(sent, 'response')) as [IncomingMessage];
  return { status: answer.statusCode ?? 0, headers: answer.headers as Record<string, string>, body: answer };
}
