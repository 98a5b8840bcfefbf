import { attribute, childNames, children, only, text } from '../../xml-reading.js';
import { type ClinicalDocument, codedIn, identifierIn } from '../clinical-document.js';
import type { SubmissionRule } from '../submission-rule.js';
import { cdaRule, hasText } from './cda-header-rules.js';

const PROFESSIONALS = '1.2.250.1.71.4.2.1';
const ENTITY = 'id,(id,)*(code,)?(addr,)*(telecom,)*';
/** What stands in each part of the header, in the order of the CDA schema. */
const PARTS: Readonly<Record<string, string>> = {
  patientRole: 'id,(id,)*(addr,)*(telecom,)*(patient,)?(providerOrganization,)?',
  patient:
    '(id,)?(name,)*(administrativeGenderCode,)?(birthTime,)?(maritalStatusCode,)?(religiousAffiliationCode,)?(raceCode,)?(ethnicGroupCode,)?(guardian,)*(birthplace,)?(languageCommunication,)*',
  author: '(functionCode,)?time,assignedAuthor,',
  assignedAuthor: `${ENTITY}(assignedPerson,|assignedAuthoringDevice,)?(representedOrganization,)?`,
  assignedEntity: `${ENTITY}(assignedPerson,)?(representedOrganization,)*`,
  representedOrganization: '(id,)*(name,)*(telecom,)*(addr,)*(standardIndustryClassCode,)?(asOrganizationPartOf,)?',
  representedCustodianOrganization: 'id,(id,)*(name,)?(telecom,)?(addr,)?',
  legalAuthenticator: 'time,signatureCode,assignedEntity,',
  serviceEvent: '(id,)*(code,)?(effectiveTime,)?(performer,)*',
  performer: '(functionCode,)?(time,)?assignedEntity,',
  parentDocument: 'id,(id,)*(code,)?(text,)?(setId,)?(versionNumber,)?',
  encompassingEncounter: '(id,)*(code,)?effectiveTime,(dischargeDispositionCode,)?(responsibleParty,)?(encounterParticipant,)*(location,)?',
  healthCareFacility: '(id,)*(code,)?(location,)?(serviceProviderOrganization,)?',
};
/** Before all others, in any of them. */
const ANYWHERE = '(realmCode,)?(typeId,)?(templateId,)*';
const ORDERS = Object.entries(PARTS).map(([name, order]) => [name, new RegExp(`^${ANYWHERE}${order}$`)] as const);

const NEVER_NULL = ['id', 'code', 'title', 'effectiveTime', 'confidentialityCode', 'languageCode', 'setId', 'versionNumber'];
/** JDV_J245 and JDV_J246: as text, in `prefix` and `suffix`. */
const CIVILITIES = ['M', 'MME'];
const TITLES = ['DR', 'MC', 'MG', 'PC', 'PG', 'PR'];
/** JDV_J142, by its systems. */
const ENCOUNTERS: Readonly<Record<string, readonly string[]>> = {
  '2.16.840.1.113883.5.4': ['IMP', 'EMER', 'AMB', 'FLD', 'HH', 'VR'],
  '1.2.250.1.213.1.1.4.2.291': ['EXTERNE', 'SEANCE'],
};
const ADDRESS_USES = ['H', 'HP', 'HV', 'WP', 'TMP'];

/** What the official checks see inside the parts of a header. Codes and words of the refusals are ours [A]. */
export const cdaPartRules: readonly SubmissionRule[] = [
  cdaRule('order in the parts of the CDA', "Une partie de l'en-tête CDA est incomplète ou mal ordonnée", (cda) =>
    ORDERS.every(([name, order]) => cda.everywhere(name).every((part) => order.test(namesIn(part)))),
  ),
  cdaRule('values that are never null', "Un élément obligatoire de l'en-tête CDA porte un nullFlavor", (cda) =>
    [...NEVER_NULL.flatMap((name) => cda.all(name)), ...traitsOf(cda)].every((element) => attribute(element, 'nullFlavor') === undefined),
  ),
  cdaRule('confidentiality of a CDA', "confidentialityCode du CDA n'est pas N, R ou V : la visibilité est dans les métadonnées", (cda) => {
    const said = codedIn(cda.at('confidentialityCode'));
    return said?.system === '2.16.840.1.113883.5.25' && ['N', 'R', 'V'].includes(said.code);
  }),
  cdaRule('prefix and suffix of the patient', 'Le nom du patient porte plusieurs préfixes ou suffixes', ({ patient }) =>
    ['prefix', 'suffix'].every((part) => children(only(patient, 'hl7', 'name'), 'hl7', part).length <= 1),
  ),
  cdaRule('civility and title of professionals', "La civilité (JDV_J245) ou le titre (JDV_J246) d'un professionnel est inconnu", (cda) =>
    cda.everywhere('assignedPerson').every((person) => {
      const name = only(person, 'hl7', 'name');
      const isOf = (part: string, list: readonly string[]): boolean => children(name, 'hl7', part).every((element) => list.includes(text(element) ?? ''));
      return isOf('prefix', CIVILITIES) && isOf('suffix', TITLES);
    }),
  ),
  cdaRule('author that is a device', "Un auteur qui est un système n'a pas de modèle ou de logiciel", (cda) =>
    cda.everywhere('assignedAuthoringDevice').every((device) => hasText(device, 'manufacturerModelName') && hasText(device, 'softwareName')),
  ),
  cdaRule('ids of professionals', "L'identifiant d'un professionnel n'est pas un identifiant national (1.2.250.1.71.4.2.1)", (cda) =>
    [...cda.authors.filter((author) => only(author, 'hl7', 'assignedPerson')), ...peopleOfEncounter(cda)].every(
      (person) => identifierIn(only(person, 'hl7', 'id'))?.root === PROFESSIONALS,
    ),
  ),
  cdaRule('codes of the acts', "Le code d'un acte n'a ni système ni nullFlavor", (cda) =>
    cda
      .everywhere('serviceEvent')
      .every((event) =>
        children(event, 'hl7', 'code').every(
          (code) => (attribute(code, 'nullFlavor') === undefined) === Boolean(attribute(code, 'code') && attribute(code, 'codeSystem')),
        ),
      ),
  ),
  cdaRule('type of the encounter', "Le type de la prise en charge n'est pas un code de JDV_J142", (cda) => {
    const element = cda.at('componentOf', 'encompassingEncounter', 'code');
    const said = codedIn(element);
    return element === undefined || (said !== undefined && Boolean(ENCOUNTERS[said.system]?.includes(said.code)));
  }),
  cdaRule('uses of addresses', "L'usage (use) d'une adresse est inconnu", (cda) =>
    cda.everywhere('addr').every((address) => (attribute(address, 'use') ?? '').split(' ').every((use) => use === '' || ADDRESS_USES.includes(use))),
  ),
];

/** Those of extensions stand in other namespaces. */
const namesIn = (part: Element): string =>
  childNames(part, 'hl7')
    .filter((name) => !name.startsWith('{'))
    .map((name) => `${name},`)
    .join('');

const traitsOf = ({ patient }: ClinicalDocument): readonly Element[] => {
  const name = only(patient, 'hl7', 'name');
  return [
    patient,
    name,
    ...['family', 'given'].flatMap((part) => children(name, 'hl7', part)),
    ...['administrativeGenderCode', 'birthTime'].map((trait) => only(patient, 'hl7', trait)),
    ...['birthplace', 'place', 'addr', 'county'].map((_, depth, path) => only(patient, 'hl7', ...path.slice(0, depth + 1))),
  ].filter((element) => element !== undefined);
};

const peopleOfEncounter = (cda: ClinicalDocument): readonly Element[] =>
  ['responsibleParty', 'encounterParticipant']
    .flatMap((part) => children(cda.at('componentOf', 'encompassingEncounter'), 'hl7', part))
    .flatMap((part) => only(part, 'hl7', 'assignedEntity') ?? []);
