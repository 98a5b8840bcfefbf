import type { ViewEvents } from '../views/fire.js';

/** What a view asks for on behalf of the card, and the command of `main` that does it. */
export const CARD_COMMANDS = [
  ['dmp-unlock', 'dmp.unlockCard'],
  ['dmp-choose-reader', 'dmp.chooseReader'],
  ['dmp-choose-situation', 'dmp.chooseSituation'],
  ['dmp-restart-agent', 'dmp.restartCardAgent'],
] as const satisfies readonly (readonly [keyof ViewEvents, string])[];
