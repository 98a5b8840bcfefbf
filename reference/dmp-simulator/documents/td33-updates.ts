import type { Operation } from '../operation.js';
import { planned } from '../planned-operation.js';
import type { World } from '../rule.js';
import { REGISTRY } from '../service-paths.js';
import type { Association, DocumentChange, DocumentEntry } from './document-model.js';
import { hides, STATUSES } from './document-model.js';
import { newId } from './ebrim.js';
import { answerOf } from './registry-answers.js';
import { authorRule } from './rules/author-rules.js';
import { setIsNew } from './rules/document-rules.js';
import { entryRules } from './rules/entry-rules.js';
import { hidingRules, isHidden } from './rules/hiding-rules.js';
import { recordRules, setRules } from './rules/set-rules.js';
import { shapeRules, updateShape } from './rules/shape-rules.js';
import { archivingRules, changedEntry, deletionRules, metadataRules, statusChange } from './rules/update-rules.js';
import { ENTRY_SCHEMES, STATUS_SLOT } from './schemes.js';
import { Submission } from './submission.js';
import type { SubmissionRule } from './submission-rule.js';
import { needed, setOf } from './submitted-objects.js';

const ACTION = 'urn:ihe:iti:2010:UpdateDocumentSet';
const common: readonly SubmissionRule[] = [...recordRules, ...setRules, setIsNew, authorRule];
const holds = (name: string) => (payload: Element | undefined) =>
  (payload?.getElementsByTagNameNS('urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0', name).length ?? 0) > 0;
const newStatusIsDeleted = (payload: Element | undefined): boolean =>
  Array.from(payload?.getElementsByTagNameNS('urn:oasis:names:tc:ebxml-regrep:xsd:rim:3.0', 'Slot') ?? []).some(
    (slot) => slot.getAttribute('name') === STATUS_SLOT && slot.textContent?.trim() === STATUSES.Deleted,
  );

/** TD3.3a and TD3.3b: a document is masked, unmasked or made visible. Its metadata get a new name. */
const td33Confidentiality = update('TD3.3a', "Modification de la confidentialité d'un document", {
  link: 'HasMember',
  isFor: holds('ExtrinsicObject'),
  tdOf: (asked, world) => (isAboutProfessionals(Submission.of(asked), world) ? 'TD3.3a' : 'TD3.3b'),
  rules: [updateShape, ...shapeRules(['HasMember']), ...common, ...entryRules, ...hidingRules, ...metadataRules],
  change(submission, world) {
    const entry = needed(changedEntry(submission, world));
    const confidentialities = needed(submission.entries[0]).codes(ENTRY_SCHEMES.confidentiality);
    return [{ ...entry, entryUuid: newId(), version: entry.version + 1, confidentialities }];
  },
});

/** TD3.3c: a document goes, and with it the versions it has replaced. */
const td33Deletion = update('TD3.3c', "Suppression d'un document", {
  link: 'UpdateAvailabilityStatus',
  isOpenToStructures: true,
  isFor: newStatusIsDeleted,
  rules: [updateShape, ...shapeRules(['UpdateAvailabilityStatus']), ...common, ...deletionRules],
  change(submission, world) {
    const entry = needed(statusChange(submission, world).entry);
    return [entry, ...world.state.documents.formerVersionsOf(entry)].map((version) => ({ ...version, status: 'Deleted' }));
  },
});

/** TD3.3d: a document is put aside, or taken back. */
const td33Archiving = update('TD3.3d', "Archivage ou désarchivage d'un document", {
  link: 'UpdateAvailabilityStatus',
  isFor: () => true,
  rules: [updateShape, ...shapeRules(['UpdateAvailabilityStatus']), ...common, ...archivingRules],
  change(submission, world) {
    const { entry, to } = statusChange(submission, world);
    return [{ ...needed(entry), status: needed(to) }];
  },
});

/** Masking and unmasking are TD3.3a; showing to the patient or his representatives TD3.3b. */
function isAboutProfessionals(submission: Submission, world: World): boolean {
  const entry = changedEntry(submission, world);
  const [object] = submission.entries;
  return entry === undefined || object === undefined || hides(entry, 'MASQUE_PS') !== isHidden(object, 'MASQUE_PS');
}

export const td33Updates: readonly Operation[] = [td33Confidentiality, td33Deletion, td33Archiving];

interface Update extends Pick<Operation, 'isFor' | 'isOpenToStructures' | 'tdOf'> {
  /** What the set does to the entries it changes. */
  readonly link: Association['type'];
  readonly rules: readonly SubmissionRule[];
  change(submission: Submission, world: World): readonly DocumentEntry[];
}

function update(td: string, what: string, { change, link, ...plan }: Update): Operation {
  return planned<Submission>({
    ...plan,
    td,
    action: ACTION,
    path: REGISTRY,
    read: Submission.of,
    refuse: (refusal, _, request) => answerOf(request, `${ACTION}-Response`, 'Failure', [refusal]),
    carryOut(submission, request, world) {
      world.state.documents.commit(changeOf(submission, change(submission, world), link));
      return answerOf(request, `${ACTION}-Response`, 'Success');
    },
    words: () => what,
  });
}

function changeOf({ set, vihf }: Submission, entries: readonly DocumentEntry[], type: Association['type']): DocumentChange {
  const kept = setOf(needed(set), needed(vihf.resource));
  const associations = entries.map(({ lid }) => ({ id: newId(), type, source: kept.entryUuid, target: lid }));
  return { set: kept, entries, associations, bytes: new Map() };
}
