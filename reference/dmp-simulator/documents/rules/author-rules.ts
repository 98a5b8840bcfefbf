import { isStaff } from '../../directory.js';
import { declined } from '../../refusal.js';
import type { World } from '../../rule.js';
import { type Asker, isIndirect, STRUCTURE } from '../../vihf.js';
import type { EntryAuthor } from '../document-model.js';
import { institutionIn, personIn } from '../hl7-strings.js';
import type { SubmissionRule } from '../submission-rule.js';

/** The staff and the certificates of a structure speak for their structure, a professional for himself. */
export const speaksForStructure = (vihf: Asker, world: World): boolean => isIndirect(vihf) || isStaff(vihf, world);

export const isBy = ({ persons }: EntryAuthor, psId: string | undefined): boolean => persons.some((person) => personIn(person)?.id === psId);
export const isFrom = ({ institutions }: EntryAuthor, structureId: string | undefined): boolean =>
  institutions.some((institution) => institutionIn(institution)?.id === structureId);

/** EX_2.1-1140. The words for a structure are those of the DMP, the others ours [A]. */
export const authorRule: SubmissionRule = {
  name: 'who sends is the author',
  refuse(submission, world) {
    const { documents, setAuthor, vihf } = submission;
    if (!setAuthor) return undefined;
    if (speaksForStructure(vihf, world))
      return isFrom(setAuthor, vihf.value(STRUCTURE))
        ? undefined
        : declined('XDSRegistryMetadataError', "Aucun AuthorInstitution ne correspond à l'utilisateur du VIHF");
    const answers = documents.every(({ entry }) => personIn(entry.value('legalAuthenticator') ?? '')?.id === vihf.nameId);
    return isBy(setAuthor, vihf.nameId) || (documents.length > 0 && answers)
      ? undefined
      : declined('XDSRegistryMetadataError', "Aucun AuthorPerson ni LegalAuthenticator ne correspond à l'utilisateur du VIHF");
  },
};
