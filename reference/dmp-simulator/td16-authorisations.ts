import { specialityCodeOf, specialityNameOf } from './directory.js';
import type { Operation } from './operation.js';
import { actionOf, Order, oneOf, say, shape } from './order.js';
import { planned } from './planned-operation.js';
import type { Rule, World } from './rule.js';
import { isAuthorised, mustHaveRecord, normalAccess, noStaff, recordExists, recordIsOpen } from './rules/profile-rules.js';
import { HABILITATIONS } from './service-paths.js';
import type { AuthorisationState, SimulatedProfessional, SimulatedRecord } from './state.js';
import { type Markup, NOTHING, xml } from './xml-writing.js';

const NAME = 'listAuthorizationByPatient';
const PERSONS = '1.2.250.1.71.4.2.1';
const STRUCTURES = '1.2.250.1.71.4.2.2';

/** Only what was authorised or blocked is listed. */
const MODES: Readonly<Record<string, string>> = { VALIDE: 'ACTIVE', INTERDIT: 'INTERDITE' };

const rules: readonly Rule<Order>[] = [
  ...shape('hab', NAME, /^mode$/),
  oneOf('mode', ['ACTIVE', 'INTERDITE', 'TOUTE']),
  noStaff,
  normalAccess,
  recordExists,
  recordIsOpen,
  isAuthorised,
];

/** TD1.6: who is authorised for the patient of the VIHF, and who is blocked. */
export const td16Authorisations: Operation = planned<Order>({
  td: 'TD1.6',
  action: actionOf('hab', NAME),
  path: HABILITATIONS,
  isFor: () => true,
  rules,
  read: (request) => new Order(request, 'hab'),
  refuse: ({ code, text }, _, request) => say('hab', NAME, request, { status: code, context: text }),
  carryOut(order, request, world) {
    const mode = order.word('mode');
    const listed = entriesOf(mustHaveRecord(order.vihf, world), world).filter(({ authorisation }) =>
      mode === 'TOUTE' ? authorisation.status in MODES : MODES[authorisation.status] === mode,
    );
    return say('hab', NAME, request, { data: xml`${listed.map(written)}` });
  },
  words: () => 'Consultation de la liste des professionnels autorisés ou bloqués',
});

interface Entry {
  readonly id: string;
  readonly idType: string;
  readonly firstName: string;
  readonly lastName: string;
  readonly speciality?: { readonly code: string; readonly name: string };
  readonly isTreating: boolean;
  readonly authorisation: AuthorisationState;
}

/** Professionals by name, whether the record names them or means everybody; then the structures it names. */
function entriesOf(record: SimulatedRecord, { state }: World): readonly Entry[] {
  const { authorisations, treatingPhysicians } = record;
  const persons = state.professionals
    .filter(({ cardKind }) => cardKind !== 'CPE')
    .flatMap((professional): readonly Entry[] => {
      const authorisation = authorisations[professional.psId] ?? authorisations['*'];
      return authorisation ? [personEntry(professional, authorisation, treatingPhysicians.includes(professional.psId))] : [];
    });
  const structures = new Map(state.professionals.flatMap(({ situations }) => situations.map(({ structureId, structureName }) => [structureId, structureName])));
  const teams = [...structures].flatMap(([id, lastName]): readonly Entry[] => {
    const authorisation = authorisations[id];
    return authorisation ? [{ id, idType: STRUCTURES, firstName: '', lastName, isTreating: false, authorisation }] : [];
  });
  return [...persons, ...teams];
}

function personEntry(professional: SimulatedProfessional, authorisation: AuthorisationState, isTreating: boolean): Entry {
  const { familyName, givenName, psId } = professional;
  const speciality = { code: specialityCodeOf(professional), name: specialityNameOf(professional) };
  return { id: psId, idType: PERSONS, firstName: givenName, lastName: familyName, speciality, isTreating, authorisation };
}

const written = ({ authorisation, firstName, id, idType, isTreating, lastName, speciality }: Entry): Markup => xml`
  <listOfAuthorizationByPatient>
    <nationalId>${id}</nationalId><nationalIdType>${idType}</nationalIdType>
    <firstName>${firstName}</firstName><lastName>${lastName}</lastName>
    ${speciality ? xml`<codeSpeciality>${speciality.code}</codeSpeciality><libSpeciality>${speciality.name}</libSpeciality>` : NOTHING}
    <startOfAuthorization>${authorisation.since}</startOfAuthorization><lastActionDate>${authorisation.lastAction}</lastActionDate>
    <mode>${MODES[authorisation.status] ?? ''}</mode>${isTreating ? xml`<specificRight>MEDECIN_TRAITANT</specificRight>` : NOTHING}
  </listOfAuthorizationByPatient>`;
