import { isPhysician, isStaff, professionalOf } from './directory.js';
import type { Operation } from './operation.js';
import { actionOf, Order, oneOf, say, shape } from './order.js';
import { planned } from './planned-operation.js';
import { noSuchRight } from './refusal.js';
import type { Rule, World } from './rule.js';
import { authorisationOf, mustHaveRecord, normalAccess, notBlocked, recordExists, recordIsOpen } from './rules/profile-rules.js';
import { HABILITATIONS } from './service-paths.js';
import type { AuthorisationState, SimulatedRecord } from './state.js';
import { STRUCTURE } from './vihf.js';
import { stampOf } from './xml-writing.js';

const NAME = 'setAuthorization';

const rules: readonly Rule<Order>[] = [
  ...shape('hab', NAME, /^action(,role)?$/),
  oneOf('action', ['AJOUT', 'SUPPRESSION']),
  oneOf('role', ['MEDECIN_TRAITANT']),
  normalAccess,
  {
    name: 'the staff adds, and does not remove',
    refuse: (order, world) =>
      order.word('action') !== 'AJOUT' && isStaff(order.vihf, world)
        ? noSuchRight("La suppression d'une autorisation n'est pas ouverte au personnel titulaire d'une carte CPE")
        : undefined,
  },
  {
    name: 'role of a physician',
    refuse: (order, world) => {
      const known = professionalOf(order.vihf, world);
      return order.word('role') === undefined || (known && isPhysician(known)) ? undefined : noSuchRight('Seul un médecin peut être médecin traitant DMP');
    },
  },
  recordExists,
  recordIsOpen,
  notBlocked,
];

/** TD0.3: the professional of the VIHF is authorised for its patient, or no longer is. The staff authorises its structure. */
export const td03Authorisation: Operation = planned<Order>({
  td: 'TD0.3',
  action: actionOf('hab', NAME),
  path: HABILITATIONS,
  isFor: () => true,
  rules,
  read: (request) => new Order(request, 'hab'),
  refuse: ({ code, text }, _, request) => say('hab', NAME, request, { status: code, context: text }),
  carryOut(order, request, world) {
    const record = mustHaveRecord(order.vihf, world);
    const changed = order.word('action') === 'AJOUT' ? added(order, record, world) : removed(order, record, world);
    if (changed) world.state.putRecord(changed);
    const nothing = order.word('action') === 'AJOUT' ? "L'autorisation existe déjà" : "L'autorisation n'existe pas";
    return say('hab', NAME, request, { context: changed ? '' : `${nothing}\u00a0: aucune action n'a été effectuée` });
  },
  words: (request) => (new Order(request, 'hab').word('action') === 'SUPPRESSION' ? "Suppression de l'autorisation" : "Ajout de l'autorisation"),
});

/** Undefined: it was so already. */
function added(order: Order, record: SimulatedRecord, world: World): SimulatedRecord | undefined {
  const psId = order.vihf.nameId ?? '';
  const isNew = authorisationOf(order.vihf, world) !== 'VALIDE';
  const becomesTreating = order.word('role') !== undefined && !record.treatingPhysicians.includes(psId);
  if (!isNew && !becomesTreating) return undefined;
  const who = isStaff(order.vihf, world) ? (order.vihf.value(STRUCTURE) ?? '') : psId;
  return {
    ...record,
    authorisations: isNew ? { ...record.authorisations, [who]: now('VALIDE', world) } : record.authorisations,
    treatingPhysicians: becomesTreating ? [...record.treatingPhysicians, psId] : record.treatingPhysicians,
  };
}

function removed({ vihf }: Order, record: SimulatedRecord, world: World): SimulatedRecord | undefined {
  const psId = vihf.nameId ?? '';
  const isTreating = record.treatingPhysicians.includes(psId);
  if (authorisationOf(vihf, world) === 'NON_EXISTE' && !isTreating) return undefined;
  return {
    ...record,
    authorisations: { ...record.authorisations, [psId]: now('NON_EXISTE', world) },
    treatingPhysicians: record.treatingPhysicians.filter((physician) => physician !== psId),
  };
}

function now(status: AuthorisationState['status'], world: World): AuthorisationState {
  const at = stampOf(world.now());
  return { status, since: at, lastAction: at };
}
