import type { Query } from '../query.js';
import { invalidMessage, type Refusal, rejected, WRONG_RESOURCE_ID } from '../refusal.js';
import { isFresh, type Rule } from '../rule.js';
import { attribute, childNames, hl7Instant, is } from '../xml-reading.js';

const INTERACTION = 'PRPA_IN201307UV02';
const HL7_INTERACTIONS = '2.16.840.1.113883.1.6';
export const DMP_OID = '1.2.250.1.213.4.1.1.1';
export const REASONS = '1.2.250.1.213.1.1.4.11';

/** What may stand where, in the order of the schema. */
const ORDER: readonly (readonly [path: readonly string[], expected: RegExp])[] = [
  [[], /^id,creationTime,interactionId,processingCode,processingModeCode,acceptAckCode,receiver,sender(,attentionLine)*,controlActProcess$/],
  [['receiver'], /^device$/],
  [['receiver', 'device'], /^id,softwareName$/],
  [['sender'], /^device$/],
  [['sender', 'device'], /^id,softwareName$/],
  [['controlActProcess'], /^reasonCode,queryByParameter$/],
  [['controlActProcess', 'queryByParameter'], /^queryId,statusCode,parameterList$/],
  [['controlActProcess', 'queryByParameter', 'parameterList'], /^(dataSource,)?patientIdentifier$/],
  [['controlActProcess', 'queryByParameter', 'parameterList', 'patientIdentifier'], /^value,semanticsText$/],
];
const QUERY = ['controlActProcess', 'queryByParameter'] as const;
const PATIENT = [...QUERY, 'parameterList', 'patientIdentifier'] as const;

const must = (holds: (query: Query) => boolean, refusal: Refusal): Rule<Query>['refuse'] => {
  return (query) => (holds(query) ? undefined : refusal);
};
const isClass = (query: Query, path: readonly string[], expected: Readonly<Record<string, string>>): boolean =>
  Object.entries(expected).every(([name, value]) => attribute(query.at(...path), name) === value);

/** The HL7 message. A message that breaks the schema is a fault, one that says the wrong thing an answer `AR`; codes and words of both are ours [A]. */
export const queryRules: readonly Rule<Query>[] = [
  { name: 'interaction 201307', refuse: must(({ root }) => is(root, 'hl7', INTERACTION), invalidMessage("Le message n'est pas PRPA_IN201307UV02")) },
  { name: 'ITSVersion', refuse: must(({ root }) => attribute(root, 'ITSVersion') === 'XML_1.0', invalidMessage('ITSVersion doit être XML_1.0')) },
  {
    name: 'order of the schema',
    refuse: must(
      (query) => ORDER.every(([path, expected]) => expected.test(childNames(query.at(...path), 'hl7').join())),
      invalidMessage('Le message ne respecte pas son schéma'),
    ),
  },
  {
    name: 'class and type codes',
    refuse: must(
      (query) =>
        isClass(query, ['receiver'], { typeCode: 'RCV' }) &&
        isClass(query, ['sender'], { typeCode: 'SND' }) &&
        ['receiver', 'sender'].every((end) => isClass(query, [end, 'device'], { classCode: 'DEV', determinerCode: 'INSTANCE' })) &&
        isClass(query, ['controlActProcess'], { classCode: 'CACT', moodCode: 'EVN' }),
      invalidMessage('Un attribut fixé par le schéma est absent ou faux'),
    ),
  },
  {
    name: 'message id',
    refuse: must((query) => {
      const { extension, root } = query.id('id');
      return Boolean(root && /^[\d.]+$/.test(root) && extension);
    }, rejected("L'identifiant du message est incomplet")),
  },
  {
    name: 'creation time in UTC',
    refuse: (query, world) => {
      const at = hl7Instant(query.value('creationTime'));
      return at !== undefined && isFresh(at, world) ? undefined : rejected("creationTime n'est pas l'heure UTC, à cinq minutes près");
    },
  },
  {
    name: 'interaction id',
    refuse: must((query) => {
      const { extension, root } = query.id('interactionId');
      return root === HL7_INTERACTIONS && extension === INTERACTION;
    }, rejected("interactionId n'est pas celui du message")),
  },
  {
    name: 'processing code D',
    refuse: must((query) => query.code('processingCode') === 'D', rejected('processingCode doit être D sur un environnement de test')),
  },
  { name: 'processing mode T', refuse: must((query) => query.code('processingModeCode') === 'T', rejected('processingModeCode doit être T')) },
  { name: 'acknowledgement AL', refuse: must((query) => query.code('acceptAckCode') === 'AL', rejected('acceptAckCode doit être AL')) },
  { name: 'receiver is the DMP', refuse: must((query) => query.id('receiver', 'device', 'id').root === DMP_OID, rejected("Le destinataire n'est pas le DMP")) },
  {
    name: 'sender is the software of the VIHF',
    refuse: must(
      (query) => query.id('sender', 'device', 'id').root === query.vihf.value('LPS_ID'),
      rejected("L'émetteur n'est pas le logiciel du VIHF (LPS_ID)"),
    ),
  },
  {
    name: 'sender has a name',
    refuse: must((query) => Boolean(query.text('sender', 'device', 'softwareName')), rejected('Le nom du logiciel émetteur est absent')),
  },
  {
    name: 'reason TEST_EXST',
    refuse: must(
      (query) =>
        query.code('controlActProcess', 'reasonCode') === 'TEST_EXST' && attribute(query.at('controlActProcess', 'reasonCode'), 'codeSystem') === REASONS,
      rejected("reasonCode n'est pas TEST_EXST"),
    ),
  },
  {
    name: 'query id',
    refuse: must((query) => {
      const { extension, root } = query.id(...QUERY, 'queryId');
      return Boolean(root && /^[\d.]+$/.test(root) && extension);
    }, rejected("L'identifiant de la requête est incomplet")),
  },
  { name: 'new query', refuse: must((query) => query.code(...QUERY, 'statusCode') === 'new', rejected('Le statut de la requête doit être new')) },
  {
    name: 'semantics of the identifier',
    refuse: must((query) => query.text(...PATIENT, 'semanticsText') === 'Patient.id', rejected('semanticsText doit être Patient.id')),
  },
  {
    name: 'resource-id is the patient of the body',
    refuse: must((query) => {
      const { extension, root } = query.id(...PATIENT, 'value');
      return query.vihf.resource?.matricule === extension && query.vihf.resource?.insOid === root;
    }, WRONG_RESOURCE_ID),
  },
];
