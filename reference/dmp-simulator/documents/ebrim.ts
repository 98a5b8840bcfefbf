import { keyOf } from '../kept-record.js';
import { type Markup, NOTHING, xml } from '../xml-writing.js';
import type { Association, Coded, DocumentEntry, EntryAuthor, PatientKey, SubmissionSet } from './document-model.js';
import { STATUSES } from './document-model.js';
import type { RecordDocuments } from './record-documents.js';
import {
  ASSOCIATIONS,
  DOCUMENT_ENTRY,
  ENTRY_SCHEMES,
  IDENTIFIERS,
  type IdentifierName,
  OBJECT_TYPE,
  REFERENCE_IDS,
  REPOSITORY_ID,
  SET_SCHEMES,
  SUBMISSION_SET_NODE,
} from './schemes.js';

/** Objects of the registry as the answers write them, in the namespace of ebRIM. */

export type NewEntry = Omit<DocumentEntry, 'version'>;

export const objectRef = (entryUuid: string): Markup => xml`<ObjectRef id="${entryUuid}"/>`;

/** An entry as it is kept; or, without a version, a new one, which the registry has yet to number. */
export function extrinsicObject(entry: NewEntry | DocumentEntry): Markup {
  const { entryUuid: id, status } = entry;
  const { classification, identifier } = partsOf(id);
  const coded = (scheme: keyof typeof ENTRY_SCHEMES, codes: readonly Coded[]) => codes.map((code) => classification(ENTRY_SCHEMES[scheme], code));
  return xml`
    <ExtrinsicObject id="${id}" lid="${entry.lid}" mimeType="${entry.mimeType}" objectType="${DOCUMENT_ENTRY}" status="${STATUSES[status]}" isOpaque="false">
      ${slot('creationTime', entry.creationTime)}${slot('hash', entry.hash)}${slot('languageCode', entry.languageCode)}
      ${slot('legalAuthenticator', entry.legalAuthenticator)}${slot('repositoryUniqueId', REPOSITORY_ID)}${slot('serviceStartTime', entry.serviceStartTime)}
      ${entry.serviceStopTime ? slot('serviceStopTime', entry.serviceStopTime) : NOTHING}${slot('size', String(entry.size))}
      ${slot('sourcePatientId', entry.sourcePatientId)}${slot('sourcePatientInfo', ...entry.sourcePatientInfo)}
      ${entry.referenceIds.length ? slot(REFERENCE_IDS, ...entry.referenceIds) : NOTHING}
      ${localized('Name', entry.title)}${entry.comments ? localized('Description', entry.comments) : NOTHING}
      ${'version' in entry ? xml`<VersionInfo versionName="${String(entry.version)}"/>` : NOTHING}
      ${entry.authors.map((author) => authorOf(id, ENTRY_SCHEMES.author, author))}
      ${coded('class', [entry.classCode])}${coded('type', [entry.typeCode])}${coded('format', [entry.formatCode])}
      ${coded('confidentiality', entry.confidentialities)}${coded('facility', [entry.facility])}${coded('practice', [entry.practice])}${coded('event', entry.events)}
      ${identifier('XDSDocumentEntry.patientId', cx(entry.patient))}${identifier('XDSDocumentEntry.uniqueId', entry.uniqueId)}
    </ExtrinsicObject>`;
}

export function registryPackage(set: SubmissionSet): Markup {
  const { entryUuid: id } = set;
  const { classification, identifier } = partsOf(id);
  return xml`
    <RegistryPackage id="${id}" lid="${id}" objectType="${OBJECT_TYPE}:RegistryPackage" status="${STATUSES.Approved}">
      ${slot('submissionTime', set.submissionTime)}
      ${set.title ? localized('Name', set.title) : NOTHING}${set.comments ? localized('Description', set.comments) : NOTHING}
      <Classification id="${newId()}" classificationNode="${SUBMISSION_SET_NODE}" classifiedObject="${id}" objectType="${OBJECT_TYPE}:Classification"/>
      ${authorOf(id, SET_SCHEMES.author, set.author)}${classification(SET_SCHEMES.contentType, set.contentType)}
      ${identifier('XDSSubmissionSet.patientId', cx(set.patient))}${identifier('XDSSubmissionSet.sourceId', set.sourceId)}
      ${identifier('XDSSubmissionSet.uniqueId', set.uniqueId)}
    </RegistryPackage>`;
}

/** Its ends by the names they have now. */
export function association({ id, source, target, type }: Association, documents: RecordDocuments): Markup {
  const now = (end: string): string => documents.entry(end)?.entryUuid ?? end;
  return xml`
    <Association id="${id}" associationType="${ASSOCIATIONS[type]}" sourceObject="${now(source)}" targetObject="${now(target)}" status="${STATUSES.Approved}" objectType="${OBJECT_TYPE}:Association">
      ${type === 'HasMember' ? slot('SubmissionSetStatus', 'Original') : NOTHING}
    </Association>`;
}

export const newId = (): string => `urn:uuid:${crypto.randomUUID()}`;
/** Under the arc of UUID (X.667), which belongs to nobody. */
export const newOid = (): string => `2.25.${BigInt(`0x${crypto.randomUUID().replaceAll('-', '')}`)}`;

export const samePatient = (one: PatientKey, other: PatientKey | undefined): boolean => other !== undefined && keyOf(one) === keyOf(other);

export const cx = ({ insOid, matricule }: PatientKey): string => `${matricule}^^^&${insOid}&ISO^NH`;

const slot = (name: string, ...values: readonly string[]): Markup => xml`
  <Slot name="${name}"><ValueList>${values.map((value) => xml`<Value>${value}</Value>`)}</ValueList></Slot>`;

const localized = (element: 'Name' | 'Description', value: string): Markup => xml`
  <${element}><LocalizedString xml:lang="FR" charset="UTF-8" value="${value}"/></${element}>`;

function partsOf(id: string) {
  return {
    classification: (scheme: string, { code, display, system }: Coded): Markup => xml`
      <Classification id="${newId()}" classificationScheme="${scheme}" classifiedObject="${id}" nodeRepresentation="${code}" objectType="${OBJECT_TYPE}:Classification">
        ${slot('codingScheme', system)}${localized('Name', display)}
      </Classification>`,
    identifier: (name: IdentifierName, value: string): Markup => xml`
      <ExternalIdentifier id="${newId()}" registryObject="${id}" identificationScheme="${IDENTIFIERS[name]}" value="${value}" objectType="${OBJECT_TYPE}:ExternalIdentifier">
        ${localized('Name', name)}
      </ExternalIdentifier>`,
  };
}

function authorOf(id: string, scheme: string, { institutions, persons, roles, specialities }: EntryAuthor): Markup {
  const slots = Object.entries({ authorPerson: persons, authorInstitution: institutions, authorRole: roles, authorSpecialty: specialities });
  return xml`
    <Classification id="${newId()}" classificationScheme="${scheme}" classifiedObject="${id}" nodeRepresentation="" objectType="${OBJECT_TYPE}:Classification">
      ${slots.map(([name, values]) => (values.length ? slot(name, ...values) : NOTHING))}
    </Classification>`;
}
