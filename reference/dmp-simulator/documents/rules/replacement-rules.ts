import { keyOf } from '../../kept-record.js';
import { type BusinessRefusal, declined } from '../../refusal.js';
import type { World } from '../../rule.js';
import { STRUCTURE } from '../../vihf.js';
import { parse } from '../../xml-reading.js';
import { ClinicalDocument } from '../clinical-document.js';
import type { DocumentEntry } from '../document-model.js';
import type { Submission, SubmittedDocument } from '../submission.js';
import { eachDocument, type SubmissionRule, whole } from '../submission-rule.js';
import { isBy, isFrom, speaksForStructure } from './author-rules.js';

/** Who may do to a document what its author may. */
export function isAuthor({ authors }: Pick<DocumentEntry, 'authors'>, { vihf }: Pick<Submission, 'vihf'>, world: World): boolean {
  return authors.some((author) => (speaksForStructure(vihf, world) ? isFrom(author, vihf.value(STRUCTURE)) : isBy(author, vihf.nameId)));
}

/** A new version in the place of a former one (TD2.1b). Codes by the standard, words ours [A]. */
export const replacementRules: readonly SubmissionRule[] = [
  whole('one version replaces one', 'XDSReplaceFailed', 'Une association RPLC ne relie pas un document du lot à un autre document', (submission) => {
    const replacements = submission.associationsOf('RPLC');
    const endsOf = (end: 'sourceObject' | 'targetObject') => replacements.map((association) => association.attribute(end));
    const sources = endsOf('sourceObject');
    return (
      new Set(sources).size === sources.length &&
      sources.every((source) => submission.documents.some(({ entry }) => entry.id === source)) &&
      new Set(endsOf('targetObject')).size === sources.length
    );
  }),
  ofReplaced('replaced document is known', (replaced, submission) =>
    replaced && keyOf(replaced.patient) === keyOf(submission.vihf.resource ?? NOBODY)
      ? undefined
      : declined('XDSReplaceFailed', "Le document à remplacer est inconnu, ou l'identifiant de son entrée a changé"),
  ),
  ofReplaced('replaced document is not replaced yet', (replaced) =>
    replaced?.status === 'Deprecated' ? declined('XDSRegistryDeprecatedDocumentError', 'Le document à remplacer a déjà été remplacé') : undefined,
  ),
  ofReplaced('replaced document is approved', (replaced) =>
    replaced?.status === 'Approved' ? undefined : declined('XDSReplaceFailed', 'Le document à remplacer est archivé ou supprimé'),
  ),
  /** [A] */
  ofReplaced('replaced by its author', (replaced, submission, world) =>
    replaced && isAuthor(replaced, submission, world) ? undefined : declined('DMPAccessForbidden', "Seul l'auteur d'un document peut le remplacer"),
  ),
  eachDocument(
    'CDA and association tell the same replacement',
    'XDSReplaceFailed',
    "relatedDocument n'est pas le document que l'association RPLC remplace",
    (document, submission, world) => document.cda?.replaced === replacedBy(document, submission, world)?.uniqueId,
  ),
  eachDocument('next version of the same set', 'XDSReplaceFailed', 'setId ou versionNumber ne suit pas la version remplacée', (document, submission, world) => {
    const replaced = replacedBy(document, submission, world);
    const bytes = replaced && world.state.documents.bytesOf(replaced.uniqueId);
    const former = bytes && parse(bytes.toString())?.documentElement;
    if (!former) return document.cda?.version === 1;
    const { setId, version } = new ClinicalDocument(former);
    return document.cda?.setId === setId && document.cda?.version === version + 1;
  }),
];

const NOBODY = { matricule: '', insOid: '' };

function ofReplaced(
  name: string,
  refuse: (replaced: DocumentEntry | undefined, submission: Submission, world: World) => BusinessRefusal | undefined,
): SubmissionRule {
  return {
    name,
    refuse(submission, world) {
      for (const association of submission.associationsOf('RPLC')) {
        const refusal = refuse(world.state.documents.entryByUuid(association.attribute('targetObject') ?? ''), submission, world);
        if (refusal) return refusal;
      }
      return undefined;
    },
  };
}

/** Undefined: a first version. */
function replacedBy({ entry }: SubmittedDocument, submission: Submission, { state }: World): DocumentEntry | undefined {
  const association = submission.associationsOf('RPLC').find((candidate) => candidate.attribute('sourceObject') === entry.id);
  return association && state.documents.entryByUuid(association.attribute('targetObject') ?? '');
}
