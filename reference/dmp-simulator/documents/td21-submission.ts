import { isStaff } from '../directory.js';
import type { Operation, Request } from '../operation.js';
import { planned } from '../planned-operation.js';
import type { World } from '../rule.js';
import { REPOSITORY } from '../service-paths.js';
import { attribute } from '../xml-reading.js';
import type { Association, DocumentEntry } from './document-model.js';
import { newId } from './ebrim.js';
import { answerOf } from './registry-answers.js';
import { authorRule } from './rules/author-rules.js';
import { cdaBodyRules } from './rules/cda-body-rules.js';
import { cdaHeaderRules } from './rules/cda-header-rules.js';
import { cdaPartRules } from './rules/cda-part-rules.js';
import { cdaPeopleRules } from './rules/cda-people-rules.js';
import { contentRules, newnessRules } from './rules/document-rules.js';
import { entryRules, levelOne, unnumbered, vaccinationVolet } from './rules/entry-rules.js';
import { hidingRules } from './rules/hiding-rules.js';
import { replacementRules } from './rules/replacement-rules.js';
import { recordRules, setRules } from './rules/set-rules.js';
import { provideShape, shapeRules } from './rules/shape-rules.js';
import { signatureDocumentRules } from './rules/signature-document-rules.js';
import { staffRules } from './rules/staff-rules.js';
import { ASSOCIATIONS } from './schemes.js';
import { Submission } from './submission.js';
import { entryOf, needed, setOf } from './submitted-objects.js';

const ACTION = 'urn:ihe:iti:2007:ProvideAndRegisterDocumentSet-b';

const rules = [
  provideShape,
  ...shapeRules(['HasMember', 'RPLC', 'signs']),
  ...recordRules,
  ...setRules,
  ...entryRules,
  unnumbered,
  ...contentRules,
  ...newnessRules,
  authorRule,
  ...staffRules,
  ...hidingRules,
  vaccinationVolet,
  levelOne,
  ...cdaHeaderRules,
  ...cdaPeopleRules,
  ...cdaPartRules,
  ...cdaBodyRules,
  ...signatureDocumentRules,
  ...replacementRules,
];

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
    rules,
    read: (request) => new Submission(request),
    refuse: (refusal, _, request) => answerOf(request, `${ACTION}Response`, 'Failure', [refusal]),
    carryOut(asked, request, world) {
      keep(asked, request, world);
      return world.state.controls.fault === 'partialSuccess'
        ? answerOf(request, `${ACTION}Response`, 'PartialSuccess', [{ code: 'XDSRegistryError', text: 'Avertissement simulé', severity: 'Warning' }])
        : answerOf(request, `${ACTION}Response`, 'Success');
    },
    words: () => what,
  });
}

/** All of it or nothing, and on the disk before anybody is told. */
function keep({ associations, contents, entries, set }: Submission, { vihf }: Request, { state }: World): void {
  const patient = needed(vihf.resource);
  const kept = { set: setOf(needed(set), patient), entries: new Map(entries.map((object) => [object.id, entryOf(object, patient)])) };
  const idOf = (written: string): string =>
    kept.entries.get(written)?.lid ?? (written === set?.id ? kept.set.entryUuid : needed(state.documents.entryByUuid(written)).lid);
  const links = associations.map((association): Association => {
    const [source, target, type] = ['sourceObject', 'targetObject', 'associationType'].map((name) => needed(association.attribute(name))) as [
      string,
      string,
      string,
    ];
    const known = Object.entries(ASSOCIATIONS).find(([, urn]) => urn === type)?.[0] as Association['type'];
    return { id: newId(), type: known, source: idOf(source), target: idOf(target) };
  });
  const replaced = links.flatMap(({ target, type }): readonly DocumentEntry[] =>
    type === 'RPLC' ? [{ ...needed(state.documents.entry(target)), status: 'Deprecated' }] : [],
  );
  const bytes = new Map([...kept.entries].map(([id, { uniqueId }]) => [uniqueId, needed(contents.find((content) => content.id === id)?.bytes)]));
  state.documents.commit({ set: kept.set, entries: [...replaced, ...kept.entries.values()], associations: links, bytes });
}

function isReplacement(payload: Element | undefined): boolean {
  const associations = Array.from(payload?.getElementsByTagNameNS('urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0', 'Association') ?? []);
  return associations.some((association) => attribute(association, 'associationType') === ASSOCIATIONS.RPLC);
}
