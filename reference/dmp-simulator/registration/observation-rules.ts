import { OBSERVATIONS } from '../hl7-answers.js';
import { rejected } from '../refusal.js';
import { TOLERANCE_MS, type World } from '../rule.js';
import { hl7Instant } from '../xml-reading.js';
import { stampOf } from '../xml-writing.js';
import { dateOf } from './paris-date.js';
import type { RegistrationKind } from './registration-kind.js';
import { BREAK_GLASS, EMERGENCY } from './registration-message.js';
import { type RegistrationRule, says } from './registration-rule.js';

/** What the patient said: his agreement, and both oppositions whatever they are. Codes and words of the refusals are ours [A]. */
export function observationRules({ consent, patient }: RegistrationKind): readonly RegistrationRule[] {
  if (patient === 'brief') return [];
  const expected = [...(consent === undefined ? [] : [consent]), BREAK_GLASS, EMERGENCY];
  return [
    says(
      'no observation too many',
      ({ observations }) =>
        observations.every(({ code, system }) => system === OBSERVATIONS && expected.includes(code ?? '')) &&
        new Set(observations.map(({ code }) => code)).size === observations.length,
      "Une observation administrative est répétée ou n'est pas attendue",
    ),
    ...(consent === undefined ? [] : consentRules(consent)),
    says(
      'both oppositions',
      (message) => [BREAK_GLASS, EMERGENCY].every((code) => message.observation(code)?.value !== undefined),
      'Les deux oppositions doivent être renseignées, par true ou false',
    ),
  ];
}

const consentRules = (consent: string): readonly RegistrationRule[] => [
  says('consent of the patient', (message) => message.observation(consent)?.value === true, 'Le consentement du patient est absent'),
  {
    name: 'date of the consent',
    refuse: (message, world) =>
      isPast(message.observation(consent)?.effectiveTime ?? '', world)
        ? undefined
        : rejected('La date du consentement est absente, incorrecte ou dans le futur'),
  },
];

/** A day where the server stands, or a time in UTC. */
function isPast(time: string, world: World): boolean {
  const isDay = /^\d{8}$/.test(time);
  const instant = isDay ? `${time}000000` : time;
  const at = hl7Instant(instant);
  // 31 February is read as a day of March.
  if (at === undefined || stampOf(at) !== instant) return false;
  return isDay ? time <= dateOf(world.now()).replaceAll('-', '') : at <= world.now() + TOLERANCE_MS;
}
