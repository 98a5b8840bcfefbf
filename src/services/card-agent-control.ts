/** The process that holds the card, as something that can be started anew. */
export interface CardAgentControl {
  /** Ends the agent and starts another. A session that was open is over. */
  restart(): Promise<void>;
  /** Takes the settings as they are now; those that matter to the agent start another one. */
  configure(): Promise<void>;
}
export const CardAgentControl = Symbol.for('dmp.CardAgentControl');
