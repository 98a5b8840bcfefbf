import { type Refusal, rejected } from '../refusal.js';
import type { Rule } from '../rule.js';
import type { RegistrationMessage } from './registration-message.js';

export type RegistrationRule = Rule<RegistrationMessage>;

export const must = <Subject>(holds: (subject: Subject) => boolean, refusal: Refusal): Rule<Subject>['refuse'] => {
  return (subject) => (holds(subject) ? undefined : refusal);
};

/** The message is readable and says the wrong thing. */
export const says = <Subject = RegistrationMessage>(name: string, holds: (subject: Subject) => boolean, otherwise: string): Rule<Subject> => ({
  name,
  refuse: must(holds, rejected(otherwise)),
});
