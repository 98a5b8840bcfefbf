import type { VitaleReading } from '../api/vitale.js';
import type { AgentIdentity } from './agent-identity.js';
import type { VitaleReader } from './vitale-reader.js';

/** Reads the Carte Vitale in the card agent, which `AgentIdentity` starts and replaces. */
export class AgentVitaleReader implements VitaleReader {
  /** @param agent may still be on its way */
  constructor(private readonly agent: Promise<AgentIdentity> | AgentIdentity) {}

  async read(signal: AbortSignal): Promise<VitaleReading> {
    signal.throwIfAborted();
    return (await this.agent).readVitale(signal);
  }
}
