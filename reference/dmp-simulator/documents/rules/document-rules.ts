import { createHash } from 'node:crypto';
import { isPackaged } from '../../mime-package.js';
import { declined } from '../../refusal.js';
import { attribute } from '../../xml-reading.js';
import { ASSOCIATIONS } from '../schemes.js';
import type { Submission } from '../submission.js';
import { eachDocument, eachEntry, type SubmissionRule, whole } from '../submission-rule.js';

/** Code by the standard, words ours [A]. */
export const documentsAsParts: SubmissionRule = whole(
  'documents as parts',
  'XDSRepositoryError',
  'Les documents doivent être transmis en MTOM',
  ({ sent }) => sent !== undefined && isPackaged(sent.message.received.contentType),
);

/** Members of a set, and their bytes. Codes by the standard, words ours [A]. */
export const contentRules: readonly SubmissionRule[] = [
  whole('a document at least', 'XDSRegistryMetadataError', 'Le lot ne contient aucun document', ({ documents }) => documents.length > 0),
  whole('each entry a member of the set', 'XDSRegistryMetadataError', "Un document n'est pas membre du lot", hasMembers),
  whole('members as originals', 'XDSRegistryMetadataError', "SubmissionSetStatus d'un membre du lot doit être Original", (submission) =>
    submission.associationsOf('HasMember').every((association) => association.slot('SubmissionSetStatus').join() === 'Original'),
  ),
  whole('bytes of each entry', 'XDSMissingDocument', "Le contenu d'un document est absent", ({ contents, entries }) =>
    entries.every(({ id }) => contents.filter((content) => content.id === id && content.bytes?.length).length === 1),
  ),
  whole('an entry for all bytes', 'XDSMissingDocumentMetadata', "Un contenu n'a pas de métadonnées", ({ contents, entries }) =>
    contents.every(({ id }) => entries.some((entry) => entry.id === id)),
  ),
  eachBytes('size of the bytes', "La taille du document n'est pas celle des métadonnées", (entry, bytes) => entry.value('size') === String(bytes.length)),
  eachBytes(
    'hash of the bytes',
    "L'empreinte du document n'est pas celle des métadonnées",
    (entry, bytes) => entry.value('hash') === createHash('sha1').update(bytes).digest('hex'),
  ),
  eachDocument('document is XML', 'XDSRepositoryError', "Le document n'est pas un XML bien formé, en UTF-8 et sans DOCTYPE", ({ xml }) => xml !== undefined),
];

export const setIsNew: SubmissionRule = whole(
  'set is new',
  'XDSDuplicateUniqueIdInRegistry',
  "L'identifiant unique du lot est déjà utilisé",
  ({ setId }, { state }) => !state.documents.setByUniqueId(setId),
);

/** What is known already. A document of the same name must be the same, and then it is there. */
export const newnessRules: readonly SubmissionRule[] = [
  eachEntry('same bytes under a known name', 'XDSNonIdenticalHash', "L'identifiant unique est celui d'un autre document", (entry, _, { state }) => {
    const known = state.documents.entryByUniqueId(entry.identifier('XDSDocumentEntry.uniqueId') ?? '');
    return known === undefined || known.hash === entry.value('hash');
  }),
  {
    name: 'document is new',
    refuse({ entries }, { state }) {
      const ids = entries.map((entry) => entry.identifier('XDSDocumentEntry.uniqueId') ?? '');
      const known = ids.find((id, index) => state.documents.entryByUniqueId(id) || ids.indexOf(id) !== index);
      return known === undefined ? undefined : declined('XDSDuplicateUniqueIdInRegistry', `L'identifiant unique du document est déjà utilisé (${known})`);
    },
  },
  setIsNew,
];

function eachBytes(name: string, words: string, holds: (entry: Submission['entries'][number], bytes: Buffer) => boolean): SubmissionRule {
  return eachEntry(name, 'XDSRepositoryMetadataError', words, (entry, { contents }) => {
    const bytes = contents.find(({ id }) => id === entry.id)?.bytes;
    return bytes !== undefined && holds(entry, bytes);
  });
}

function hasMembers({ associations, entries, set }: Submission): boolean {
  const members = associations.filter((association) => association.attribute('associationType') === ASSOCIATIONS.HasMember);
  return (
    members.length === entries.length &&
    entries.every(({ id }) => members.some(({ element }) => attribute(element, 'sourceObject') === set?.id && attribute(element, 'targetObject') === id))
  );
}
