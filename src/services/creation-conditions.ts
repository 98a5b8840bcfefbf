import type { CardState, CreationConditions } from '../api/messages.js';
import type { PatientDetails } from '../api/patient.js';

/** What a creation needs beside the patient's consent: a session, and a Carte Vitale that was read once. */
export const conditionsOf = (card: CardState, { vitale }: Pick<PatientDetails, 'vitale'>): CreationConditions => ({
  card: card.kind === 'unlocked',
  ...(vitale && { vitaleReadAt: vitale.readAt }),
});
