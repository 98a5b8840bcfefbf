import type { Duplex } from 'node:stream';
import type { CancellationToken, MessageConnection } from 'vscode-jsonrpc/node';
import { PluginError } from '../../api/plugin-error.js';
import type { VitaleReading } from '../../api/vitale.js';
import {
  type AgentOptions,
  agentWorn,
  cardState,
  chooseReader,
  chooseSituation,
  type Outcome,
  pingAgent,
  readVitale,
  signatureCertificate,
  signBytes,
  startAgent,
  unlockCard,
  workstationFacts,
} from '../agent-protocol.js';
import type { ProfessionalIdentity } from '../professional-identity.js';
import type { VitaleReader } from '../vitale-reader.js';
import type { Workstation } from '../workstation.js';
import { BodyServer } from './body-server.js';

/** A reader of patients' cards in this process. */
export interface CardVitaleReader extends VitaleReader {
  readonly source: VitaleReading['source'];
}

/** The cards of one workstation. */
export interface Cards {
  readonly identity: ProfessionalIdentity;
  readonly vitale: CardVitaleReader;
  readonly workstation: Workstation;
}

/** Answers `main` for the cards. Decides nothing. */
export class AgentServer {
  private cards: Cards | undefined;

  /** @param start picks the cards the options ask for. */
  constructor(
    private readonly connection: MessageConnection,
    private readonly bodies: Duplex,
    private readonly start: (options: AgentOptions, onWorn: () => void) => Promise<Cards>,
  ) {}

  listen(): void {
    const { connection } = this;
    connection.onRequest(startAgent, (options) => this.handleStart(options));
    connection.onRequest(pingAgent, () => {});
    connection.onRequest(unlockCard, ({ encryptedPin }) => this.answer(({ identity }) => identity.unlock(encryptedPin).then(() => null)));
    connection.onRequest(chooseReader, ({ reader }) => this.answer(({ identity }) => identity.chooseReader(reader).then(() => null)));
    connection.onRequest(chooseSituation, ({ id }) => this.answer(({ identity }) => identity.chooseSituation(id).then(() => null)));
    connection.onRequest(readVitale, (_, token) => this.answer(({ vitale }) => vitale.read(signalOf(token))));
    connection.onRequest(signBytes, ({ bytes }) => this.answer(async ({ identity }) => base64(await identity.sign(Buffer.from(bytes, 'base64'), 'signature'))));
    connection.onRequest(workstationFacts, () => this.answer(async ({ vitale, workstation }) => ({ ...(await workstation.facts()), vitale: vitale.source })));
    connection.onRequest(signatureCertificate, () => this.answer(async ({ identity }) => base64(await identity.certificate('signature'))));
    connection.listen();
  }

  private async handleStart(options: AgentOptions): Promise<void> {
    this.cards = await this.start(options, () => void this.connection.sendNotification(agentWorn));
    const { identity } = this.cards;
    new BodyServer(this.bodies, identity);
    identity.state$.subscribe((state) => void this.connection.sendNotification(cardState, state));
  }

  private async answer<T>(ask: (cards: Cards) => Promise<T>): Promise<Outcome<T>> {
    try {
      if (!this.cards) throw new PluginError('agent.unavailable');
      return { ok: await ask(this.cards) };
    } catch (error) {
      return { error: PluginError.from(error).toDto() };
    }
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');

function signalOf(token: CancellationToken): AbortSignal {
  const letGo = new AbortController();
  if (token.isCancellationRequested) letGo.abort();
  token.onCancellationRequested(() => letGo.abort());
  return letGo.signal;
}
