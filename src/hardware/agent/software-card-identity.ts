import type { AgentOptions } from '../agent-protocol.js';
import type { Workstation, WorkstationFacts } from '../workstation.js';
import { CardIdentity } from './card-identity.js';
import { VirtualReader } from './virtual-reader.js';

/** A professional's card as a folder, in a virtual reader. */
export class SoftwareCardIdentity extends CardIdentity implements Workstation {
  /** Also for who reads the patients' cards in it. */
  readonly reader: VirtualReader;

  private constructor(options: AgentOptions, now: () => number) {
    super(options, now);
    this.reader = new VirtualReader(options.softwareCardReader, (readers) => this.handleReaders(readers));
  }

  /** Resolves when the state is that of the reader. */
  static async start(options: AgentOptions, now: () => number = Date.now): Promise<SoftwareCardIdentity> {
    const identity = new SoftwareCardIdentity(options, now);
    await identity.reader.start();
    await identity.ready;
    return identity;
  }

  async facts(): Promise<WorkstationFacts> {
    return { means: 'softwareCard', modules: [], tls: 'memory', ...this.cardFacts };
  }

  override dispose(): void {
    this.reader.dispose();
    super.dispose();
  }
}
