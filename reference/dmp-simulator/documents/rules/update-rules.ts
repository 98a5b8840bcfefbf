import { declined } from '../../refusal.js';
import type { World } from '../../rule.js';
import { isAuthorised, normalAccess } from '../../rules/profile-rules.js';
import { type DocumentEntry, type DocumentStatus, hides, isSignature, STATUSES } from '../document-model.js';
import { samePatient } from '../ebrim.js';
import type { Submission } from '../submission.js';
import { type SubmissionRule, whole, type XdsCode } from '../submission-rule.js';
import { entryOf } from '../submitted-objects.js';
import { isHidden } from './hiding-rules.js';
import { isTreating, professionalsAlone } from './reading-rules.js';
import { isAuthor } from './replacement-rules.js';

/** The entry whose metadata are changed, as it is. */
export const changedEntry = ({ entries, vihf }: Submission, { state }: World): DocumentEntry | undefined => {
  const entry = state.documents.entry(entries[0]?.attribute('lid') ?? '');
  return entry && samePatient(entry.patient, vihf.resource) ? entry : undefined;
};

/** The entry whose status is changed, and from what to what. */
export function statusChange(submission: Submission, { state }: World) {
  const [association] = submission.associations;
  const entry = state.documents.entryByUuid(association?.attribute('targetObject') ?? '');
  const [from, to] = ['OriginalStatus', 'NewStatus'].map((name) => statusOf(association?.value(name)));
  return { entry: entry && samePatient(entry.patient, submission.vihf.resource) ? entry : undefined, from, to };
}

const about = (name: string, code: XdsCode, words: string, holds: (entry: DocumentEntry, submission: Submission, world: World) => boolean): SubmissionRule =>
  whole(name, code, words, (submission, world) => {
    const entry = changedEntry(submission, world);
    return entry !== undefined && holds(entry, submission, world);
  });

/** TD3.3a/b: who may see a document. Codes by the standard, words ours [A]. */
export const metadataRules: readonly SubmissionRule[] = [
  professionalsAlone,
  normalAccess,
  isAuthorised,
  whole(
    'one entry, member of the set',
    'XDSMetadataUpdateError',
    'La mise à jour doit porter sur un seul document, membre du lot',
    ({ associations, entries, set }) => {
      const [association, ...others] = associations;
      return (
        entries.length === 1 &&
        !others.length &&
        association?.attribute('sourceObject') === set?.id &&
        association?.attribute('targetObject') === entries[0]?.id
      );
    },
  ),
  about('entry of this lid', 'XDSMetadataUpdateError', "L'entrée du document (lid) est inconnue", (entry) => !isSignature(entry)),
  about('entry that can change', 'XDSMetadataUpdateError', 'Un document remplacé ou supprimé ne change plus', ({ status }) =>
    ['Approved', 'Archived'].includes(status),
  ),
  about(
    'current version of the metadata',
    'XDSMetadataVersionError',
    "PreviousVersion n'est pas la version actuelle des métadonnées",
    ({ version }, { associations }) => {
      return associations[0]?.value('PreviousVersion') === String(version);
    },
  ),
  about('same version in the entry', 'XDSMetadataVersionError', "VersionInfo n'est pas la version actuelle ou la suivante", ({ version }, { entries }) =>
    [String(version), String(version + 1)].includes(entries[0]?.version ?? ''),
  ),
  about(
    'all but confidentiality as it was',
    'XDSMetadataUpdateError',
    'Seule la confidentialité peut changer',
    (entry, { entries: [object] }) => object !== undefined && withoutHiding(entryOf(object, entry.patient)) === withoutHiding(entry),
  ),
  about(
    'what was visible stays so',
    'XDSMetadataUpdateError',
    'Un document visible par le patient ou ses représentants légaux le reste',
    (entry, { entries: [object] }) =>
      object !== undefined &&
      (['INVISIBLE_PATIENT', 'INVISIBLE_REPRESENTANTS_LEGAUX'] as const).every((hiding) => hides(entry, hiding) || !isHidden(object, hiding)),
  ),
  about('unmasked by its author', 'DMPAccessForbidden', "Seul l'auteur ou le médecin traitant DMP peut démasquer un document", (entry, submission, world) => {
    const [object] = submission.entries;
    const unmasks = hides(entry, 'MASQUE_PS') && object !== undefined && !isHidden(object, 'MASQUE_PS');
    return !unmasks || isAuthor(entry, submission, world) || isTreating(submission.vihf, world);
  }),
];

const target = (name: string, code: XdsCode, words: string, holds: (entry: DocumentEntry, submission: Submission, world: World) => boolean): SubmissionRule =>
  whole(name, code, words, (submission, world) => {
    const { entry } = statusChange(submission, world);
    return entry !== undefined && holds(entry, submission, world);
  });

/** What TD3.3c and TD3.3d have in common. Codes by the standard, words ours [A]. */
const statusRules: readonly SubmissionRule[] = [
  whole('one change of status', 'XDSMetadataUpdateError', "Le lot doit changer le statut d'un seul document", ({ associations, entries, set }) => {
    const [association, ...others] = associations;
    return entries.length === 0 && !others.length && association?.attribute('sourceObject') === set?.id;
  }),
  target('current name of an entry', 'XDSMetadataUpdateError', "L'identifiant de l'entrée est inconnu, ou a changé", (entry) => !isSignature(entry)),
  whole('status as it is', 'XDSMetadataUpdateError', "OriginalStatus n'est pas le statut actuel du document", (submission, world) => {
    const { entry, from } = statusChange(submission, world);
    return from !== undefined && entry?.status === from;
  }),
  whole('status that can follow', 'XDSMetadataUpdateOperationError', 'Ce changement de statut est impossible', (submission, world) => {
    const { from, to } = statusChange(submission, world);
    return (FOLLOWING[from ?? 'Deleted'] as readonly (DocumentStatus | undefined)[]).includes(to);
  }),
];

/** TD3.3c: whoever fed a document may take it back, whether he may read the record or not. */
export const deletionRules: readonly SubmissionRule[] = [
  ...statusRules,
  target('deleted by its author', 'DMPAccessForbidden', "Seul l'auteur d'un document, ou sa structure, peut le supprimer", isAuthor),
];

/** TD3.3d. */
export const archivingRules: readonly SubmissionRule[] = [
  professionalsAlone,
  normalAccess,
  isAuthorised,
  ...statusRules,
  {
    name: 'archived by its author',
    refuse(submission, world) {
      const { entry } = statusChange(submission, world);
      return entry && (isAuthor(entry, submission, world) || isTreating(submission.vihf, world))
        ? undefined
        : declined('DMPAccessForbidden', "Seul l'auteur ou le médecin traitant DMP peut archiver ou désarchiver un document");
    },
  },
];

const FOLLOWING: Readonly<Record<DocumentStatus, readonly DocumentStatus[]>> = {
  Approved: ['Archived', 'Deleted'],
  Archived: ['Approved', 'Deleted'],
  Deprecated: [],
  Deleted: [],
};

const statusOf = (urn: string | undefined): DocumentStatus | undefined =>
  (Object.keys(STATUSES) as DocumentStatus[]).find((status) => STATUSES[status] === urn);

/** As text, to be compared. */
function withoutHiding({ confidentialities: _, entryUuid: _uuid, lid: _lid, status: _status, version: _version, ...entry }: DocumentEntry): string {
  return JSON.stringify(
    entry,
    Object.keys(entry).sort().concat(['code', 'system', 'display', 'persons', 'institutions', 'roles', 'specialities', 'matricule', 'insOid']),
  );
}
