import { isStaff } from '../directory.js';
import type { Operation } from '../operation.js';
import { planned } from '../planned-operation.js';
import { REPOSITORY } from '../service-paths.js';
import { attribute } from '../xml-reading.js';
import { receive, submissionRules } from './reception.js';
import { answerOf } from './registry-answers.js';
import { ASSOCIATIONS } from './schemes.js';
import { Submission } from './submission.js';

const ACTION = 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b';

/** TD2.1, and TD2.2 when a member of the staff sends (also what replaces): documents come into a record. */
export const td21Submission = submission('TD2.1', "Ajout d'un document", () => true);
/** TD2.1b: a document takes the place of its former version. */
export const td21Replacement = submission('TD2.1b', "Remplacement d'un document", isReplacement);

function submission(td: string, what: string, isFor: Operation['isFor']): Operation {
  return planned<Submission>({
    td,
    action: ACTION,
    path: REPOSITORY,
    feeds: true,
    isOpenToStructures: true,
    isFor,
    tdOf: ({ vihf }, world) => (isStaff(vihf, world) ? 'TD2.2' : td),
    rules: submissionRules,
    read: Submission.of,
    refuse: (refusal, _, request) => answerOf(request, `${ACTION}Response`, 'Failure', [refusal]),
    carryOut(asked, request, world) {
      receive(asked, world);
      return world.state.controls.fault === 'partialSuccess'
        ? answerOf(request, `${ACTION}Response`, 'PartialSuccess', [{ code: 'XDSRegistryError', text: 'Avertissement simulé', severity: 'Warning' }])
        : answerOf(request, `${ACTION}Response`, 'Success');
    },
    words: () => what,
  });
}

function isReplacement(payload: Element | undefined): boolean {
  const associations = Array.from(payload?.getElementsByTagNameNS('urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0', 'Association') ?? []);
  return associations.some((association) => attribute(association, 'associationType') === ASSOCIATIONS.RPLC);
}
