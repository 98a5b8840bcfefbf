import type { CardState, DmpAnswer, DmpStatus, Known } from '../api/messages.js';

/** What a patient's answer is worth with this card. Without a session: the last known answer to this professional, with its age and no action. */
export function statusOf(patientId: string, card: CardState, answer: DmpAnswer): DmpStatus {
  const previous = previousOf(answer);
  switch (card.kind) {
    case 'unlocked':
      return { patientId, ...answer };
    case 'locked':
    case 'unlocking':
    case 'wrongPin':
    case 'chooseSituation':
      return { patientId, kind: 'needsPin', card, ...previous };
    case 'noReader':
    case 'absent':
    case 'unknownCard':
    case 'chooseReader':
    case 'blocked':
    case 'unavailable':
      return { patientId, kind: 'needsCard', card, ...previous };
  }
}

/** The last answer that said something of the record. */
export function knownOf(answer: DmpAnswer): Known | undefined {
  switch (answer.kind) {
    case 'idle':
      return undefined;
    case 'known':
      return answer;
    default:
      return answer.previous;
  }
}

/** While we ask, and when asking failed, the last answer stays in sight. */
export const keepPrevious = (before: DmpAnswer, now: DmpAnswer): DmpAnswer =>
  (now.kind === 'loading' || now.kind === 'failed') && !now.previous ? { ...now, ...previousOf(before) } : now;

function previousOf(answer: DmpAnswer): { readonly previous?: Known } {
  const previous = knownOf(answer);
  return previous ? { previous } : {};
}
