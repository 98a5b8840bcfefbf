import { invalidMessage } from '../refusal.js';
import { attribute, childNames, is } from '../xml-reading.js';
import type { RegistrationKind } from './registration-kind.js';
import type { RegistrationMessage } from './registration-message.js';
import { must, type RegistrationRule } from './registration-rule.js';

type Path = readonly string[];

const SUBJECT: Path = ['controlActProcess', 'subject'];
const REQUEST: Path = [...SUBJECT, 'registrationRequest'];
const PATIENT: Path = [...REQUEST, 'subject1', 'patient'];
const PERSON: Path = [...PATIENT, 'patientPerson'];
const CARD: Path = [...PERSON, 'contactParty'];
const RELATIONSHIP: Path = [...PERSON, 'personalRelationship'];
const AUTHOR: Path = [...REQUEST, 'author', 'assignedEntity'];
const ORGANISATION: Path = [...AUTHOR, 'representedOrganization'];
const ISSUE: Path = ['controlActProcess', 'reasonOf', 'detectedIssueEvent'];

const NAME = /^(prefix|family|given)(,(prefix|family|given))*$/;
const OBSERVATION = /^code(,effectiveTime)?,value$/;

/** What may stand where, in the order of NE2009. Of what may be left out, nothing is said unless it is there. */
const ORDER: readonly (readonly [path: Path, expected: RegExp])[] = [
  [[], /^id,creationTime,interactionId,processingCode,processingModeCode,acceptAckCode,receiver,sender(,attentionLine)*,controlActProcess$/],
  [['receiver'], /^device$/],
  [['receiver', 'device'], /^id,softwareName$/],
  [['sender'], /^device$/],
  [['sender', 'device'], /^id,softwareName$/],
  [SUBJECT, /^registrationRequest$/],
  [REQUEST, /^statusCode,subject1,author$/],
  [[...REQUEST, 'subject1'], /^patient$/],
  [PERSON, /^name(,telecom)*(,administrativeGenderCode)?(,birthTime)?(,addr)?(,contactParty)?(,personalRelationship)?(,birthPlace)?$/],
  [[...PERSON, 'name'], NAME],
  [[...REQUEST, 'author'], /^assignedEntity$/],
  [AUTHOR, /^id,code,assignedPerson,representedOrganization$/],
  [[...AUTHOR, 'assignedPerson'], /^name$/],
  [[...AUTHOR, 'assignedPerson', 'name'], NAME],
  [ORGANISATION, /^id,name,contactParty$/],
];
const OPTIONAL_ORDER: typeof ORDER = [
  [CARD, /^code(,addr)*(,telecom)+,contactPerson$/],
  [[...CARD, 'contactPerson'], /^name(,birthTime)?$/],
  [[...CARD, 'contactPerson', 'name'], NAME],
  [RELATIONSHIP, /^code(,addr)*(,telecom)*,relationshipHolder1$/],
  [[...RELATIONSHIP, 'relationshipHolder1'], /^name$/],
  [[...RELATIONSHIP, 'relationshipHolder1', 'name'], NAME],
  [[...PERSON, 'birthPlace'], /^(addr)?(,?birthplace)?$/],
  [['controlActProcess', 'reasonOf'], /^detectedIssueEvent$/],
  [ISSUE, /^code(,text)?$/],
];

const INSTANCE = { determinerCode: 'INSTANCE' };
const CODES: readonly (readonly [path: Path, expected: Readonly<Record<string, string>>])[] = [
  [['receiver'], { typeCode: 'RCV' }],
  [['receiver', 'device'], { classCode: 'DEV', ...INSTANCE }],
  [['sender'], { typeCode: 'SND' }],
  [['sender', 'device'], { classCode: 'DEV', ...INSTANCE }],
  [['controlActProcess'], { classCode: 'CACT', moodCode: 'EVN' }],
  [SUBJECT, { typeCode: 'SUBJ' }],
  [REQUEST, { classCode: 'REG', moodCode: 'RQO' }],
  [[...REQUEST, 'subject1'], { typeCode: 'SBJ' }],
  [PATIENT, { classCode: 'PAT' }],
  [PERSON, { classCode: 'PSN', ...INSTANCE }],
  [[...REQUEST, 'author'], { typeCode: 'AUT' }],
  [AUTHOR, { classCode: 'ASSIGNED' }],
  [[...AUTHOR, 'assignedPerson'], { classCode: 'PSN', ...INSTANCE }],
  [ORGANISATION, { classCode: 'ORG', ...INSTANCE }],
  [[...ORGANISATION, 'contactParty'], { classCode: 'CON' }],
];
const OPTIONAL_CODES: typeof CODES = [
  [[...PATIENT, 'providerOrganization'], { classCode: 'ORG', ...INSTANCE }],
  [CARD, { classCode: 'CON' }],
  [RELATIONSHIP, { classCode: 'PRS' }],
  [[...RELATIONSHIP, 'relationshipHolder1'], { classCode: 'PSN', ...INSTANCE }],
  [[...PERSON, 'birthPlace'], { classCode: 'BIRTHPL' }],
  [['controlActProcess', 'reasonOf'], { typeCode: 'RSON' }],
  [ISSUE, { classCode: 'ALRT', moodCode: 'EVN' }],
];

/** A message that breaks the schema is a fault; its code and words are ours [A]. */
export function schemaRules({ family: { request }, patient, status }: RegistrationKind): readonly RegistrationRule[] {
  // A new record needs a place for its provider, though it says nothing.
  const provider = request === 'PRPA_IN201311UV02' ? ',providerOrganization' : '(,providerOrganization)?';
  const ofPatient = new RegExp(`^id,statusCode,patientPerson${provider}${patient === 'complete' ? '(,subjectOf)*' : ''}$`);
  const ofAct = status === 'terminated' ? /^reasonCode,subject(,reasonOf)?$/ : /^reasonCode,subject$/;
  return [
    {
      name: `interaction ${request.slice(7, 13)}`,
      refuse: must(({ root }) => is(root, 'hl7', request), invalidMessage(`Le message n'est pas ${request}`)),
    },
    { name: 'ITSVersion', refuse: must(({ root }) => attribute(root, 'ITSVersion') === 'XML_1.0', invalidMessage('ITSVersion doit être XML_1.0')) },
    {
      name: 'order of the schema',
      refuse: must(
        (message) =>
          [...ORDER, [['controlActProcess'], ofAct] as const, [PATIENT, ofPatient] as const].every(([path, expected]) => holds(message, path, expected)) &&
          OPTIONAL_ORDER.every(([path, expected]) => !message.at(...path) || holds(message, path, expected)) &&
          message.observationElements.every((observation) => OBSERVATION.test(childNames(observation, 'hl7').join())),
        invalidMessage('Le message ne respecte pas son schéma'),
      ),
    },
    {
      name: 'class and type codes',
      refuse: must(
        (message) =>
          CODES.every(([path, expected]) => hasAll(message.at(...path), expected)) &&
          OPTIONAL_CODES.every(([path, expected]) => !message.at(...path) || hasAll(message.at(...path), expected)) &&
          [undefined, 'false'].includes(attribute(message.at(...SUBJECT), 'contextConductionInd')) &&
          message.observationElements.every((element) => isObservation(element)),
        invalidMessage('Un attribut fixé par le schéma est absent ou faux'),
      ),
    },
    {
      name: 'nil provider',
      refuse: must((message) => {
        const organisation = message.at(...PATIENT, 'providerOrganization');
        return !organisation || (attribute(organisation, 'nil', 'xsi') === 'true' && childNames(organisation, 'hl7').length === 0);
      }, invalidMessage('providerOrganization doit être vide, avec xsi:nil')),
    },
  ];
}

const holds = (message: RegistrationMessage, path: Path, expected: RegExp): boolean => expected.test(childNames(message.at(...path), 'hl7').join());

const hasAll = (element: Element | undefined, expected: Readonly<Record<string, string>>): boolean =>
  Object.entries(expected).every(([name, value]) => attribute(element, name) === value);

const isObservation = (element: Element | undefined): boolean => {
  const subjectOf = element?.parentNode as Element | undefined;
  return hasAll(subjectOf, { typeCode: 'SBJ' }) && hasAll(element, { classCode: 'OBS', moodCode: 'EVN' });
};
