import { invalidMessage } from '../../refusal.js';
import { attribute, childNames, children, elements, is } from '../../xml-reading.js';
import { ASSOCIATIONS, DOCUMENT_ENTRY, IDENTIFIERS, OBJECT_TYPE, REFERENCE_IDS } from '../schemes.js';
import type { Submission } from '../submission.js';
import { eachEntry, type SubmissionRule, whole } from '../submission-rule.js';

const OBJECT_ORDER = /^(Slot,)*(Name,)?(Description,)?(VersionInfo,)?(Classification,)*(ExternalIdentifier,)*$/;
const ENTRY_SLOTS = [
  'creationTime',
  'hash',
  'languageCode',
  'legalAuthenticator',
  'repositoryUniqueId',
  'serviceStartTime',
  'serviceStopTime',
  'size',
  'sourcePatientId',
  'sourcePatientInfo',
  REFERENCE_IDS,
];
const namesOf = (element: Element): string =>
  childNames(element, 'rim')
    .map((name) => `${name},`)
    .join('');

const schema = (name: string, holds: (submission: Submission) => boolean, words = 'Le message ne respecte pas son schéma'): SubmissionRule => ({
  name,
  refuse: (submission) => (holds(submission) ? undefined : invalidMessage(words)),
});

/** What surrounds the objects, in ITI-41. [A] */
export const provideShape: SubmissionRule = schema(
  'request of ITI-41',
  ({ root }) =>
    is(root, 'xdsb', 'ProvideAndRegisterDocumentSetRequest') && /^\{[^}]*:lcm:3\.0\}SubmitObjectsRequest(,Document)*$/.test(childNames(root, 'xdsb').join()),
);

/** The same in ITI-57. [A] */
export const updateShape: SubmissionRule = schema('request of ITI-57', ({ root }) => is(root, 'lcm', 'SubmitObjectsRequest'));

/** Objects as ebRIM wants them, before anything they say is looked at. [A] */
export const shapeRules = (types: readonly (keyof typeof ASSOCIATIONS)[]): readonly SubmissionRule[] => [
  schema('one list of objects', ({ list }) => list !== undefined),
  schema('kinds of objects', ({ list }) => /^(RegistryPackage,|ExtrinsicObject,|Association,)+$/.test(list ? namesOf(list) : '')),
  schema('order in each object', ({ entries, set }) => [...(set ? [set] : []), ...entries].every(({ element }) => OBJECT_ORDER.test(namesOf(element)))),
  schema('slots with values', ({ list }) => slotsIn(list).every(isSlot), 'Un Slot est vide ou ne respecte pas son schéma'),
  schema('slot values of 256 characters', ({ list }) => slotsIn(list).every(isShort), 'Une valeur de Slot a plus de 256 caractères'),
  schema('ids of their own', ({ list }) => areUnique(list), 'Un identifiant est absent ou répété'),
  schema('parts belong to their object', ({ entries, set }) =>
    [...(set ? [set] : []), ...entries].every(
      ({ classifications, id, identifiers }) =>
        classifications.every((part) => attribute(part, 'classifiedObject') === id) && identifiers.every((part) => attribute(part, 'registryObject') === id),
    ),
  ),
  whole('one submission set', 'XDSRegistryMetadataError', 'Le message doit contenir un lot de soumission et un seul', ({ set }) => set !== undefined),
  eachEntry(
    'entries are documents',
    'XDSRegistryMetadataError',
    "Le type d'objet n'est pas celui d'un document",
    (entry) => entry.attribute('objectType') === DOCUMENT_ENTRY,
  ),
  eachEntry('known slots, once', 'XDSRegistryMetadataError', 'Un Slot est inconnu ou répété', ({ slotNames }) =>
    slotNames.every((name, index) => ENTRY_SLOTS.includes(name) && slotNames.indexOf(name) === index),
  ),
  whole('identifiers by their names', 'XDSRegistryMetadataError', "Un identifiant ne porte pas le nom de son schéma d'identification", ({ entries, set }) =>
    [...(set ? [set] : []), ...entries].every(({ identifiers }) => identifiers.every(isNamed)),
  ),
  whole('known associations', 'XDSRegistryMetadataError', "Le type d'une association est inconnu de cette transaction", ({ associations }) =>
    associations.every(
      (association) =>
        types.some((type) => ASSOCIATIONS[type] === association.attribute('associationType')) &&
        [undefined, `${OBJECT_TYPE}:Association`].includes(association.attribute('objectType')),
    ),
  ),
];

const slotsIn = (list: Element | undefined): readonly Element[] => (list ? Array.from(list.getElementsByTagNameNS(list.namespaceURI ?? '', 'Slot')) : []);

/** `repositoryUniqueId` may be sent as an empty slot: the server fills it. */
function isSlot(slot: Element): boolean {
  const [list, ...others] = elements(slot);
  if (!attribute(slot, 'name') || others.length || !is(list, 'rim', 'ValueList')) return false;
  const values = elements(list);
  const filled = values.length > 0 && values.every((value) => is(value, 'rim', 'Value') && value.textContent?.trim());
  return filled || attribute(slot, 'name') === 'repositoryUniqueId';
}

/** Name and values are a `LongName` (rim.xsd). */
const LONGEST_NAME = 256;
const isShort = (slot: Element): boolean =>
  [attribute(slot, 'name'), ...elements(elements(slot)[0]).map((value) => value.textContent)].every((text) => [...(text ?? '')].length <= LONGEST_NAME);

function areUnique(list: Element | undefined): boolean {
  const objects = elements(list);
  const parts = objects.flatMap((object) => ['Classification', 'ExternalIdentifier'].flatMap((name) => children(object, 'rim', name)));
  const ids = [...objects, ...parts].map((element) => attribute(element, 'id'));
  return ids.every((id, index) => id && ids.indexOf(id) === index);
}

function isNamed(identifier: Element): boolean {
  const scheme = attribute(identifier, 'identificationScheme');
  const [localized] = Array.from(identifier.getElementsByTagNameNS(identifier.namespaceURI ?? '', 'LocalizedString'));
  return Object.entries(IDENTIFIERS).some(([name, known]) => known === scheme && attribute(localized, 'value') === name);
}
