import type { DmpEnvironment } from '../api/messages.js';

/** To whom an answer was given, and by which DMP. An authorisation is one professional's: no other sees his answers. */
export interface Asker {
  readonly environment: DmpEnvironment;
  /** `Holder.id`. */
  readonly holderId: string;
}

export const sameAsker = (one: Asker | undefined, other: Asker | undefined): boolean =>
  one?.environment === other?.environment && one?.holderId === other?.holderId;
