import { declined, noSuchRight } from '../../refusal.js';
import type { Rule, World } from '../../rule.js';
import { type Asked, authorisationOf, mustHaveRecord, recordIsOpen, recordOf } from '../../rules/profile-rules.js';
import { type Asker, PURPOSE_OF_USE } from '../../vihf.js';
import { attribute } from '../../xml-reading.js';
import { type DocumentEntry, hides } from '../document-model.js';
import { speaksForStructure } from './author-rules.js';
import { isAuthor } from './replacement-rules.js';

/** Who may read what (PDT-526). */

const purposeOf = (vihf: Asker): string | undefined => attribute(vihf.codes(PURPOSE_OF_USE, 'PurposeOfUse')[0], 'code');
export const isTreating = (vihf: Asker, world: World): boolean => mustHaveRecord(vihf, world).treatingPhysicians.includes(vihf.nameId ?? '');

/** Whoever the patient has authorised; in an emergency nobody the patient has blocked, and of a patient who does not refuse it. */
export function mayRead(vihf: Asker, world: World): boolean {
  const authorisation = authorisationOf(vihf, world);
  if (purposeOf(vihf) !== 'bris_de_glace') return authorisation === 'VALIDE';
  return authorisation !== 'INTERDIT' && !recordOf(vihf, world)?.administrative.refusesBreakGlass;
}

/** What is hidden from professionals is shown to its author and to the "médecin traitant DMP". [A] In an emergency no more than that. */
export const isShown = (entry: DocumentEntry, vihf: Asker, world: World): boolean =>
  !hides(entry, 'MASQUE_PS') || isAuthor(entry, { vihf }, world) || isTreating(vihf, world);

/** [A] for the code of the registry. */
export const knownRecord: readonly Rule<Asked>[] = [
  {
    name: 'patient with a record',
    refuse: ({ vihf }, world) => (recordOf(vihf, world) ? undefined : declined('XDSUnknownPatientId', "Le patient n'a pas de DMP")),
  },
  recordIsOpen,
];

export const professionalsAlone: Rule<Asked> = {
  name: 'no right of staff and structures',
  refuse: ({ vihf }, world) =>
    speaksForStructure(vihf, world) ? noSuchRight("Cette opération n'est pas ouverte au personnel ni aux certificats de structure") : undefined,
};

/** [A] for who is not authorised or blocked; sourced for a patient who refuses emergencies. */
export const authorisedToRead: Rule<Asked> = {
  name: 'authorised to read',
  refuse: ({ vihf }, world) =>
    mayRead(vihf, world) ? undefined : declined('DMPAccessForbidden', "Ce professionnel n'est pas autorisé à consulter le DMP du patient"),
};
