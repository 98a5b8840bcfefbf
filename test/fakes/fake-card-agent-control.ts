import type { CardAgentControl } from '../../src/services/card-agent-control.js';

/** An agent that is only told. */
export class FakeCardAgentControl implements CardAgentControl {
  restarts = 0;
  configurations = 0;

  async restart(): Promise<void> {
    this.restarts += 1;
  }

  async configure(): Promise<void> {
    this.configurations += 1;
  }
}
