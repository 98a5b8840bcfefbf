import type { World } from '../rule.js';
import type { Association, DocumentEntry } from './document-model.js';
import { newId } from './ebrim.js';
import { authorRule } from './rules/author-rules.js';
import { cdaBodyRules } from './rules/cda-body-rules.js';
import { cdaHeaderRules } from './rules/cda-header-rules.js';
import { cdaPartRules } from './rules/cda-part-rules.js';
import { cdaPeopleRules } from './rules/cda-people-rules.js';
import { contentRules, documentsAsParts, newnessRules } from './rules/document-rules.js';
import { entryRules, levelOne, unnumbered, vaccinationVolet } from './rules/entry-rules.js';
import { hidingRules } from './rules/hiding-rules.js';
import { replacementRules } from './rules/replacement-rules.js';
import { recordRules, setRules } from './rules/set-rules.js';
import { provideShape, shapeRules } from './rules/shape-rules.js';
import { signatureDocumentRules } from './rules/signature-document-rules.js';
import { staffRules } from './rules/staff-rules.js';
import { ASSOCIATIONS } from './schemes.js';
import type { Submission } from './submission.js';
import type { SubmissionRule } from './submission-rule.js';
import { entryOf, needed, setOf } from './submitted-objects.js';

/** How documents come into a record, whichever way: what they must be, and how they are kept. */

/** Of TD2.1. */
export const submissionRules: readonly SubmissionRule[] = [
  provideShape,
  ...shapeRules(['HasMember', 'RPLC', 'signs']),
  ...recordRules,
  ...setRules,
  ...entryRules,
  unnumbered,
  documentsAsParts,
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

/** Of what is added on the Web-PS site: all of them, but those about the message and about the signature a software makes of it. [A] */
export const siteAdditionRules: readonly SubmissionRule[] = submissionRules.filter(
  (rule) => rule !== documentsAsParts && !signatureDocumentRules.includes(rule),
);

/** All of it or nothing, and on the disk before anybody is told. The rules were satisfied. */
export function receive({ associations, contents, entries, set, vihf }: Submission, { state }: World): void {
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
