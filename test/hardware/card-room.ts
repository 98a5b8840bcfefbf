import { join } from 'node:path';
import { DEMO_PIN } from '../../reference/cards/card-catalogue.js';
import { insertCard } from '../../reference/cards/reader.js';
import { PcscRoom } from '../../reference/cards/virtual/pcsc-room.js';
import { ROOT } from '../../scripts/build.js';
import { AgentIdentity } from '../../src/hardware/agent-identity.js';
import type { AgentOptions } from '../../src/hardware/agent-protocol.js';
import type { AgentTimes } from '../../src/hardware/agent-times.js';
import type { CardDesk } from './card-desk.js';
import { missingTools, toolPath } from './hardware-tools.js';
import { RecordingLogger } from './recording-logger.js';

/** What a room of readers needs; empty: it is all here. */
export const MISSING_FOR_ROOM = missingTools('pkcs11js', 'pcsclite', 'pcscd', 'vpcd', 'opensc', 'engine', 'stunnel', 'unshare', 'ip');

/** The agent as it is built, in its place beside the libraries it loads. */
export const BUILT_AGENT = { path: join(ROOT, 'dist/card-agent.js') };

/** A room of its own with a card in its first reader; the module of OpenSC signs with the file of that card. */
export class CardRoom {
  private constructor(
    readonly pcsc: PcscRoom,
    readonly reader: string,
    readonly card: string,
  ) {}

  static async open(desk: CardDesk, card = 'cps-infirmiere'): Promise<CardRoom> {
    const reader = desk.newReader();
    insertCard(reader, card);
    const pcsc = await PcscRoom.open(reader);
    // For this process and those it starts.
    process.env['PCSCLITE_CSOCK_NAME'] = pcsc.socket;
    return new CardRoom(pcsc, reader, card);
  }

  readonly pin = DEMO_PIN;

  get cps(): NonNullable<AgentOptions['cps']> {
    return { modulePath: toolPath('opensc'), softwareSignature: join(this.reader, 'cards', this.card, 'signature.p12') };
  }

  file(name: string): string {
    return join(this.reader, 'cards', this.card, name);
  }

  /** The built agent with this card. */
  agent(options: AgentOptions, times?: AgentTimes): { readonly identity: AgentIdentity; readonly log: RecordingLogger } {
    const log = new RecordingLogger();
    return { identity: new AgentIdentity(BUILT_AGENT, { ...options, cps: this.cps }, log, times), log };
  }
}
