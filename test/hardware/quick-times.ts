import type { AgentTimes } from '../../src/hardware/agent-times.js';

/** Short enough for a test, long enough for a busy machine. */
export const QUICK: AgentTimes = {
  startMilliseconds: 15_000,
  callMilliseconds: 10_000,
  pingEveryMilliseconds: 200,
  pingMilliseconds: 3_000,
  endMilliseconds: 2_000,
  backOffMilliseconds: [50, 200],
};
