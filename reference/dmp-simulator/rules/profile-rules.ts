import { isStaff } from '../directory.js';
import { declined, noSuchRight } from '../refusal.js';
import type { Rule, World } from '../rule.js';
import type { SimulatedRecord } from '../state.js';
import { type Asker, PURPOSE_OF_USE, STRUCTURE } from '../vihf.js';
import { attribute } from '../xml-reading.js';

/** Whatever was read from a request, it says who asks. */
export interface Asked {
  readonly vihf: Asker;
}

/** Of several transactions: what the profile of who asks allows, and what the record allows. */

/** [A] for all but TD0.3 and TD1.6. */
export const noStaff: Rule<Asked> = {
  name: 'no right of the staff',
  refuse: ({ vihf }, world) => (isStaff(vihf, world) ? noSuchRight("Cette opération n'est pas ouverte au personnel titulaire d'une carte CPE") : undefined),
};

export const normalAccess: Rule<Asked> = {
  name: 'normal access alone',
  refuse: ({ vihf }) => {
    const [purpose] = vihf.codes(PURPOSE_OF_USE, 'PurposeOfUse');
    return attribute(purpose, 'code') === 'normal' ? undefined : noSuchRight("Cette opération n'est pas ouverte dans ce mode d'accès");
  },
};

/** [A] No source has the code of a record that is not there. */
export const recordExists: Rule<Asked> = {
  name: 'record exists',
  refuse: ({ vihf }, world) => (recordOf(vihf, world) ? undefined : declined('DMPNotFound', "Le patient n'a pas de DMP")),
};

export const recordIsOpen: Rule<Asked> = {
  name: 'record is open',
  refuse: ({ vihf }, world) => (recordOf(vihf, world)?.status === 'terminated' ? declined('DMPClosed', 'Le DMP du patient est fermé') : undefined),
};

export const notBlocked: Rule<Asked> = {
  name: 'not blocked by the patient',
  refuse: ({ vihf }, world) =>
    authorisationOf(vihf, world) === 'INTERDIT' ? declined('DMPAccessForbidden', 'Le patient a bloqué ce professionnel') : undefined,
};

/** A closed or missing record is found by other rules. */
export const isAuthorised: Rule<Asked> = {
  name: 'authorised by the patient',
  refuse: ({ vihf }, world) =>
    authorisationOf(vihf, world) === 'VALIDE' ? undefined : declined('DMPAccessForbidden', "Ce professionnel n'est pas autorisé par le patient"),
};

/** [A] What the patient manages in Mon espace santé is out of reach here. */
export const notAttachedToMes: Rule<Asked> = {
  name: 'not attached to Mon espace santé',
  refuse: ({ vihf }, world) =>
    recordOf(vihf, world)?.attachedToMes ? noSuchRight('Ce DMP est rattaché à Mon espace santé, où le patient le gère lui-même') : undefined,
};

export const recordOf = ({ resource }: Asker, { state }: World): SimulatedRecord | undefined =>
  resource && state.findRecord(resource.matricule, resource.insOid);

/** For rules that stand after {@link recordExists}. */
export function mustHaveRecord(vihf: Asker, world: World): SimulatedRecord {
  const record = recordOf(vihf, world);
  if (!record) throw new Error('the rules have let a request pass about a record that is not there');
  return record;
}

export function authorisationOf(vihf: Asker, world: World) {
  const record = recordOf(vihf, world);
  return record && world.state.authorisationOf(record, vihf.nameId ?? '', vihf.value(STRUCTURE));
}
