import { randomUUID } from 'node:crypto';
import { type Answer, soapEnvelope } from '../answers.js';
import { keyOf } from '../kept-record.js';
import { packageAnswer } from '../mime-writing.js';
import type { Operation, Request } from '../operation.js';
import { planned } from '../planned-operation.js';
import { declined, invalidMessage } from '../refusal.js';
import type { Rule, World } from '../rule.js';
import { REPOSITORY } from '../service-paths.js';
import type { Vihf } from '../vihf.js';
import { childNames, children, is, NAMESPACES, only, text } from '../xml-reading.js';
import { type Markup, xml } from '../xml-writing.js';
import type { DocumentEntry } from './document-model.js';
import { type RegistryError, registryResponse } from './registry-answers.js';
import { authorisedToRead, isShown, knownRecord, professionalsAlone } from './rules/reading-rules.js';
import { REPOSITORY_ID } from './schemes.js';

const ACTION = 'urn:ihe:iti:2007:RetrieveDocumentSet';

/** What is asked for. Everything may be missing. */
class Retrieval {
  readonly vihf: Vihf;
  readonly root: Element | undefined;
  readonly asked: readonly Element[];

  constructor({ payload, vihf }: Request) {
    this.vihf = vihf;
    this.root = payload;
    this.asked = children(payload, 'xdsb', 'DocumentRequest');
  }

  get uniqueIds(): readonly string[] {
    return this.asked.map((element) => text(only(element, 'xdsb', 'DocumentUniqueId')) ?? '');
  }

  /** Those there are, for this patient. */
  known({ state }: World): readonly DocumentEntry[] {
    const { resource } = this.vihf;
    return this.uniqueIds.flatMap((id) => {
      const entry = state.documents.entryByUniqueId(id);
      return entry && entry.status !== 'Deleted' && resource && keyOf(entry.patient) === keyOf(resource) ? [entry] : [];
    });
  }

  readable(world: World): readonly DocumentEntry[] {
    return this.known(world).filter((entry) => isShown(entry, this.vihf, world));
  }
}

/** Codes by the standard or by the DMP, words ours [A]. */
const rules: readonly Rule<Retrieval>[] = [
  {
    name: 'request of ITI-43',
    refuse: ({ asked, root }) =>
      is(root, 'xdsb', 'RetrieveDocumentSetRequest') &&
      /^DocumentRequest(,DocumentRequest)*$/.test(childNames(root, 'xdsb').join()) &&
      asked.every((request) => childNames(request, 'xdsb').join() === 'RepositoryUniqueId,DocumentUniqueId')
        ? undefined
        : invalidMessage('Le message ne respecte pas son schéma'),
  },
  professionalsAlone,
  ...knownRecord,
  authorisedToRead,
  {
    name: 'repository of the DMP',
    refuse: ({ asked }) =>
      asked.every((request) => text(only(request, 'xdsb', 'RepositoryUniqueId')) === REPOSITORY_ID)
        ? undefined
        : declined('XDSUnknownRepositoryId', "L'entrepôt demandé n'est pas celui du DMP"),
  },
  {
    name: 'a document of this uniqueId',
    refuse: (retrieval, world) =>
      retrieval.known(world).length ? undefined : declined('XDSDocumentUniqueIdError', "L'identifiant unique du document est inconnu"),
  },
  {
    name: 'a document that is shown',
    refuse: (retrieval, world) => (retrieval.readable(world).length ? undefined : declined('DMPAccessForbidden', 'Le document est masqué aux professionnels')),
  },
];

/** TD3.2: documents, byte for byte. Those that cannot be had are told beside those that can. */
export const td32Retrieval: Operation = planned<Retrieval>({
  td: 'TD3.2',
  action: ACTION,
  path: REPOSITORY,
  isFor: () => true,
  rules,
  read: (request) => new Retrieval(request),
  refuse: (refusal, _, request) => answer(request, [], [refusal]),
  carryOut(retrieval, request, world) {
    const readable = retrieval.readable(world);
    const known = retrieval.known(world).map(({ uniqueId }) => uniqueId);
    const missed = retrieval.uniqueIds.filter((id) => !readable.some(({ uniqueId }) => uniqueId === id));
    const errors = missed.map((id) => (known.includes(id) ? { code: 'DMPAccessForbidden', text: id } : { code: 'XDSDocumentUniqueIdError', text: id }));
    const parts = readable.flatMap((entry): readonly RetrievedPart[] => {
      const bytes = world.state.documents.bytesOf(entry.uniqueId);
      return bytes ? [{ entry, bytes, contentId: `${randomUUID()}@urn:ihe:iti:xds-b:2007` }] : [];
    });
    return answer(request, parts, errors);
  },
  words: () => "Consultation d'un document",
});

interface RetrievedPart {
  readonly entry: DocumentEntry;
  readonly bytes: Buffer;
  readonly contentId: string;
}

/** Always in several parts, also when there is nothing to bring. */
function answer({ messageId }: Request, parts: readonly RetrievedPart[], errors: readonly RegistryError[]): Answer {
  const status = errors.length === 0 ? 'Success' : parts.length ? 'PartialSuccess' : 'Failure';
  const action = `${ACTION}Response`;
  const body = xml`
    <RetrieveDocumentSetResponse xmlns="${NAMESPACES.xdsb}">${registryResponse(status, errors)}${parts.map(response)}</RetrieveDocumentSetResponse>`;
  return packageAnswer(
    soapEnvelope(messageId, action, body),
    action,
    parts.map(({ bytes, contentId, entry }) => ({ bytes, contentId, contentType: entry.mimeType })),
  );
}

const response = ({ contentId, entry }: RetrievedPart): Markup => xml`
  <DocumentResponse>
    <RepositoryUniqueId>${REPOSITORY_ID}</RepositoryUniqueId><DocumentUniqueId>${entry.uniqueId}</DocumentUniqueId><mimeType>${entry.mimeType}</mimeType>
    <Document><xop:Include xmlns:xop="${NAMESPACES.xop}" href="cid:${encodeURIComponent(contentId).replace('%40', '@')}"/></Document>
  </DocumentResponse>`;
