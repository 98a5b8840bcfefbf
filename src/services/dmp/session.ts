import { firstValueFrom } from 'rxjs';
import { PluginError } from '../../api/plugin-error.js';
import type { Holder, Situation } from '../../api/professional.js';
import type { ProfessionalIdentity } from '../../hardware/professional-identity.js';

/** Who speaks to the DMP, and from where: of the card that is unlocked. */
export interface Session {
  readonly holder: Holder;
  readonly situation: Situation;
}

/**
 * The unlocked session; `expected` when a wait lies behind us, in which the card may have been changed for another, or its situation.
 * @throws PluginError `card.absent` without an unlocked card, or with another
 */
export async function unlockedSession({ state$ }: ProfessionalIdentity, expected?: Session): Promise<Session> {
  const card = await firstValueFrom(state$);
  if (card.kind !== 'unlocked') throw new PluginError('card.absent');
  const isAnother = expected && (card.holder.id !== expected.holder.id || card.situation.id !== expected.situation.id);
  if (isAnother) throw new PluginError('card.absent');
  return { holder: card.holder, situation: card.situation };
}
