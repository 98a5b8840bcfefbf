import type { Request } from '../operation.js';
import type { World } from '../rule.js';
import { mustHaveRecord } from '../rules/profile-rules.js';
import type { AuthorisationState, SimulatedRecord } from '../state.js';
import { stampOf } from '../xml-writing.js';
import { dateOf } from './paris-date.js';
import { AT_THE_PATIENTS_DEMAND } from './record-rules.js';
import type { RegistrationMessage } from './registration-message.js';

/** The record as it is once the message is carried out. Its rules are satisfied. */
export type RecordChange = (message: RegistrationMessage, request: Request, world: World) => SimulatedRecord;

/** Who creates is authorised; an account is another transaction. */
export const created: RecordChange = (message, request) => {
  const { resource } = message.vihf;
  if (!resource) throw new Error('the rules have let a request pass that names nobody');
  return {
    ...resource,
    traits: message.traits,
    status: 'active',
    authorisations: authorised(request),
    treatingPhysicians: [],
    attachedToMes: false,
    administrative: message.administrative,
  };
};

/** Everybody has to be authorised again, but for who asks. */
export const reactivated: RecordChange = (message, request, world) => {
  const { closing, ...record } = mustHaveRecord(message.vihf, world);
  return { ...record, status: 'active', traits: message.traits, administrative: message.administrative, authorisations: authorised(request) };
};

export const modified: RecordChange = (message, _, world) => ({
  ...mustHaveRecord(message.vihf, world),
  traits: message.traits,
  administrative: message.administrative,
});

/** Nobody is authorised any more, and the account is gone. [A] */
export const closed: RecordChange = (message, { now }, world) => {
  const { account, ...record } = mustHaveRecord(message.vihf, world);
  return { ...record, status: 'terminated', closing: { date: dateOf(now), reason: AT_THE_PATIENTS_DEMAND }, authorisations: {} };
};

function authorised({ now, psId }: Request): Readonly<Record<string, AuthorisationState>> {
  const at = stampOf(now);
  return { [psId]: { status: 'VALIDE', since: at, lastAction: at } };
}
