import type { Duplex } from 'node:stream';
import type { MessageConnection } from 'vscode-jsonrpc/node';
import { PluginError } from '../../api/plugin-error.js';
import {
  type AgentOptions,
  cardState,
  chooseReader,
  chooseSituation,
  type Outcome,
  pingAgent,
  signatureCertificate,
  signBytes,
  startAgent,
  unlockCard,
} from '../agent-protocol.js';
import type { ProfessionalIdentity } from '../professional-identity.js';
import { BodyServer } from './body-server.js';

/** Answers `main` for an identity. Decides nothing. */
export class AgentServer {
  private identity: ProfessionalIdentity | undefined;

  /** @param start picks the identity the options ask for. */
  constructor(
    private readonly connection: MessageConnection,
    private readonly bodies: Duplex,
    private readonly start: (options: AgentOptions) => Promise<ProfessionalIdentity>,
  ) {}

  listen(): void {
    const { connection } = this;
    connection.onRequest(startAgent, (options) => this.handleStart(options));
    connection.onRequest(pingAgent, () => {});
    connection.onRequest(unlockCard, ({ encryptedPin }) => this.answer((identity) => identity.unlock(encryptedPin).then(() => null)));
    connection.onRequest(chooseReader, ({ reader }) => this.answer((identity) => identity.chooseReader(reader).then(() => null)));
    connection.onRequest(chooseSituation, ({ id }) => this.answer((identity) => identity.chooseSituation(id).then(() => null)));
    connection.onRequest(signBytes, ({ bytes }) => this.answer(async (identity) => base64(await identity.sign(Buffer.from(bytes, 'base64'), 'signature'))));
    connection.onRequest(signatureCertificate, () => this.answer(async (identity) => base64(await identity.certificate('signature'))));
    connection.listen();
  }

  private async handleStart(options: AgentOptions): Promise<void> {
    this.identity = await this.start(options);
    new BodyServer(this.bodies, this.identity);
    this.identity.state$.subscribe((state) => void this.connection.sendNotification(cardState, state));
  }

  private async answer<T>(ask: (identity: ProfessionalIdentity) => Promise<T>): Promise<Outcome<T>> {
    try {
      if (!this.identity) throw new PluginError('agent.unavailable');
      return { ok: await ask(this.identity) };
    } catch (error) {
      return { error: PluginError.from(error).toDto() };
    }
  }
}

const base64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
