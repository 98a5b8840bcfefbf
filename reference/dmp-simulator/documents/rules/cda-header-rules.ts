import { attribute, childNames, children, only, text } from '../../xml-reading.js';
import { type ClinicalDocument, codedIn, utcOf } from '../clinical-document.js';
import { isIn } from '../code-lists.js';
import type { Coded } from '../document-model.js';
import type { RegistryObject } from '../registry-object.js';
import { ENTRY_SCHEMES } from '../schemes.js';
import { eachDocument, isOid, type SubmissionRule } from '../submission-rule.js';

const TEMPLATES = ['2.16.840.1.113883.2.8.2.1', '1.2.250.1.213.1.1.1.1', '1.3.6.1.4.1.19376.1.2.20'];
const ORDER = new RegExp(
  `^${[
    'realmCode,typeId,(templateId,)+id,code,(title,)?effectiveTime,confidentialityCode,languageCode,(setId,)?(versionNumber,)?',
    '(copyTime,)?(recordTarget,)*(author,)*(dataEnterer,)?(informant,)*(custodian,)?(informationRecipient,)*(legalAuthenticator,)?(authenticator,)*',
    '(participant,)*(inFulfillmentOf,)*(documentationOf,)*(relatedDocument,)*(authorization,)*(componentOf,)?component,',
  ].join('')}$`,
);

/** Of the document and its entry: the first says it, the second says it again. */
export const cdaRule = (name: string, words: string, holds: (cda: ClinicalDocument, entry: RegistryObject) => boolean): SubmissionRule =>
  eachDocument(name, 'XDSRepositoryError', words, ({ cda, entry }) => cda !== undefined && holds(cda, entry));
export const agrees = (name: string, words: string, holds: (cda: ClinicalDocument, entry: RegistryObject) => boolean): SubmissionRule =>
  eachDocument(name, 'XDSRepositoryMetadataError', words, ({ cda, entry }) => cda !== undefined && holds(cda, entry));

export const sameCode = (said: Coded | undefined, again: Coded | undefined): boolean =>
  said !== undefined && said.code === again?.code && said.system === again.system;

/** The header of a CDA of level 1, but for the people in it. Codes and words of the refusals are ours [A]. */
export const cdaHeaderRules: readonly SubmissionRule[] = [
  cdaRule('document is a CDA', "Le document n'est pas un ClinicalDocument", () => true),
  cdaRule('order of the CDA', "Les éléments de l'en-tête CDA sont incomplets ou mal ordonnés", ({ root }) =>
    ORDER.test(
      childNames(root, 'hl7')
        .map((name) => `${name},`)
        .join(''),
    ),
  ),
  cdaRule('realm FR', 'realmCode doit être FR', (cda) => attribute(cda.at('realmCode'), 'code') === 'FR'),
  cdaRule('type of a CDA', "typeId n'est pas celui d'un CDA R2", (cda) => {
    const type = cda.at('typeId');
    return attribute(type, 'root') === '2.16.840.1.113883.1.3' && attribute(type, 'extension') === 'POCD_HD000040';
  }),
  cdaRule('templates of level 1', "Les templateId ne sont pas ceux d'un document de niveau 1", (cda) => {
    const roots = cda.all('templateId').map((template) => attribute(template, 'root') ?? '');
    return roots.length === TEMPLATES.length && TEMPLATES.every((template) => roots.includes(template));
  }),
  agrees('id is the uniqueId', "L'identifiant du CDA n'est pas uniqueId, ou porte une extension", (cda, entry) => {
    const id = cda.at('id');
    return attribute(id, 'root') === entry.identifier('XDSDocumentEntry.uniqueId') && attribute(id, 'extension') === undefined;
  }),
  agrees('code is the type', "Le code du CDA n'est pas typeCode", (cda, entry) => sameCode(codedIn(cda.at('code')), entry.code(ENTRY_SCHEMES.type))),
  agrees(
    'title of the CDA',
    "Le titre du CDA n'est pas celui des métadonnées",
    (cda, entry) => Boolean(cda.text('title')) && cda.text('title') === entry.words('Name'),
  ),
  agrees('effective time is the creation time', "effectiveTime n'est pas creationTime, ou n'a pas son décalage horaire", (cda, entry) => {
    const at = utcOf(cda.value('effectiveTime'));
    return at !== undefined && at === entry.value('creationTime');
  }),
  agrees('confidentiality of the CDA', "confidentialityCode du CDA n'est pas celui des métadonnées", (cda, entry) => {
    const said = codedIn(cda.at('confidentialityCode'));
    return said !== undefined && entry.codes(ENTRY_SCHEMES.confidentiality).some((code) => sameCode(said, code));
  }),
  agrees('language of the CDA', "languageCode du CDA n'est pas de la forme fr-FR, ou n'est pas celui des métadonnées", (cda, entry) => {
    const said = attribute(cda.at('languageCode'), 'code');
    return /^[a-z]{2}-[A-Z]{2}$/.test(said ?? '') && said === entry.value('languageCode');
  }),
  cdaRule(
    'set of versions',
    "setId est absent, n'est pas un OID ou est l'identifiant du document",
    (cda) => isOid(cda.setId) && cda.setId !== attribute(cda.at('id'), 'root'),
  ),
  cdaRule('number of the version', "versionNumber est absent ou n'est pas un entier", (cda) => /^[1-9]\d{0,5}$/.test(cda.value('versionNumber') ?? '')),
  cdaRule('main act', "L'acte principal doit porter une date de début et un exécutant PRF, seul du document", ({ act, root }) => {
    const [performer, ...others] = children(act, 'hl7', 'performer');
    return root.getElementsByTagNameNS('urn:hl7-org:v3', 'performer').length === 1 && !others.length && attribute(performer, 'typeCode') === 'PRF';
  }),
  agrees('times of the act', "Les dates de l'acte ne sont pas serviceStartTime et serviceStopTime", ({ act }, entry) => {
    const time = only(act, 'hl7', 'effectiveTime');
    const [low, high] = ['low', 'high'].map((name) => attribute(only(time, 'hl7', name), 'value'));
    return (
      utcOf(low) !== undefined &&
      utcOf(low) === entry.value('serviceStartTime') &&
      (high === undefined ? undefined : utcOf(high)) === entry.value('serviceStopTime')
    );
  }),
  agrees('act codes are the events', 'Les codes des actes ne sont pas ceux de eventCodeList', (cda, entry) => {
    const codes = cda.all('documentationOf').flatMap((act) => codedIn(only(act, 'hl7', 'serviceEvent', 'code')) ?? []);
    const events = entry.codes(ENTRY_SCHEMES.event);
    return codes.length === events.length && codes.every((code) => events.some((event) => sameCode(code, event)));
  }),
  agrees('practice setting of the act', "standardIndustryClassCode n'est pas practiceSettingCode", (cda, entry) =>
    sameCode(codedIn(cda.practiceSetting), entry.code(ENTRY_SCHEMES.practice)),
  ),
  cdaRule('encounter', "La prise en charge (componentOf) n'a pas de date", (cda) => {
    const time = cda.at('componentOf', 'encompassingEncounter', 'effectiveTime');
    const values = [attribute(time, 'value'), attribute(only(time, 'hl7', 'low'), 'value')];
    return values.some((value) => utcOf(value) !== undefined);
  }),
  agrees('facility of the encounter', "healthCareFacility n'est pas healthcareFacilityTypeCode", (cda, entry) =>
    sameCode(codedIn(cda.facility), entry.code(ENTRY_SCHEMES.facility)),
  ),
  cdaRule('replaced version', 'relatedDocument doit être RPLC et nommer un seul document', (cda) => {
    const related = cda.all('relatedDocument');
    return related.length === 0 || (related.length === 1 && attribute(related[0], 'typeCode') === 'RPLC' && isOid(cda.replaced));
  }),
  cdaRule('addresses', 'Une adresse mêle deux écritures', (cda) => cda.everywhere('addr').every(isAddress)),
  cdaRule('telecoms', 'Un moyen de contact (telecom) est mal écrit', (cda) => cda.everywhere('telecom').every(isTelecom)),
];

/** In lines or in parts, each once. */
function isAddress(address: Element): boolean {
  const names = childNames(address, 'hl7');
  const lines = names.filter((name) => name === 'streetAddressLine');
  return lines.length === 0 ? names.every((name, index) => names.indexOf(name) === index) : lines.length <= 7 && lines.length === names.length;
}

function isTelecom(telecom: Element): boolean {
  const [value, nullFlavor, use] = ['value', 'nullFlavor', 'use'].map((name) => attribute(telecom, name));
  const isOne = (value === undefined) !== (nullFlavor === undefined);
  return (
    isOne &&
    (value === undefined || /^(tel|fax|mailto|http|ftp|mllp):.+$/.test(value)) &&
    (nullFlavor === undefined || ['UNK', 'NASK', 'ASKU', 'NAV', 'MSK'].includes(nullFlavor)) &&
    (use === undefined || use.split(' ').every((part) => ['H', 'HP', 'HV', 'WP', 'DIR', 'PUB', 'EC', 'MC', 'PG'].includes(part)))
  );
}

export const isCodeOf = (list: Parameters<typeof isIn>[0], element: Element | undefined): boolean => {
  const code = codedIn(element);
  return code !== undefined && isIn(list, code);
};

export const hasText = (parent: Element | undefined, ...path: readonly string[]): boolean => Boolean(text(only(parent, 'hl7', ...path)));
