import { declined, invalidMessage } from '../../refusal.js';
import type { Rule, World } from '../../rule.js';
import { childNames, is } from '../../xml-reading.js';
import { STATUSES } from '../document-model.js';
import { patientIn } from '../hl7-strings.js';
import { STORED_QUERIES } from '../stored-queries.js';
import type { StoredQuery } from '../stored-query.js';
import type { XdsCode } from '../submission-rule.js';
import { authorisedToRead, knownRecord, professionalsAlone } from './reading-rules.js';

const MOST_UNIQUE_IDS = 20;
const MOST_ENTRY_UUIDS = 88;
const MOST_UUIDS = 1000;

const asks = (name: string, code: XdsCode, words: string, holds: (query: StoredQuery, world: World) => boolean): Rule<StoredQuery> => ({
  name,
  refuse: (query, world) => (holds(query, world) ? undefined : declined(code, words)),
});

const kindOf = ({ id }: StoredQuery) => STORED_QUERIES[id];

/** A query that can be answered. Codes by the standard, words ours [A]. */
const formRules: readonly Rule<StoredQuery>[] = [
  {
    name: 'request of ITI-18',
    refuse: ({ root }) =>
      is(root, 'query', 'AdhocQueryRequest') && /^ResponseOption,\{[^}]*:rim:3\.0\}AdhocQuery$/.test(childNames(root, 'query').join())
        ? undefined
        : invalidMessage('Le message ne respecte pas son schéma'),
  },
  asks('kind of answer', 'XDSRegistryError', 'returnType doit être LeafClass (objets composés) ou ObjectRef', ({ isComposed, returnType }) =>
    returnType === 'LeafClass' ? isComposed : returnType === 'ObjectRef',
  ),
  asks('known query', 'XDSUnknownStoredQuery', 'La requête est inconnue', (query) => kindOf(query) !== undefined),
  asks('readable values', 'XDSRegistryError', "La valeur d'un paramètre est mal écrite", ({ parameters }) =>
    [...parameters.values()].flat().every((values) => values !== undefined),
  ),
  asks('known parameters', 'XDSStoredQueryParamNumber', "Un paramètre n'est pas de cette requête, ou est de trop", (query) => {
    const kind = kindOf(query);
    const known = [...(kind?.required ?? []), ...(kind?.oneOf ?? []), ...(kind?.optional ?? [])];
    const chosen = (kind?.oneOf ?? []).filter((name) => query.parameters.has(name));
    return [...query.parameters.keys()].every((name) => known.includes(name)) && chosen.length <= 1;
  }),
  asks('required parameters', 'XDSStoredQueryMissingParam', 'Un paramètre obligatoire est absent', (query) => {
    const kind = kindOf(query);
    const isThere = (name: string): boolean => query.values(name).length > 0;
    return (kind?.required ?? []).every(isThere) && (kind?.oneOf === undefined || kind.oneOf.some(isThere));
  }),
  asks('known statuses', 'XDSRegistryError', 'Un statut demandé est inconnu', (query) =>
    ['$XDSDocumentEntryStatus', '$XDSSubmissionSetStatus'].every((name) =>
      query.values(name).every((status) => Object.values<string>(STATUSES).includes(status)),
    ),
  ),
  asks(
    'as many ids as may be asked',
    'XDSRegistryError',
    "Le nombre d'identifiants demandés dépasse la limite",
    (query) =>
      query.values('$XDSDocumentEntryUniqueId').length <= MOST_UNIQUE_IDS &&
      query.values('$XDSDocumentEntryEntryUUID').length <= MOST_ENTRY_UUIDS &&
      query.values('$uuid').length <= MOST_UUIDS,
  ),
  asks('patient of the query is the one of the VIHF', 'XDSPatientIdDoesNotMatch', "Le patient de la requête n'est pas celui du VIHF", (query) =>
    ['$XDSDocumentEntryPatientId', '$XDSSubmissionSetPatientId'].every((name) =>
      query.values(name).every((written) => {
        const patient = patientIn(written);
        return patient?.matricule === query.vihf.resource?.matricule && patient?.insOid === query.vihf.resource?.insOid;
      }),
    ),
  ),
];

/** TD3.1. */
export const searchRules: readonly Rule<StoredQuery>[] = [...formRules, professionalsAlone, ...knownRecord, authorisedToRead];
/** TD3.1b: of one's own documents, whether one may read the record or not. */
export const referenceRules: readonly Rule<StoredQuery>[] = [...formRules, ...knownRecord];
