import { type Answer, soapEnvelope } from '../answers.js';
import { keyOf } from '../kept-record.js';
import type { Operation, Request } from '../operation.js';
import { planned } from '../planned-operation.js';
import type { Rule, World } from '../rule.js';
import { REGISTRY } from '../service-paths.js';
import { attribute, NAMESPACES, only } from '../xml-reading.js';
import { type Markup, xml } from '../xml-writing.js';
import type { DocumentEntry } from './document-model.js';
import { association, extrinsicObject, objectRef, registryPackage } from './ebrim.js';
import { errorList, type RegistryError, statusUrn } from './registry-answers.js';
import { speaksForStructure } from './rules/author-rules.js';
import { referenceRules, searchRules } from './rules/query-rules.js';
import { isShown, mayRead } from './rules/reading-rules.js';
import { isAuthor } from './rules/replacement-rules.js';
import { STORED_QUERIES } from './stored-queries.js';
import { StoredQuery } from './stored-query.js';

const ACTION = 'urn:ihe:iti:2007:RegistryStoredQuery';
const asksReferences = (payload: Element | undefined): boolean => attribute(only(payload, 'query', 'ResponseOption'), 'returnType') === 'ObjectRef';

/** TD3.1b: the names that documents of one's own have in the registry now, so that they can be replaced or deleted. */
export const td31References = search('TD3.1b', "Recherche de la référence d'un document", asksReferences, referenceRules, { isOpenToStructures: true });
/** TD3.1: what is known of the documents of a record. */
export const td31Search = search('TD3.1', 'Recherche de documents', () => true, searchRules);

function search(
  td: string,
  what: string,
  isFor: Operation['isFor'],
  rules: readonly Rule<StoredQuery>[],
  open: Pick<Operation, 'isOpenToStructures'> = {},
): Operation {
  return planned<StoredQuery>({
    ...open,
    td,
    action: ACTION,
    path: REGISTRY,
    isFor,
    rules,
    read: (request) => new StoredQuery(request),
    refuse: (refusal, _, request) => answer(request, [], [refusal]),
    carryOut: (query, request, world) => answer(request, objectsOf(query, world)),
    words: () => what,
  });
}

/** Of what is found, what may be told to who asks. Of an association, both ends may be. */
function objectsOf(query: StoredQuery, world: World): readonly Markup[] {
  const { documents } = world.state;
  const { resource } = query.vihf;
  const found = STORED_QUERIES[query.id]?.find(query, documents, world) ?? {};
  const isTold = (entry: DocumentEntry): boolean => {
    if (!resource || keyOf(entry.patient) !== keyOf(resource)) return false;
    const readsAll = !speaksForStructure(query.vihf, world) && mayRead(query.vihf, world);
    return readsAll ? isShown(entry, query.vihf, world) : isAuthor(entry, query, world);
  };
  const isEndTold = (id: string): boolean => {
    const entry = documents.entry(id);
    const set = documents.set(id);
    return entry ? isTold(entry) : set !== undefined && resource !== undefined && keyOf(set.patient) === keyOf(resource);
  };
  const isReference = query.returnType === 'ObjectRef';
  const written = <T extends { readonly entryUuid: string }>(objects: readonly T[], write: (object: T) => Markup): readonly Markup[] =>
    objects.map((object) => (isReference ? objectRef(object.entryUuid) : write(object)));
  const sets = (found.sets ?? []).filter(({ patient }) => resource && keyOf(patient) === keyOf(resource));
  const associations = (found.associations ?? []).filter(({ source, target }) => isEndTold(source) && isEndTold(target));
  return [
    ...written(sets, registryPackage),
    ...written((found.entries ?? []).filter(isTold), extrinsicObject),
    ...associations.map((link) => (isReference ? objectRef(link.id) : association(link, documents))),
  ];
}

function answer({ messageId }: Request, objects: readonly Markup[], errors: readonly RegistryError[] = []): Answer {
  const status = statusUrn(errors.length ? 'Failure' : 'Success');
  return soapEnvelope(
    messageId,
    `${ACTION}Response`,
    xml`
      <query:AdhocQueryResponse xmlns:query="${NAMESPACES.query}" status="${status}" startIndex="0" totalResultCount="${String(objects.length)}">
        ${errorList(errors)}<RegistryObjectList xmlns="${NAMESPACES.rim}">${objects}</RegistryObjectList>
      </query:AdhocQueryResponse>`,
  );
}
