import { declined, noSuchRight } from '../refusal.js';
import { normalAccess, noStaff, recordOf } from '../rules/profile-rules.js';
import { attribute } from '../xml-reading.js';
import type { RegistrationKind } from './registration-kind.js';
import { type RegistrationRule, says } from './registration-rule.js';

const CLOSING_REASONS = '1.2.250.1.213.4.1.2.4';
const ISSUE = ['controlActProcess', 'reasonOf', 'detectedIssueEvent'] as const;
/** Of a closing that is asked for here. */
export const AT_THE_PATIENTS_DEMAND = 'FERMETURE_DEMANDE_PATIENT';

/** The national system has withdrawn what begins with the patient's agreement: records are created with Mon espace santé. [A] for the words. */
const notWithdrawn: RegistrationRule = {
  name: 'not withdrawn',
  refuse: (_, { state }) => (state.controls.withdrawn ? noSuchRight("Cette opération n'est plus ouverte aux logiciels des professionnels") : undefined),
};

/** Who may ask at all. [A] but for the withdrawal. */
export const rightRules = ({ consent }: RegistrationKind): readonly RegistrationRule[] => [
  ...(consent === undefined ? [] : [notWithdrawn]),
  noStaff,
  normalAccess,
];

export const noRecordYet: RegistrationRule = {
  name: 'no record yet',
  refuse: ({ vihf }, world) => (recordOf(vihf, world) ? declined('DMPFound', 'Le patient a déjà un DMP') : undefined),
};

export const recordIsClosed: RegistrationRule = {
  name: 'record is closed',
  refuse: ({ vihf }, world) => (recordOf(vihf, world)?.status === 'active' ? declined('DMPFound', 'Le DMP du patient est déjà ouvert') : undefined),
};

/** [A] for the code and the words. */
export const closingHasReason: RegistrationRule = says(
  'reason of the closing',
  (message) => {
    const code = message.at(...ISSUE, 'code');
    return attribute(code, 'code') === AT_THE_PATIENTS_DEMAND && attribute(code, 'codeSystem') === CLOSING_REASONS && Boolean(message.text(...ISSUE, 'text'));
  },
  'Le motif de la fermeture est absent ou incorrect',
);
