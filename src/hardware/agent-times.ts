/** How long `main` waits for the card agent. */
export interface AgentTimes {
  readonly startMilliseconds: number;
  readonly callMilliseconds: number;
  readonly pingEveryMilliseconds: number;
  readonly pingMilliseconds: number;
  /** For an agent that was asked to end. */
  readonly endMilliseconds: number;
  /** Before an agent that died is started again; the last one repeats. An agent that answers a ping starts anew. */
  readonly backOffMilliseconds: readonly number[];
}

export const AGENT_TIMES: AgentTimes = {
  startMilliseconds: 10_000,
  callMilliseconds: 10_000,
  pingEveryMilliseconds: 5_000,
  pingMilliseconds: 3_000,
  endMilliseconds: 2_000,
  backOffMilliseconds: [100, 500, 1_000, 2_000, 5_000, 10_000],
};
