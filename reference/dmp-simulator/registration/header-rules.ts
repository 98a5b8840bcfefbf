import type { Query } from '../query.js';
import type { Rule } from '../rule.js';
import { queryRules, REASONS } from '../rules/query-rules.js';
import { attribute } from '../xml-reading.js';
import type { RegistrationKind } from './registration-kind.js';
import { type RegistrationRule, says } from './registration-rule.js';

/** Those of a query that look at the header alone: every message has the same. */
const SHARED = [
  'message id',
  'creation time in UTC',
  'processing code D',
  'processing mode T',
  'acknowledgement AL',
  'receiver is the DMP',
  'sender is the software of the VIHF',
  'sender has a name',
];
const HL7_INTERACTIONS = '2.16.840.1.113883.1.6';

/** [A] for codes and words. */
export const headerRules = ({ family: { request }, reason }: RegistrationKind): readonly RegistrationRule[] => [
  ...queryRules.filter(({ name }) => SHARED.includes(name)),
  says(
    'interaction id',
    (message) => {
      const { extension, root } = message.id('interactionId');
      return root === HL7_INTERACTIONS && extension === request;
    },
    "interactionId n'est pas celui du message",
  ),
  reasonRule(reason.code),
];

/** `code` of the DMP's table of reasons. [A] */
export function reasonRule(code: string): Rule<Query> {
  return says<Query>(
    `reason ${code}`,
    (message) => {
      const reason = message.at('controlActProcess', 'reasonCode');
      return attribute(reason, 'code') === code && attribute(reason, 'codeSystem') === REASONS;
    },
    `reasonCode n'est pas ${code}`,
  );
}
