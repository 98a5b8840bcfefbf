import { isStaff } from '../../directory.js';
import { declined } from '../../refusal.js';
import type { World } from '../../rule.js';
import type { SimulatedProfessional } from '../../state.js';
import { STRUCTURE } from '../../vihf.js';
import { personIn } from '../hl7-strings.js';
import type { RegistryObject } from '../registry-object.js';
import { ENTRY_SCHEMES } from '../schemes.js';
import type { SubmissionRule } from '../submission-rule.js';
import { isFrom } from './author-rules.js';

/** Of each document a member of the staff sends; whoever else sends is not asked. */
const sentByStaff = (
  name: string,
  words: string,
  holds: (entry: RegistryObject, world: World, structureId: string | undefined) => boolean,
): SubmissionRule => ({
  name,
  refuse: ({ documents, vihf }, world) => {
    if (!isStaff(vihf, world)) return undefined;
    const wrong = documents.find(({ entry }) => !holds(entry, world, vihf.value(STRUCTURE)));
    return wrong && declined('XDSRegistryMetadataError', `${words} (${wrong.entry.id})`);
  },
});

/** Undefined: nobody of the directory, or staff. */
function professionalIn(xcn: string | undefined, { state }: World): SimulatedProfessional | undefined {
  const id = personIn(xcn ?? '')?.id;
  return state.professionals.find(({ cardKind, psId }) => psId === id && cardKind !== 'CPE');
}

/**
 * TD2.2 (§11.5): the staff sends for a professional of its structure. The source says that the author is the professional, and the VIHF that of the
 * staff; how the DMP sees to it, its codes and its words are assumed [A]. Nobody needs an authorisation to feed, so the author's is not asked for.
 */
export const staffRules: readonly SubmissionRule[] = [
  sentByStaff('staff sends for a professional', "L'auteur d'un document transmis par le personnel doit être un professionnel de santé", (entry, world) => {
    const persons = entry.authors(ENTRY_SCHEMES.author).flatMap((author) => author.persons);
    return persons.length > 0 && persons.every((person) => professionalIn(person, world));
  }),
  sentByStaff('staff sends for its structure', "L'auteur d'un document transmis par le personnel n'exerce pas dans sa structure", (entry, world, structureId) =>
    entry
      .authors(ENTRY_SCHEMES.author)
      .every(
        (author) =>
          isFrom(author, structureId) &&
          author.persons.every((person) => professionalIn(person, world)?.situations.some((situation) => situation.structureId === structureId)),
      ),
  ),
  sentByStaff('professional answers for what the staff sends', 'Le responsable (legalAuthenticator) doit être un professionnel de santé', (entry, world) =>
    Boolean(professionalIn(entry.value('legalAuthenticator'), world)),
  ),
];
